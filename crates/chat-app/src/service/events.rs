//! The event feed of a clinic, for its host.

use super::ChatService;
use crate::{
    error::AppError,
    events::{
        cursor::EventCursor,
        page::{EventPage, Feed, FeedEvent},
        reader::Reader,
    },
};
use chat_domain::ClinicId;
use futures::{Stream, stream};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

impl ChatService {
    /// The clinic's events after a cursor, at most `limit` and at most 1,000. Without any, it waits for the first one up to
    /// `wait`.
    ///
    /// Every committed entry is an event, exactly once; the events of a visit are in the order of its log. Each event has the
    /// content of its entry, and the caller is the host: nothing is checked for a reader.
    ///
    /// # Errors
    /// [`AppError::NoEventFeed`] if the ports have none, [`AppError::UnknownCursor`], [`AppError::Unavailable`] or
    /// [`AppError::Corrupt`]. An event that can't be read is not skipped.
    ///
    /// # Cancel safety
    /// Nothing is lost: the host goes on from its cursor.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::EventCursor;
    /// use std::time::Duration;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, .. } = &clinic;
    /// // Store the cursor with what was done, and go on from there after a restart.
    /// let cursor = EventCursor::START;
    /// let page = service.event_page(visit.clinic, cursor, 100, Duration::ZERO).await?;
    /// assert!(page.events.iter().all(|event| event.visit == *visit));
    /// # assert!(!page.events.is_empty());
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn event_page(
        &self,
        clinic: ClinicId,
        after: EventCursor,
        limit: usize,
        wait: Duration,
    ) -> Result<EventPage, AppError> {
        let mut reader = self.event_reader(clinic, after).await?;
        reader.page(limit, Instant::now().checked_add(wait)).await
    }

    /// The clinic's events after a cursor, one by one, and those to come. The stream ends after an error; the host goes on from
    /// the cursor of its last event.
    ///
    /// # Errors
    /// As [`ChatService::event_page`].
    pub async fn events(
        &self,
        clinic: ClinicId,
        after: EventCursor,
    ) -> Result<impl Stream<Item = Result<FeedEvent, AppError>> + Send + use<>, AppError> {
        let reader = self.event_reader(clinic, after).await?;
        Ok(stream::try_unfold(reader, async |mut reader| {
            let event = reader.next().await?;
            Ok(Some((event, reader)))
        }))
    }

    async fn event_reader(&self, clinic: ClinicId, after: EventCursor) -> Result<Reader, AppError> {
        let engine = &self.inner.engine;
        let fanout = Arc::clone(&engine.ports.fanout);
        let poll_every = engine.settings.poll_every;
        Reader::begin(self.event_feed(clinic)?, fanout, poll_every, after).await
    }

    /// The feed of a clinic.
    pub(super) fn event_feed(&self, clinic: ClinicId) -> Result<Feed, AppError> {
        let ports = &self.inner.engine.ports;
        Ok(Feed {
            log: Arc::clone(&ports.log),
            feed: Arc::clone(ports.events.as_ref().ok_or(AppError::NoEventFeed)?),
            ids: Arc::clone(&ports.ids),
            clinic,
        })
    }
}

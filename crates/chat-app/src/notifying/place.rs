//! How far the notifications of a clinic got in its event feed: a record beside those of webhook endpoints.

use super::Notifying;
use crate::{
    engine::Engine,
    error::AppError,
    events::{cursor::EventCursor, page::Feed},
    webhooks::progress,
};
use chat_domain::ClinicId;
use chat_ports::{
    EndpointId, EndpointKey, EndpointOrigin, PortError, WebhookEndpoint, WebhookStore,
};
use std::sync::{Arc, PoisonError};
use uuid::Uuid;

/// The record's id, the same in each clinic.
const ID: EndpointId = EndpointId::new(Uuid::from_u128(0x6e6f_7469_6669_4c61_9274_696f_6e73_0001));

/// Attempts to move a place that others move, too.
const ATTEMPTS: u32 = 10;

/// Whether a record is the place of a clinic's notifications, and no endpoint.
pub(crate) const fn is_notifiers(record: &WebhookEndpoint) -> bool {
    matches!(record.origin, EndpointOrigin::Notifiers)
}

impl Notifying {
    /// Gives a clinic a place at the end of its feed unless it has one. Called before a reminder is appended, so that the reminder
    /// is behind the place.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] or [`AppError::Corrupt`]: append no reminder.
    pub(crate) async fn place(&self, engine: &Engine, clinic: ClinicId) -> Result<(), AppError> {
        let placed = || self.placed.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_followed || placed().contains(&clinic) {
            return Ok(());
        }
        let store = store(engine)?;
        let key = EndpointKey { clinic, id: ID };
        if store.get(key).await?.is_none() {
            let record = WebhookEndpoint {
                clinic,
                id: ID,
                revision: 1,
                generation: 1,
                origin: EndpointOrigin::Notifiers,
                url: String::new(),
                secrets: Vec::new(),
                created_at: engine.ports.clock.now(),
                delivered: progress::position(feed(engine, clinic)?.end().await?),
                retrying: None,
                last_failure: None,
                disabled: None,
            };
            // Does nothing if another node has created it since.
            store.put(record).await?;
        }
        placed().insert(clinic);
        Ok(())
    }
}

/// The clinics with a place.
pub(super) async fn placed(engine: &Engine) -> Result<Vec<ClinicId>, AppError> {
    let records = store(engine)?.list(None).await?;
    let places = records.iter().filter(|record| is_notifiers(record));
    Ok(places.map(|record| record.clinic).collect())
}

/// Where the notifications of a clinic go on; `None` without a place. A place that the feed does not have, since a backup was
/// restored, becomes the feed's end.
pub(super) async fn find(
    engine: &Engine,
    clinic: ClinicId,
) -> Result<Option<EventCursor>, AppError> {
    let key = EndpointKey { clinic, id: ID };
    let Some(record) = store(engine)?.get(key).await? else {
        return Ok(None);
    };
    let at = progress::cursor(record.delivered);
    let feed = feed(engine, clinic)?;
    match feed.check(at).await {
        Ok(()) => Ok(Some(at)),
        Err(AppError::UnknownCursor) => {
            tracing::error!(
                "the event feed lacks what was notified of; notifications go on at its end"
            );
            let end = feed.end().await?;
            move_to(engine, clinic, end).await?;
            Ok(Some(end))
        }
        Err(error) => Err(error),
    }
}

/// Records that everything before the cursor was sent.
pub(super) async fn move_to(
    engine: &Engine,
    clinic: ClinicId,
    to: EventCursor,
) -> Result<(), AppError> {
    let store = store(engine)?;
    for _ in 0..ATTEMPTS {
        let Some(mut record) = store.get(EndpointKey { clinic, id: ID }).await? else {
            return Ok(());
        };
        record.delivered = progress::position(to);
        record.revision = record.revision.saturating_add(1);
        if store.put(record).await? {
            return Ok(());
        }
    }
    let busy = PortError::Busy("the place of notifications is moved all the time");
    Err(busy.into())
}

/// The feed of a clinic.
pub(super) fn feed(engine: &Engine, clinic: ClinicId) -> Result<Feed, AppError> {
    let ports = &engine.ports;
    Ok(Feed {
        log: Arc::clone(&ports.log),
        feed: Arc::clone(ports.events.as_ref().ok_or(AppError::NoEventFeed)?),
        ids: Arc::clone(&ports.ids),
        clinic,
    })
}

fn store(engine: &Engine) -> Result<&Arc<dyn WebhookStore>, AppError> {
    let store = engine.ports.notification_places.as_ref();
    store.ok_or(AppError::NoWebhooks)
}

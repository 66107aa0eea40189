//! The implementation of [`EventFeed`].

use crate::{feed_rows, feed_rows::FeedChange, visit_log::SqliteVisitLog};
use async_trait::async_trait;
use chat_domain::ClinicId;
use chat_ports::{EventFeed, FeedSpan, PortError};
use uuid::Uuid;

/// A pass numbers the next entries of all clinics, in the order in which they were committed, those of a visit together. An append
/// writes nothing for the feed.
#[async_trait]
impl EventFeed for SqliteVisitLog {
    async fn number(&self, clinic: ClinicId, pass: Uuid) -> Result<bool, PortError> {
        // A look first: a transaction that changes nothing would say nothing of the disk's health.
        let unnumbered = self.inner.readers.run(feed_rows::unnumbered).await?;
        if unnumbered > 0 {
            let number = FeedChange::Number(clinic, pass);
            self.inner.writer.change_feed(number).await?;
        }
        Ok(unnumbered > feed_rows::PASS)
    }

    async fn spans(
        &self,
        clinic: ClinicId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<FeedSpan>, PortError> {
        let read = move |connection: &_| feed_rows::read(connection, clinic, from, limit);
        self.inner.readers.run(read).await
    }

    async fn adopt(&self, clinic: ClinicId, spans: Vec<FeedSpan>) -> Result<(), PortError> {
        let adopt = FeedChange::Adopt(clinic, spans);
        self.inner.writer.change_feed(adopt).await
    }
}

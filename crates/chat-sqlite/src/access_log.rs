//! The implementation of [`AccessLog`].

use crate::{
    access_change::AccessChange,
    readers,
    visit_log::{Inner, SqliteVisitLog},
};
use async_trait::async_trait;
use chat_domain::{ClinicId, PersonId};
use chat_ports::{AccessCursor, AccessEntry, AccessLog, PortError, VisitKey, sql::AccessRow};
use std::sync::Arc;
use time::OffsetDateTime;

/// The access log in the file of a visit log. Clones share the file with the log's clones, and keep it open.
///
/// Entries are as durable as appends, and are committed together with queued appends.
#[derive(Clone, Debug)]
pub struct SqliteAccessLog {
    inner: Arc<Inner>,
}

impl SqliteVisitLog {
    /// The access log in the same file.
    #[must_use]
    pub fn access_log(&self) -> SqliteAccessLog {
        SqliteAccessLog {
            inner: Arc::clone(&self.inner),
        }
    }
}

#[async_trait]
impl AccessLog for SqliteAccessLog {
    async fn record(&self, entries: Vec<AccessEntry>) -> Result<(), PortError> {
        if entries.is_empty() {
            return Ok(());
        }
        let rows: Result<_, _> = entries.iter().map(AccessRow::of).collect();
        let record = AccessChange::Record(rows?);
        self.inner.writer.change_accesses(record).await
    }

    async fn of_visit(
        &self,
        visit: VisitKey,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let read =
            move |connection: &_| readers::accesses_of_visit(connection, visit, after, limit);
        self.inner.readers.run(read).await
    }

    async fn of_person(
        &self,
        clinic: ClinicId,
        person: PersonId,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let read = move |connection: &_| {
            readers::accesses_of_person(connection, clinic, person, after, limit)
        };
        self.inner.readers.run(read).await
    }

    async fn of_all(
        &self,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let read = move |connection: &_| readers::accesses_of_all(connection, after, limit);
        self.inner.readers.run(read).await
    }

    async fn delete_before(&self, before: OffsetDateTime, limit: usize) -> Result<u64, PortError> {
        let read = move |connection: &_| readers::old_accesses(connection, before, limit);
        let old = self.inner.readers.run(read).await?;
        if old.is_empty() {
            return Ok(0);
        }
        let count = u64::try_from(old.len()).unwrap_or(u64::MAX);
        let delete = AccessChange::Delete(old);
        self.inner.writer.change_accesses(delete).await?;
        Ok(count)
    }
}

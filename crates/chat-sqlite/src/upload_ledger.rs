//! The implementation of [`UploadLedger`].

use crate::{readers, upload_rows::UploadChange, visit_log::Inner};
use async_trait::async_trait;
use chat_domain::{PersonId, UploadId};
use chat_ports::{
    AttachmentKey, PortError, StageKind, UploadLedger, UploadQuery, UploadRecord, VisitKey,
    sql::UploadRow,
};
use std::sync::Arc;

/// The upload ledger in the file of a visit log. Clones share the file with the log's clones, and keep
/// it open.
///
/// Changes are as durable as appends, and are committed together with queued appends.
#[derive(Clone, Debug)]
pub struct SqliteUploadLedger {
    inner: Arc<Inner>,
}

impl SqliteUploadLedger {
    pub(crate) const fn new(inner: Arc<Inner>) -> Self {
        Self { inner }
    }
}

#[async_trait]
impl UploadLedger for SqliteUploadLedger {
    async fn put(
        &self,
        record: UploadRecord,
        expected: Option<StageKind>,
    ) -> Result<(), PortError> {
        let change = UploadChange::Put(UploadRow::of(&record)?, expected);
        self.inner.writer.change_upload(change).await
    }

    async fn get(&self, key: AttachmentKey) -> Result<Option<UploadRecord>, PortError> {
        let read = move |connection: &_| readers::get_upload(connection, key);
        self.inner.readers.run(read).await
    }

    async fn find(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<Option<UploadRecord>, PortError> {
        let read = move |connection: &_| readers::find_upload(connection, visit, person, upload);
        self.inner.readers.run(read).await
    }

    async fn list(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError> {
        let read = move |connection: &_| readers::list_uploads(connection, &query);
        self.inner.readers.run(read).await
    }

    async fn remove(&self, key: AttachmentKey) -> Result<(), PortError> {
        let change = UploadChange::Remove(key);
        self.inner.writer.change_upload(change).await
    }

    async fn count(&self, stage: StageKind) -> Result<usize, PortError> {
        let read = move |connection: &_| readers::count_uploads(connection, stage);
        self.inner.readers.run(read).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.inner.check().await
    }
}

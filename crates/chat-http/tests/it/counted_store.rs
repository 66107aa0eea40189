//! A store that counts how often a file is opened.

use async_trait::async_trait;
use chat_memory::MemoryAttachmentStore;
use chat_ports::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, PortError};
use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

#[derive(Clone)]
pub(crate) struct CountedStore {
    inner: MemoryAttachmentStore,
    opened: Arc<AtomicUsize>,
}

impl CountedStore {
    pub(crate) fn new() -> Self {
        Self {
            inner: MemoryAttachmentStore::new(),
            opened: Arc::default(),
        }
    }

    pub(crate) fn opened(&self) -> usize {
        self.opened.load(SeqCst)
    }
}

#[async_trait]
impl AttachmentStore for CountedStore {
    async fn create(&self, key: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError> {
        self.inner.create(key).await
    }

    async fn read(
        &self,
        key: AttachmentKey,
        range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError> {
        self.opened.fetch_add(1, SeqCst);
        self.inner.read(key, range).await
    }

    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError> {
        self.inner.delete(key).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.inner.check().await
    }
}

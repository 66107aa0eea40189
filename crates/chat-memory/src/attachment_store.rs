//! Files in memory.

use crate::lock::lock;
use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, PortError};
use futures::{StreamExt, stream};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    ops::Range,
    sync::{Arc, Mutex},
};

/// Chunk size of reads in bytes. Small enough that callers can't rely on getting a file in one
/// piece.
const CHUNK: usize = 64 * 1024;

type Files = Arc<Mutex<BTreeMap<AttachmentKey, Bytes>>>;

/// Stores files in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryAttachmentStore {
    files: Files,
}

impl MemoryAttachmentStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of finished files.
    #[must_use]
    pub fn len(&self) -> usize {
        lock(&self.files).len()
    }

    /// Whether there are no finished files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[async_trait]
impl AttachmentStore for MemoryAttachmentStore {
    async fn create(&self, key: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError> {
        Ok(Box::new(Writer {
            files: Arc::clone(&self.files),
            key,
            written: Vec::new(),
        }))
    }

    async fn read(
        &self,
        key: AttachmentKey,
        range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError> {
        let file = lock(&self.files)
            .get(&key)
            .cloned()
            .ok_or(PortError::NotFound)?;
        let size = file.len() as u64;
        let range = range.unwrap_or(0..size);
        if range.start > range.end || range.end > size {
            return Err(PortError::Invalid("the range is not within the file"));
        }
        // Both bounds are at most a slice's length, so the casts can't truncate.
        let asked = file.slice(range.start as usize..range.end as usize);
        let chunks = (0..asked.len())
            .step_by(CHUNK)
            .map(move |at| Ok(asked.slice(at..asked.len().min(at + CHUNK))));
        Ok(AttachmentRead {
            size,
            chunks: stream::iter(chunks).boxed(),
        })
    }

    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError> {
        lock(&self.files).remove(&key);
        Ok(())
    }

    async fn check(&self) -> Result<(), PortError> {
        Ok(())
    }
}

struct Writer {
    files: Files,
    key: AttachmentKey,
    written: Vec<u8>,
}

#[async_trait]
impl AttachmentWriter for Writer {
    async fn write(&mut self, bytes: Bytes) -> Result<(), PortError> {
        self.written.extend_from_slice(&bytes);
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<u64, PortError> {
        let size = self.written.len() as u64;
        match lock(&self.files).entry(self.key) {
            Entry::Vacant(place) => {
                place.insert(self.written.into());
                Ok(size)
            }
            Entry::Occupied(_) => Err(PortError::Invalid("a file with that key already exists")),
        }
    }
}

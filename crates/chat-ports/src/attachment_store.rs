//! File contents.

use crate::{error::PortError, visit_key::VisitKey};
use async_trait::async_trait;
use bytes::Bytes;
use chat_domain::AttachmentId;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Stores files under generated keys. The names people give them exist only in the log.
#[async_trait]
pub trait AttachmentStore: Send + Sync + 'static {
    /// Starts writing a file. The file exists once [`AttachmentWriter::finish`] returns; dropping
    /// the writer leaves nothing behind.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn create(&self, key: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError>;

    /// Reads a file, or a byte range of it, as a stream of chunks.
    ///
    /// # Errors
    /// [`PortError::NotFound`]; [`PortError::Invalid`] if the range is not within the file.
    async fn read(
        &self,
        key: AttachmentKey,
        range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError>;

    /// Deletes a file. Idempotent.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError>;

    /// Whether files can be stored now. May take as long as storing a small file, so use a timeout.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn check(&self) -> Result<(), PortError>;
}

/// A file being written.
#[async_trait]
pub trait AttachmentWriter: Send {
    /// Writes the next bytes.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; the file is then never created.
    async fn write(&mut self, bytes: Bytes) -> Result<(), PortError>;

    /// Makes the file durable and visible. Returns its size in bytes.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; [`PortError::Invalid`] if a file with that key already exists,
    /// which stays unchanged.
    async fn finish(self: Box<Self>) -> Result<u64, PortError>;
}

/// A file's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttachmentKey {
    /// The visit it belongs to.
    pub visit: VisitKey,
    /// The file.
    pub attachment: AttachmentId,
}

/// An open file.
pub struct AttachmentRead {
    /// The size of the whole file in bytes.
    pub size: u64,
    /// The requested bytes.
    pub chunks: BoxStream<'static, Result<Bytes, PortError>>,
}

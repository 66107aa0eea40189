//! The bytes of files.

use crate::{PortError, VisitKey};
use async_trait::async_trait;
use bytes::Bytes;
use chat_domain::AttachmentId;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Stores files under names of our own making; what people call them is in the log alone.
#[async_trait]
pub trait AttachmentStore: Send + Sync + 'static {
    /// Begins to write a file. It exists only once [`AttachmentWriter::finish`] has answered;
    /// dropping the writer leaves nothing.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn create(&self, key: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError>;

    /// Reads a file, or a range of its bytes, as a stream of chunks.
    ///
    /// # Errors
    /// [`PortError::NotFound`]; [`PortError::Invalid`] for a range that is not within the file.
    async fn read(
        &self,
        key: AttachmentKey,
        range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError>;

    /// Deletes a file. Deleting what is not there is no error.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError>;
}

/// A file being written.
#[async_trait]
pub trait AttachmentWriter: Send {
    /// Writes the next bytes.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; the file does not come to be then.
    async fn write(&mut self, bytes: Bytes) -> Result<(), PortError>;

    /// Makes the file durable and visible. Returns its size in bytes.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; [`PortError::Invalid`] if a file of that key exists already,
    /// which is left as it was.
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

/// A file being read.
pub struct AttachmentRead {
    /// The size of the whole file in bytes.
    pub size: u64,
    /// The bytes asked for.
    pub chunks: BoxStream<'static, Result<Bytes, PortError>>,
}

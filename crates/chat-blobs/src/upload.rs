//! The steps by which a file gets to its key.

use async_trait::async_trait;
use chat_ports::PortError;
use object_store::PutPayload;

/// A file on its way to its key. Dropping it removes what was written, unless it was published.
#[async_trait]
pub(crate) trait Upload: Send {
    /// Whether no part was sent.
    fn is_empty(&self) -> bool;

    /// Sends a part and waits until the store has it, so that a slow store applies backpressure.
    async fn send(&mut self, part: PutPayload) -> Result<(), PortError>;

    /// Makes the sent parts the file of its key, unless the key is taken.
    async fn publish(&mut self) -> Result<(), PortError>;

    /// Stores a file of one part under its key, unless the key is taken.
    async fn put(&mut self, file: PutPayload) -> Result<(), PortError>;
}

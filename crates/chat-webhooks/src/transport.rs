//! Carrying one delivery to its receiver.

use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::FailureReason;
use std::{fmt, time::Duration};

/// Carries deliveries to receivers.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    /// Sends a delivery once, and returns what became of it within a bounded time.
    ///
    /// # Cancel safety
    /// A delivery whose future is dropped may have arrived.
    async fn send(&self, delivery: &Delivery) -> Answer;
}

/// One attempt to deliver one event: a POST request.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The endpoint's address.
    pub url: String,
    /// The event's id, for the header `webhook-id`. The same in all attempts.
    pub id: String,
    /// The Unix time of the attempt in seconds, for the header `webhook-timestamp`.
    pub timestamp: i64,
    /// The signatures, separated by spaces, for the header `webhook-signature`.
    pub signature: String,
    /// The event as a CloudEvent in JSON.
    pub body: Bytes,
}

/// Without the address and the content.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", &self.id)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The receiver answered.
    Status {
        /// The status code.
        status: u16,
        /// How long to wait, if the receiver asked for it.
        retry_after: Option<Duration>,
    },
    /// There was no answer.
    None(FailureReason),
}

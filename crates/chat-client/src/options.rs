//! Timeouts, retries and bounds.

use std::time::Duration;

/// Timeouts, retries and bounds of a client.
///
/// ```
/// use std::time::Duration;
///
/// let mut options = chat_client::Options::default();
/// options.patience = Duration::from_secs(5);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Timeout of one attempt at a request. Uploads and downloads have none.
    pub timeout: Duration,
    /// How long a request is retried before its error is returned. The outbox has no such limit.
    pub patience: Duration,
    /// The first wait before a retry. It doubles with each, and has jitter.
    pub first_wait: Duration,
    /// The longest wait before a retry, unless the server asks for more.
    pub longest_wait: Duration,
    /// How long a live connection may be silent before it counts as lost. The server sends something every 25
    /// seconds.
    pub silence: Duration,
    /// How many events may be waiting to be taken. Beyond that, nothing more is read from the connection.
    pub events: usize,
    /// How many messages the outbox holds.
    pub outbox: usize,
    /// How long the outbox sends a message before it is returned as [`Error::TooOld`](crate::Error::TooOld).
    pub outbox_age: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            patience: Duration::from_secs(60),
            first_wait: Duration::from_millis(250),
            longest_wait: Duration::from_secs(10),
            silence: Duration::from_secs(60),
            events: 64,
            outbox: 64,
            outbox_age: Duration::from_secs(5 * 60),
        }
    }
}

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

/// Each option by its name.
impl Options {
    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`patience`](Self#structfield.patience).
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets [`first_wait`](Self#structfield.first_wait).
    #[must_use]
    pub fn with_first_wait(mut self, first_wait: Duration) -> Self {
        self.first_wait = first_wait;
        self
    }

    /// Sets [`longest_wait`](Self#structfield.longest_wait).
    #[must_use]
    pub fn with_longest_wait(mut self, longest_wait: Duration) -> Self {
        self.longest_wait = longest_wait;
        self
    }

    /// Sets [`silence`](Self#structfield.silence).
    #[must_use]
    pub fn with_silence(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }

    /// Sets [`events`](Self#structfield.events).
    #[must_use]
    pub fn with_events(mut self, events: usize) -> Self {
        self.events = events;
        self
    }

    /// Sets [`outbox`](Self#structfield.outbox).
    #[must_use]
    pub fn with_outbox(mut self, outbox: usize) -> Self {
        self.outbox = outbox;
        self
    }

    /// Sets [`outbox_age`](Self#structfield.outbox_age).
    #[must_use]
    pub fn with_outbox_age(mut self, outbox_age: Duration) -> Self {
        self.outbox_age = outbox_age;
        self
    }
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

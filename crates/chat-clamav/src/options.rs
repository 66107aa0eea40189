//! Settings.

use std::time::Duration;

/// Settings of a [`ClamdScanner`](crate::ClamdScanner).
///
/// ```
/// use chat_clamav::ClamdOptions;
/// use std::time::Duration;
///
/// let options = ClamdOptions::default().with_total(Duration::from_secs(120));
/// assert_eq!(options.total.as_secs(), 120);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClamdOptions {
    /// Timeout for connecting.
    pub connect: Duration,
    /// Timeout for a single step: reading the next bytes of the file, sending them, or the answer
    /// to a ping.
    pub idle: Duration,
    /// Timeout for a whole scan, including the wait for a free connection.
    pub total: Duration,
    /// Maximum number of concurrent connections; at least 1. By default clamd itself uses ten
    /// threads (`MaxThreads`).
    pub connections: usize,
}

/// Each option by its name.
impl ClamdOptions {
    /// Sets [`connect`](Self#structfield.connect).
    #[must_use]
    pub fn with_connect(mut self, connect: Duration) -> Self {
        self.connect = connect;
        self
    }

    /// Sets [`idle`](Self#structfield.idle).
    #[must_use]
    pub fn with_idle(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// Sets [`total`](Self#structfield.total).
    #[must_use]
    pub fn with_total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// Sets [`connections`](Self#structfield.connections).
    #[must_use]
    pub fn with_connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }
}

impl Default for ClamdOptions {
    /// Timeouts of 5 seconds for connecting, 30 seconds for a step and 3 minutes for a scan
    /// (clamd's own is 2 minutes); 8 connections.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(180),
            connections: 8,
        }
    }
}

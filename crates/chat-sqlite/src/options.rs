//! Settings.

/// How a [`SqliteVisitLog`](crate::SqliteVisitLog) works. The defaults suit a clinic's server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// How many reads run at the same time, each with a connection of its own; at least 1.
    pub readers: usize,
    /// The most changes (appends and uploads) in one transaction; at least 1.
    pub max_batch: usize,
    /// How many changes may wait for the writer; further ones wait to be taken in. At least 1.
    pub queue: usize,
    /// About how many bytes of changes may wait, taken in or not; further ones are refused as
    /// [`PortError::Busy`](chat_ports::PortError::Busy). A single change is always let in.
    pub queue_bytes: usize,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            readers: 4,
            max_batch: 1_024,
            queue: 4_096,
            queue_bytes: 64 * 1024 * 1024,
        }
    }
}

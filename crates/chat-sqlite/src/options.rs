//! Options.

/// Options of a [`SqliteVisitLog`](crate::SqliteVisitLog). The defaults suit a clinic's server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// Size of the pool of read connections, which bounds concurrent reads; at least 1.
    pub readers: usize,
    /// Maximum number of changes (appends and uploads) per transaction; at least 1.
    pub max_batch: usize,
    /// Capacity of the writer's queue, in changes; when it is full, callers wait. At least 1.
    pub queue: usize,
    /// Approximate limit on the bytes of queued changes, including those of waiting callers. Beyond it, changes
    /// are refused with [`PortError::Busy`](chat_ports::PortError::Busy); a single change always fits.
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

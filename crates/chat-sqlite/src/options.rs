//! Options.

/// Options of a [`SqliteVisitLog`](crate::SqliteVisitLog). The defaults suit a clinic's server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// Each option by its name.
impl SqliteOptions {
    /// Sets [`readers`](Self#structfield.readers).
    #[must_use]
    pub fn with_readers(mut self, readers: usize) -> Self {
        self.readers = readers;
        self
    }

    /// Sets [`max_batch`](Self#structfield.max_batch).
    #[must_use]
    pub fn with_max_batch(mut self, max_batch: usize) -> Self {
        self.max_batch = max_batch;
        self
    }

    /// Sets [`queue`](Self#structfield.queue).
    #[must_use]
    pub fn with_queue(mut self, queue: usize) -> Self {
        self.queue = queue;
        self
    }

    /// Sets [`queue_bytes`](Self#structfield.queue_bytes).
    #[must_use]
    pub fn with_queue_bytes(mut self, queue_bytes: usize) -> Self {
        self.queue_bytes = queue_bytes;
        self
    }
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

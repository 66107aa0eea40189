//! Options.

use std::time::Duration;

/// Options of a [`PostgresVisitLog`](crate::PostgresVisitLog). The defaults suit a node of a clinic group.
///
/// ```
/// use chat_postgres::PostgresOptions;
///
/// let options = PostgresOptions::default().with_readers(8);
/// assert_eq!(options.readers, 8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostgresOptions {
    /// Most connections for reads; at least 1. The writer of appends has one more, the upload ledger four, and the
    /// leases of nodes two.
    pub readers: usize,
    /// How long a read, or a change of the upload ledger, waits for a connection, and then for its answer.
    pub timeout: Duration,
    /// Maximum number of appends per statement; at least 1.
    pub max_batch: usize,
    /// Capacity of the writer's queue, in appends; when it is full, callers wait. At least 1.
    pub queue: usize,
    /// Approximate limit on the bytes of queued appends, including those of waiting callers. Beyond it, appends are
    /// refused with [`PortError::Busy`](chat_ports::PortError::Busy); a single append always fits.
    pub queue_bytes: usize,
}

/// Each option by its name.
impl PostgresOptions {
    /// Sets [`readers`](Self#structfield.readers).
    #[must_use]
    pub fn with_readers(mut self, readers: usize) -> Self {
        self.readers = readers;
        self
    }

    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
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

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            readers: 8,
            timeout: Duration::from_secs(10),
            max_batch: 1_024,
            queue: 4_096,
            queue_bytes: 64 * 1024 * 1024,
        }
    }
}

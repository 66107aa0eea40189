//! Options.

use std::time::Duration;

/// Options of a [`PostgresVisitLog`](crate::PostgresVisitLog). The defaults suit a node of a clinic group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

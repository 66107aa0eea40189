//! New ids.

use uuid::Uuid;

/// Generates ids.
pub trait IdSource: Send + Sync + 'static {
    /// An id that was never returned before.
    fn next_id(&self) -> Uuid;
}

/// UUID version 7 (RFC 9562, section 5.7): ordered by time, which keeps indexes small. Its random bits
/// come from a cryptographic generator that the system seeds, without a system call for each id.
#[derive(Clone, Copy, Debug, Default)]
pub struct UuidV7;

impl IdSource for UuidV7 {
    fn next_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

//! Whether an append may have been stored that the state does not hold.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

/// Counts doubts, so that a read of the log settles those that were raised before it began and none
/// that came later.
#[derive(Default)]
pub(super) struct Doubt {
    raised: AtomicU64,
    settled: AtomicU64,
    /// Whether a task tries to settle them.
    pub(super) settling: AtomicBool,
}

impl Doubt {
    pub(super) fn raise(&self) {
        self.raised.fetch_add(1, SeqCst);
    }

    /// How many there are so far: to be passed to [`Doubt::settle`] after the log was read.
    pub(super) fn so_far(&self) -> u64 {
        self.raised.load(SeqCst)
    }

    pub(super) fn settle(&self, so_far: u64) {
        self.settled.fetch_max(so_far, SeqCst);
    }

    pub(super) fn exists(&self) -> bool {
        self.settled.load(SeqCst) < self.raised.load(SeqCst)
    }
}

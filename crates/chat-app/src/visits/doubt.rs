//! Whether a failed append may have been stored.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

/// Counts doubts: a read of the log settles those raised before it began and none raised later.
#[derive(Default)]
pub(super) struct Doubt {
    raised: AtomicU64,
    settled: AtomicU64,
    /// Whether a task is settling them.
    pub(super) settling: AtomicBool,
}

impl Doubt {
    pub(super) fn raise(&self) {
        self.raised.fetch_add(1, SeqCst);
    }

    /// The number raised so far, to pass to [`Doubt::settle`] after a read of the log.
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

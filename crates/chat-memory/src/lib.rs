//! The reference adapter of every port, in memory.
//!
//! What the ports mean is written here in the fewest words; the adapters over real storage are
//! compared with these by the laws of `chat-conformance`. They serve tests, examples and trials:
//! nothing survives the process.
//!
//! * [`MemoryVisitLog`] and [`MemoryAttachmentStore`] keep logs and files;
//! * [`MemoryLogAudit`] shows the logs of a moment as they are kept;
//! * [`MemoryUploadLedger`] keeps what is known of uploads on their way;
//! * [`ManualScanner`] finds what it was taught, and can be stopped;
//! * [`LocalFanout`] spreads hints within one process, which is all that a single node needs;
//! * [`ManualClock`] and [`SequentialIds`] make tests repeatable.
//!
//! All are cheap to clone, and clones share their content.

mod attachment_store;
mod clock;
mod fanout;
mod ids;
mod scanner;
mod upload_ledger;
mod visit_log;

pub use attachment_store::MemoryAttachmentStore;
pub use clock::ManualClock;
pub use fanout::LocalFanout;
pub use ids::SequentialIds;
pub use scanner::ManualScanner;
pub use upload_ledger::MemoryUploadLedger;
pub use visit_log::{MemoryLogAudit, MemoryVisitLog};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic elsewhere: every change made under these locks is complete or not begun.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

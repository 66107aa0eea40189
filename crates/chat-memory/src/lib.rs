//! In-memory reference implementation of every port.
//!
//! The simplest code that satisfies the contract; the laws of `chat-conformance` hold it and the
//! adapters over real storage to the same behavior. For tests, examples and trials: nothing
//! survives the process.
//!
//! * [`MemoryVisitLog`] and [`MemoryAttachmentStore`] store logs, with the event feed, and files;
//! * [`MemoryLogAudit`] is a snapshot of the logs for auditing;
//! * [`MemoryUploadLedger`] tracks uploads in progress;
//! * [`MemoryWebhookStore`] stores webhook endpoints;
//! * [`MemoryInvitations`] has links and sessions;
//! * [`MemoryAccessLog`] has the access log;
//! * [`MemoryNodeLeases`] are the leases of several nodes in one process;
//! * [`ManualScanner`] finds the markers that it was given, and can be stopped;
//! * [`LocalFanout`] broadcasts hints within one process, enough for a single node;
//! * [`ManualClock`] and [`SequentialIds`] make tests repeatable.
//!
//! All types are cheap to clone, and clones share their state.

mod access_log;
mod attachment_store;
mod clock;
mod event_feed;
mod fanout;
mod ids;
mod invitations;
mod lock;
mod node_leases;
mod scanner;
mod upload_ledger;
mod visit_log;
mod webhook_store;

pub use access_log::MemoryAccessLog;
pub use attachment_store::MemoryAttachmentStore;
pub use clock::ManualClock;
pub use fanout::LocalFanout;
pub use ids::SequentialIds;
pub use invitations::MemoryInvitations;
pub use node_leases::MemoryNodeLeases;
pub use scanner::ManualScanner;
pub use upload_ledger::MemoryUploadLedger;
pub use visit_log::{MemoryLogAudit, MemoryVisitLog};
pub use webhook_store::MemoryWebhookStore;

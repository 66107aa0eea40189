//! The visit log in one SQLite file, with group commit.
//!
//! [`SqliteVisitLog`] is for a single node: nothing to install or administer, and one file to back
//! up. [`SqliteUploadLedger`] keeps the records of uploads in progress in the same file, [`SqliteInvitations`]
//! invitation links and their sessions, [`SqliteAccessLog`] the access log.
//!
//! * **Durable once acknowledged** (G3): write-ahead log with `synchronous=FULL`; an append is
//!   acknowledged after its transaction is synced.
//! * **Group commit**: one writer thread commits all queued appends, up to
//!   [`SqliteOptions::max_batch`], in one transaction. A conflicting or invalid append gets its own
//!   error and does not affect the others.
//! * **Readers and the writer never wait for each other**: readers use separate connections on Tokio's
//!   blocking threads.
//! * **Single process**: a second one is refused ([`OpenError::AlreadyOpen`]).
//! * **Chained** (G4): each entry is stored with its hash. [`SqliteLogAudit`] shows an auditor the file
//!   as it is, even while another process writes to it.
//! * **No content** in errors or traces.
//!
//! Entries are stored byte for byte as [`chat_domain::log::to_stored`] writes them; everything else (chat
//! numbers, dashboard rows) is an index derived from them. The upload ledger and the invitations are no
//! logs: their rows are updated and deleted.

mod access_change;
mod access_log;
mod audit;
mod connection;
mod copy;
mod error;
mod event_feed;
mod feed_rows;
mod file_lock;
mod inspect;
mod invitation_change;
mod invitations;
mod migrations;
mod node_leases;
mod options;
mod readers;
mod rows;
mod upload_ledger;
mod upload_rows;
mod visit_log;
mod webhook_rows;
mod webhook_store;
mod writer;

pub use access_log::SqliteAccessLog;
pub use audit::SqliteLogAudit;
pub use copy::Copied;
pub use error::OpenError;
pub use file_lock::FileLock;
pub use inspect::inspect;
pub use invitations::SqliteInvitations;
pub use migrations::SCHEMA_VERSION;
pub use node_leases::SqliteNodeLeases;
pub use options::SqliteOptions;
pub use upload_ledger::SqliteUploadLedger;
pub use visit_log::SqliteVisitLog;

/// Compiles and runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

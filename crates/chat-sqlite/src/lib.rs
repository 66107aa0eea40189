//! The visit log in one SQLite file, with group commit.
//!
//! [`SqliteVisitLog`] is the log of a single node: nothing to install, nothing to administer, and
//! one file to back up. [`SqliteUploadLedger`] keeps the uploads that are on their way in the same
//! file. What they promise, and how:
//!
//! * **Durable once acknowledged** (G3): write-ahead log with `synchronous=FULL`; an append is
//!   answered after the transaction that holds it was synced.
//! * **One sync pays for many messages**: one writer thread takes all appends that wait, up to
//!   [`SqliteOptions::max_batch`], into one transaction. An append that conflicts or makes no sense
//!   gets its own answer and spoils nobody else's.
//! * **Readers never wait for the writer**, nor the reverse: they have connections of their own, and
//!   run on Tokio's blocking threads.
//! * **One process** that writes: a second one is refused ([`OpenError::AlreadyOpen`]).
//! * **Chained** (G4): each entry is stored with its hash, and [`SqliteLogAudit`] shows an auditor what
//!   stands in the file, beside the process that writes.
//! * **Nothing of a log's content** in an error or in a trace.
//!
//! The entries are kept byte for byte as [`chat_domain::log::to_stored`] writes them; everything
//! beside them (the numbers of chats, the dashboards' lines) is an index that was derived from them.
//! The ledger is no log: its rows change and go.

mod audit;
mod connection;
mod copy;
mod error;
mod file_lock;
mod migrations;
mod options;
mod readers;
mod rows;
mod upload_ledger;
mod upload_rows;
mod visit_log;
mod writer;

pub use audit::SqliteLogAudit;
pub use copy::Copied;
pub use error::OpenError;
pub use file_lock::FileLock;
pub use migrations::SCHEMA_VERSION;
pub use options::SqliteOptions;
pub use upload_ledger::SqliteUploadLedger;
pub use visit_log::SqliteVisitLog;

#![doc = include_str!("../README.md")]

mod access_log;
mod audit;
mod connect;
mod error;
mod event_feed;
mod inspect;
mod invitations;
mod migrations;
mod node_leases;
mod options;
mod pool;
mod readers;
mod rows;
mod session;
mod tls;
mod upload_ledger;
mod visit_log;
mod webhook_store;
mod writer;

pub use access_log::PostgresAccessLog;
pub use audit::PostgresLogAudit;
pub use error::OpenError;
pub use inspect::{Inspected, inspect};
pub use invitations::PostgresInvitations;
pub use migrations::SCHEMA_VERSION;
pub use node_leases::PostgresNodeLeases;
pub use options::PostgresOptions;
pub use upload_ledger::PostgresUploadLedger;
pub use visit_log::PostgresVisitLog;

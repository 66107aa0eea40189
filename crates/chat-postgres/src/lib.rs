//! The visit log in PostgreSQL, for several nodes, with group commit.
//!
//! [`PostgresVisitLog`] is for a clinic group that needs more than one node: all nodes write to the same database, and
//! whichever appends first at a version wins. [`PostgresUploadLedger`] keeps the records of uploads in progress there, and
//! [`PostgresNodeLeases`] which nodes are alive.
//!
//! * **Durable once acknowledged** (G3): an append is acknowledged after its transaction is committed with
//!   `synchronous_commit=on`, so also on the synchronous standbys. Only with one does a failover lose nothing that was
//!   acknowledged.
//! * **Group commit**: one writer per node commits all queued appends, up to [`PostgresOptions::max_batch`], with one
//!   statement. A conflicting or invalid append gets its own error and does not affect the others.
//! * **Nothing is still in progress** when an append fails as unavailable: the lost session is fenced off before the answer.
//! * **Chained** (G4): each entry is stored with its hash. [`PostgresLogAudit`] shows an auditor the rows as they are.
//! * **Portable**: nothing in the schema that CockroachDB, YugabyteDB or Citus lack, and the primary key of every table with
//!   data of visits begins with the visit.
//! * **No content** in errors or traces. The driver itself logs parameters through the crate `log` at the level debug: don't
//!   turn that on.
//! * **TLS** by `rustls`, with the parameters of `libpq` in the connection string: `sslmode` (`disable`, `prefer`, `require`,
//!   `verify-ca`, `verify-full`) and `sslrootcert` (a PEM file with the authorities that are trusted, or `system`, the default).
//!   Without `sslmode`, a server on another machine must have a certificate for its name (`verify-full`, by its subject
//!   alternative names): a connection without TLS must be asked for. A server on the same machine is connected to as with
//!   `prefer`; a Unix socket never has TLS. `require` with `sslrootcert` is `verify-ca`. A password is bound to the
//!   connection (`SCRAM-SHA-256-PLUS`) where the server offers that; `channel_binding=require` insists on it.
//!
//! Entries are stored byte for byte as [`chat_domain::log::to_stored`] writes them; all other columns are derived from
//! them. The upload ledger is not a log: its rows are updated and deleted.

mod audit;
mod connect;
mod error;
mod event_feed;
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
mod writer;

pub use audit::PostgresLogAudit;
pub use error::OpenError;
pub use migrations::SCHEMA_VERSION;
pub use node_leases::PostgresNodeLeases;
pub use options::PostgresOptions;
pub use upload_ledger::PostgresUploadLedger;
pub use visit_log::PostgresVisitLog;

//! The log in PostgreSQL: the conformance laws, and properties specific to this adapter.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod audit;
mod cluster;
mod laws;
mod nodes;
mod plans;
mod schema;
mod sessions;
mod tls;

use chat_postgres::{PostgresOptions, PostgresVisitLog};

async fn open(connection: &str) -> PostgresVisitLog {
    PostgresVisitLog::open(connection, PostgresOptions::default())
        .await
        .unwrap()
}

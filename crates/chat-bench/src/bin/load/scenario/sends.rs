//! Durable sends in this process: through the service on PostgreSQL and on SQLite, and PostgreSQL's own group commit.

mod rate;
mod raw;
pub(super) mod service;

use crate::{
    Result,
    all_cores::{Failed, on_all_cores},
    figures::Figures,
    nodes::Shared,
};
use rate::Rate;
use raw::Raw;
use service::Service;
use std::time::Duration;

/// As many senders as visits, each with the next message after the receipt.
pub(super) async fn run(span: Duration, visits: usize) -> Result<Figures> {
    on_all_cores(move || measure(span, visits)).await
}

async fn measure(span: Duration, visits: usize) -> std::result::Result<Figures, Failed> {
    let shared = Shared::start();
    let folder = tempfile::tempdir()?;
    let postgres = Service::on_postgres(&shared, visits).await?;
    let sqlite = Service::on_sqlite(folder.path(), visits).await?;
    let raw = Raw::start(&shared.database()).await?;
    let raw = Rate::of(span, raw.senders(visits)).await?;
    let postgres = Rate::of(span, postgres.senders()).await?;
    let sqlite = Rate::of(span, sqlite.senders()).await?;
    Ok(Figures::default()
        .with("raw_messages_per_s", raw.per_second)
        .with("raw_client_cpu_us_per_message", raw.cpu)
        .with("postgres_messages_per_s", postgres.per_second)
        .with("postgres_client_cpu_us_per_message", postgres.cpu)
        .with("sqlite_messages_per_s", sqlite.per_second)
        .with("sqlite_client_cpu_us_per_message", sqlite.cpu)
        .with("postgres_over_raw", postgres.per_second / raw.per_second)
        .with(
            "postgres_over_sqlite",
            postgres.per_second / sqlite.per_second,
        ))
}

//! Durable sends in this process: through the service on PostgreSQL and on SQLite, and PostgreSQL's own group commit.

mod raw;
pub(super) mod service;

use crate::{Result, figures::Figures, usage::Usage};
use raw::Raw;
use service::Service;
use std::{
    error::Error,
    future::Future,
    time::{Duration, Instant},
};
use tokio::{runtime::Runtime, task::JoinSet};

/// An error that another thread may have.
pub(super) type Failed = Box<dyn Error + Send + Sync>;

/// Duration of the warm-up of each side.
const WARM_UP: Duration = Duration::from_millis(400);

/// As many senders as visits, each with the next message after the receipt.
pub(super) async fn run(span: Duration, visits: usize) -> Result<Figures> {
    on_all_cores(move || measure(span, visits)).await
}

/// Runs work on a runtime of its own: the driver's has one thread.
pub(super) async fn on_all_cores<
    T: Send + 'static,
    F: Future<Output = std::result::Result<T, Failed>>,
>(
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<T> {
    let running = tokio::task::spawn_blocking(move || Runtime::new()?.block_on(work()));
    // Only an error of this thread can be returned.
    running.await?.map_err(|error| error.to_string().into())
}

async fn measure(span: Duration, visits: usize) -> std::result::Result<Figures, Failed> {
    let shared = crate::nodes::Shared::start();
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

/// Sends one message, and returns once it is durable.
pub(super) trait Durable: Send + 'static {
    fn send(&mut self) -> impl Future<Output = std::result::Result<(), Failed>> + Send;
}

/// What senders achieved together.
struct Rate {
    per_second: f64,
    /// CPU time of this process for each message, in microseconds.
    cpu: f64,
}

impl Rate {
    async fn of<S: Durable>(span: Duration, senders: Vec<S>) -> std::result::Result<Self, Failed> {
        let begin = Instant::now() + WARM_UP;
        let end = begin + span;
        let mut sending = JoinSet::new();
        for mut sender in senders {
            sending.spawn(async move {
                let mut sent = 0_u32;
                loop {
                    sender.send().await?;
                    match Instant::now() {
                        now if now >= end => return Ok::<_, Failed>(sent),
                        now if now >= begin => sent += 1,
                        _ => {}
                    }
                }
            });
        }
        tokio::time::sleep_until(begin.into()).await;
        let before = usage()?;
        tokio::time::sleep_until(end.into()).await;
        let used = usage()?.since(&before);
        let mut sent = 0_u32;
        while let Some(one) = sending.join_next().await {
            sent += one??;
        }
        let sent = f64::from(sent.max(1));
        Ok(Self {
            per_second: sent / span.as_secs_f64(),
            cpu: used.cpu.as_secs_f64() * 1e6 / sent,
        })
    }
}

fn usage() -> std::result::Result<Usage, Failed> {
    Usage::of(std::process::id()).map_err(|error| error.to_string().into())
}

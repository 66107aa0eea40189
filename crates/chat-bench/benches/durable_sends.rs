//! Durable sends through the service and SQLite: one at a time compared with many visits in parallel.
//!
//! Not a criterion benchmark: it measures a rate under concurrency, with ratios taken within each round, so
//! that noise affects both sides equally.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

use chat_app::{ChatService, NewVisit, Ports, Settings};
use chat_bench::{CLINIC, TEXT, participants, person};
use chat_domain::{
    ChatKey, ClientMessageId, MessageText, NewMessage, PolicyChoices, Recipient, VisitKind,
};
use chat_memory::{LocalFanout, MemoryAttachmentStore};
use chat_ports::VisitKey;
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use uuid::Uuid;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(1_500);

fn main() {
    // `cargo test` runs benchmarks with `--test`, where starting is enough.
    let brief = std::env::args().any(|arg| arg == "--test");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(run(
        if brief { 1 } else { ROUNDS },
        if brief { ROUND / 15 } else { ROUND },
    ));
}

/// The pattern of sends.
#[derive(Clone, Copy)]
enum Load {
    /// Each message waits for the previous one, round robin over the visits.
    OneAtATime,
    /// One writer per visit, each waiting only for its own receipts.
    AtOnce,
}

/// A row of the table.
struct Row {
    name: &'static str,
    visits: usize,
    load: Load,
    /// Whether appends share a transaction.
    grouped: bool,
    rates: Vec<f64>,
    cpu: Vec<f64>,
}

const ROWS: [(&str, usize, Load, bool); 5] = [
    ("64 visits, one at a time", 64, Load::OneAtATime, true),
    (
        "64 visits, one transaction per message",
        64,
        Load::AtOnce,
        false,
    ),
    ("1 visit", 1, Load::AtOnce, true),
    ("64 visits in parallel", 64, Load::AtOnce, true),
    ("1,024 visits in parallel", 1_024, Load::AtOnce, true),
];

async fn run(rounds: usize, round: Duration) {
    let folder = tempfile::tempdir_in(std::env::var("BENCH_DIR").unwrap_or(".".into())).unwrap();
    let grouped = clinic(&folder.path().join("grouped.db"), SqliteOptions::default()).await;
    let options = SqliteOptions::default().with_max_batch(1);
    let alone = clinic(&folder.path().join("alone.db"), options).await;
    let mut rows: Vec<_> = ROWS
        .into_iter()
        .map(|(name, visits, load, grouped)| Row {
            name,
            visits,
            load,
            grouped,
            rates: Vec::new(),
            cpu: Vec::new(),
        })
        .collect();
    for _ in 0..rounds {
        for row in &mut rows {
            let (service, visits) = if row.grouped { &grouped } else { &alone };
            let visits = &visits[..row.visits];
            let (start, cpu) = (Instant::now(), cpu_seconds());
            let sent = match row.load {
                Load::OneAtATime => one_at_a_time(service, visits, round).await,
                Load::AtOnce => at_once(service, visits, round).await,
            };
            row.rates.push(sent / start.elapsed().as_secs_f64());
            row.cpu.push((cpu_seconds() - cpu) / sent * 1e6);
        }
    }
    println!(
        "durable sends of {} bytes, acknowledged after the sync, median of {rounds}:",
        TEXT.len()
    );
    let first = rows[0].rates.clone();
    let second = rows[1].rates.clone();
    for Row {
        name, rates, cpu, ..
    } in &rows
    {
        let over = |base: &[f64]| {
            median(
                rates
                    .iter()
                    .zip(base)
                    .map(|(rate, base)| rate / base)
                    .collect(),
            )
        };
        println!(
            "{name:38} {:>7.0}/s  {:>5.1} µs of CPU each  x {:>5.1} of the first  x {:>5.1} of the second",
            median(rates.clone()),
            median(cpu.clone()),
            over(&first),
            over(&second),
        );
    }
}

async fn clinic(database: &Path, options: SqliteOptions) -> (ChatService, Vec<VisitKey>) {
    let log = SqliteVisitLog::open(database, options).unwrap();
    let uploads = log.upload_ledger();
    let files = MemoryAttachmentStore::new();
    let ports = Ports::new(log, files, uploads, LocalFanout::new());
    let service = ChatService::new(
        ports,
        Settings::default().with_rates(chat_app::RateLimits::unlimited()),
    );
    let mut visits = Vec::new();
    for _ in 0..1_024 {
        visits.push(service.schedule_visit(new_visit()).await.unwrap());
    }
    (service, visits)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The CPU time of this process (proc(5): fields 14 and 15 of stat, in hundredths of a second).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|ticks| ticks.parse::<f64>().unwrap())
        .sum();
    ticks / 100.0
}

fn new_visit() -> NewVisit {
    NewVisit {
        clinic: CLINIC,
        visit: None,
        kind: VisitKind::OneToOne,
        scheduled_for: OffsetDateTime::UNIX_EPOCH,
        policy: PolicyChoices::default(),
        notices: None,
        participants: participants(3),
    }
}

async fn send(service: &ChatService, visit: VisitKey) {
    let patient = person(2);
    let new = NewMessage {
        chat: ChatKey::direct(person(0), patient),
        recipient: Recipient::Person(patient),
        client_id: ClientMessageId::new(Uuid::now_v7()),
        text: MessageText::new(TEXT).ok(),
        files: Vec::new(),
    };
    service.send(visit, person(0), new).await.unwrap();
}

async fn one_at_a_time(service: &ChatService, visits: &[VisitKey], round: Duration) -> f64 {
    let start = Instant::now();
    let mut sent = 0_u32;
    for visit in visits.iter().cycle() {
        if start.elapsed() >= round {
            break;
        }
        send(service, *visit).await;
        sent += 1;
    }
    f64::from(sent)
}

async fn at_once(service: &ChatService, visits: &[VisitKey], round: Duration) -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = visits
        .iter()
        .map(|visit| {
            let (service, visit) = (service.clone(), *visit);
            tokio::spawn(async move {
                let mut sent = 0_u32;
                while start.elapsed() < round {
                    send(&service, visit).await;
                    sent += 1;
                }
                sent
            })
        })
        .collect();
    let mut sent = 0;
    for task in tasks {
        sent += task.await.unwrap();
    }
    f64::from(sent)
}

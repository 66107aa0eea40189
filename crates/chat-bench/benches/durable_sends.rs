//! Durable sends through the service and SQLite: one at a time against many visits at once.
//!
//! Not a criterion benchmark: the figure is a rate under concurrency, and its ratios are taken
//! within one run, round by round, so that a noisy machine disturbs both sides alike.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark"
)]

use chat_app::{ChatService, NewMessage, NewVisit, Ports, Settings};
use chat_bench::{CLINIC, TEXT, participants, person};
use chat_domain::{ChatKey, ClientMessageId, MessageText, Recipient, VisitKind};
use chat_memory::{LocalFanout, MemoryAttachmentStore};
use chat_ports::VisitKey;
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use uuid::Uuid;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(1_500);

fn main() {
    // `cargo test` runs benchmarks with `--test`: they need only start then.
    let brief = std::env::args().any(|arg| arg == "--test");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(run(
        if brief { 1 } else { ROUNDS },
        if brief { ROUND / 15 } else { ROUND },
    ));
}

async fn run(rounds: usize, round: Duration) {
    let folder = tempfile::tempdir_in(std::env::var("BENCH_DIR").unwrap_or(".".into())).unwrap();
    let log = SqliteVisitLog::open(folder.path().join("visits.db"), SqliteOptions::default());
    let ports = Ports::new(
        log.unwrap(),
        MemoryAttachmentStore::new(),
        LocalFanout::new(),
    );
    let service = ChatService::new(ports, Settings::default());
    let mut visits = Vec::new();
    for _ in 0..1_024 {
        visits.push(service.schedule_visit(new_visit()).await.unwrap());
    }
    let mut rates: [Vec<f64>; 4] = Default::default();
    for _ in 0..rounds {
        rates[0].push(one_at_a_time(&service, &visits[..64], round).await);
        for (slot, count) in [(1, 1), (2, 64), (3, 1_024)] {
            rates[slot].push(at_once(&service, &visits[..count], round).await);
        }
    }
    println!(
        "durable sends of {} bytes, answered after the sync, median of {rounds}:",
        TEXT.len()
    );
    let median = |values: &[f64]| {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    let names = [
        "64 visits, one at a time",
        "1 visit",
        "64 visits at once",
        "1,024 visits at once",
    ];
    for (name, values) in names.iter().zip(&rates) {
        let ratios: Vec<f64> = values
            .iter()
            .zip(&rates[0])
            .map(|(rate, one)| rate / one)
            .collect();
        println!(
            "{name:26} {:>8.0}/s   x {:>5.1}",
            median(values),
            median(&ratios)
        );
    }
}

fn new_visit() -> NewVisit {
    NewVisit {
        clinic: CLINIC,
        visit: None,
        kind: VisitKind::OneToOne,
        scheduled_for: OffsetDateTime::UNIX_EPOCH,
        policy: None,
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

/// Each send waits for the one before it: every message pays for a sync of its own.
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
    f64::from(sent) / start.elapsed().as_secs_f64()
}

/// One writer a visit, each waiting only for its own receipts.
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
    f64::from(sent) / start.elapsed().as_secs_f64()
}

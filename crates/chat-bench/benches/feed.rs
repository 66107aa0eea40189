//! Durable sends while no one reads the event feed, compared with one host that follows it.
//!
//! Not a criterion benchmark: both sides alternate in one run, and ratios are taken within each round.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

use chat_app::{ChatService, EventCursor, MAX_EVENTS, NewVisit, Ports, RateLimits, Settings};
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

const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_millis(1_500);
const VISITS: usize = 64;

fn main() {
    // With `--test`, one short round shows that it runs.
    let brief = std::env::args().any(|arg| arg == "--test");
    let (rounds, round) = if brief {
        (1, ROUND / 15)
    } else {
        (ROUNDS, ROUND)
    };
    tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(run(rounds, round));
}

async fn run(rounds: usize, round: Duration) {
    let folder = tempfile::tempdir_in(std::env::var("BENCH_DIR").unwrap_or(".".into())).unwrap();
    let (service, visits) = clinic(&folder.path().join("feed.db")).await;
    let (mut alone, mut followed, mut events, mut ratios) = (vec![], vec![], vec![], vec![]);
    let mut cursor = EventCursor::START;
    for turn in 0..rounds {
        let mut rates = [0.0; 2];
        // The side that begins alternates, since the log grows.
        for side in [turn % 2, 1 - turn % 2] {
            if side == 0 {
                rates[0] = sends(&service, &visits, round).await;
                continue;
            }
            // What was written while no one followed is not part of the measurement.
            (cursor, _) = follow(&service, cursor, Instant::now()).await;
            let end = Instant::now() + round;
            let reader = {
                let service = service.clone();
                tokio::spawn(async move { follow(&service, cursor, end).await })
            };
            rates[1] = sends(&service, &visits, round).await;
            let (reached, read) = reader.await.unwrap();
            cursor = reached;
            assert!(read > 0, "the reader got no event");
            events.push(f64::from(read) / round.as_secs_f64());
        }
        alone.push(rates[0]);
        followed.push(rates[1]);
        ratios.push(rates[1] / rates[0]);
    }
    println!(
        "durable sends of {} bytes in {VISITS} visits, median of {rounds}:",
        TEXT.len()
    );
    println!("no one reads the feed  {:>7.0}/s", median(alone));
    println!(
        "one reader follows     {:>7.0}/s  x {:.3}  about {:.0} events/s read, with the rest of the last page",
        median(followed),
        median(ratios),
        median(events),
    );
}

/// Reads the feed until it is past `end` and has nothing more at hand; the number of events read.
async fn follow(service: &ChatService, mut after: EventCursor, end: Instant) -> (EventCursor, u32) {
    let mut read = 0;
    loop {
        let wait = end.saturating_duration_since(Instant::now());
        let page = service
            .event_page(CLINIC, after, MAX_EVENTS, wait)
            .await
            .unwrap();
        read += u32::try_from(page.events.len()).unwrap();
        after = page.cursor;
        if Instant::now() >= end && !page.more {
            return (after, read);
        }
    }
}

/// Messages per second of one writer per visit.
async fn sends(service: &ChatService, visits: &[VisitKey], round: Duration) -> f64 {
    let start = Instant::now();
    let writers: Vec<_> = visits
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
    for writer in writers {
        sent += writer.await.unwrap();
    }
    f64::from(sent) / start.elapsed().as_secs_f64()
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

async fn clinic(database: &Path) -> (ChatService, Vec<VisitKey>) {
    let log = SqliteVisitLog::open(database, SqliteOptions::default()).unwrap();
    let (uploads, files) = (log.upload_ledger(), MemoryAttachmentStore::new());
    let ports = Ports::new(log.clone(), files, uploads, LocalFanout::new()).with_events(log);
    let settings = Settings::default().with_rates(RateLimits::unlimited());
    let service = ChatService::new(ports, settings);
    let mut visits = Vec::new();
    for _ in 0..VISITS {
        let visit = NewVisit {
            clinic: CLINIC,
            visit: None,
            kind: VisitKind::OneToOne,
            scheduled_for: OffsetDateTime::UNIX_EPOCH,
            policy: PolicyChoices::default(),
            notices: None,
            participants: participants(3),
        };
        visits.push(service.schedule_visit(visit).await.unwrap());
    }
    (service, visits)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

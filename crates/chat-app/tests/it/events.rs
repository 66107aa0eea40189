//! The event feed.

use crate::clinic::{CLINIC, PATIENT, PROVIDER, group_visit, message, ports, service, settings};
use chat_app::{AppError, ChatService, EventCursor, FeedEvent, Nodes, Ports};
use chat_domain::{ChatKey, ClinicId, Event, Seq};
use chat_memory::{LocalFanout, MemoryVisitLog};
use chat_ports::{VisitKey, VisitLog as _};
use futures::{Stream, StreamExt as _};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

const NOW: Duration = Duration::ZERO;

/// Longer than any test takes.
const PATIENCE: Duration = Duration::from_secs(60);

async fn say(service: &ChatService, visit: VisitKey, id: u128, text: &str) {
    let new = message(PROVIDER, ChatKey::Visit, id, text);
    service.send(visit, PROVIDER, new).await.unwrap();
}

fn places(events: &[FeedEvent]) -> Vec<(VisitKey, Seq)> {
    events
        .iter()
        .map(|event| (event.visit, event.entry.seq))
        .collect()
}

/// Reads everything in pages.
async fn read_all(service: &ChatService, limit: usize) -> Vec<FeedEvent> {
    let (mut events, mut after) = (Vec::new(), EventCursor::START);
    loop {
        let page = service.event_page(CLINIC, after, limit, NOW).await.unwrap();
        assert!(page.events.len() <= limit);
        after = page.cursor;
        if page.events.is_empty() && !page.more {
            return events;
        }
        events.extend(page.events);
    }
}

#[tokio::test]
async fn every_committed_entry_is_an_event_with_its_content() {
    let service = service();
    let (one, other) = (group_visit(&service).await, group_visit(&service).await);
    for id in 0..5 {
        say(&service, [one, other][id as usize % 2], id, "hello").await;
    }
    let events = read_all(&service, 3).await;
    for visit in [one, other] {
        let of_visit: Vec<_> = events.iter().filter(|event| event.visit == visit).collect();
        let seqs = of_visit.iter().map(|event| event.entry.seq.0);
        assert!(seqs.eq(1..=of_visit.len() as u64), "in order, each once");
    }
    let texts = events.iter().filter(|event| {
        matches!(&event.entry.event, Event::MessageSent { text: Some(text), .. } if text.as_str() == "hello")
    });
    assert_eq!(texts.count(), 5);
    assert_eq!(places(&read_all(&service, 1_000).await), places(&events));
}

#[tokio::test]
async fn reading_goes_on_after_the_cursor_of_any_event() {
    let service = service();
    let visit = group_visit(&service).await;
    let before = read_all(&service, 1_000).await;
    say(&service, visit, 1, "later").await;
    let all = read_all(&service, 1_000).await;
    assert_eq!(all.len(), before.len() + 1);
    for (read, event) in all.iter().enumerate() {
        let page = service.event_page(CLINIC, event.cursor, 1_000, NOW).await;
        assert_eq!(places(&page.unwrap().events), places(&all[read + 1..]));
    }
}

#[tokio::test]
async fn cursor_that_the_feed_does_not_have_is_refused() {
    let service = service();
    let visit = group_visit(&service).await;
    say(&service, visit, 1, "hello").await;
    let last = read_all(&service, 1_000).await.last().unwrap().cursor;
    let refused = |clinic, cursor| {
        let service = service.clone();
        async move {
            let page = service.event_page(clinic, cursor, 10, NOW).await;
            assert!(matches!(page, Err(AppError::UnknownCursor)), "{page:?}");
        }
    };
    let text = last.to_string();
    let (position, pass) = text.split_once('.').unwrap();
    let beyond = format!("{}.{pass}", position.parse::<u64>().unwrap() + 1);
    let foreign = format!("{position}.{}", Uuid::from_u128(7).simple());
    refused(CLINIC, beyond.parse().unwrap()).await;
    refused(CLINIC, foreign.parse().unwrap()).await;
    refused(ClinicId::new(Uuid::from_u128(2)), last).await;
    refused(CLINIC, format!("{}.{pass}", u64::MAX).parse().unwrap()).await;
    // A feed restored from a backup that was taken before the cursor: it has other events at these positions.
    let restored = crate::clinic::service();
    let visit = group_visit(&restored).await;
    say(&restored, visit, 2, "another").await;
    assert!(!read_all(&restored, 1_000).await.is_empty());
    let page = restored.event_page(CLINIC, last, 10, NOW).await;
    assert!(matches!(page, Err(AppError::UnknownCursor)), "{page:?}");
}

#[tokio::test]
async fn service_without_a_feed_says_so() {
    let ports = Ports {
        events: None,
        ..ports()
    };
    let service = ChatService::new(ports, settings());
    let page = service
        .event_page(CLINIC, EventCursor::START, 10, NOW)
        .await;
    assert!(matches!(page, Err(AppError::NoEventFeed)), "{page:?}");
    assert!(service.events(CLINIC, EventCursor::START).await.is_err());
}

#[tokio::test]
async fn waiting_reader_gets_an_event_by_its_hint() {
    let slow = settings().with_poll_every(PATIENCE * 10);
    let service = ChatService::new(ports(), slow);
    let visit = group_visit(&service).await;
    let after = read_all(&service, 1_000).await.last().unwrap().cursor;
    let waiting = tokio::spawn({
        let service = service.clone();
        async move { service.event_page(CLINIC, after, 10, PATIENCE).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!waiting.is_finished(), "there is nothing to read");
    say(&service, visit, 1, "hello").await;
    let page = timeout(PATIENCE, waiting).await.unwrap().unwrap().unwrap();
    assert_eq!(page.events.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn wait_ends_with_an_empty_page_and_the_same_cursor() {
    let service = service();
    group_visit(&service).await;
    let after = read_all(&service, 1_000).await.last().unwrap().cursor;
    let begun = Instant::now();
    let wait = Duration::from_secs(30);
    let page = service.event_page(CLINIC, after, 10, wait).await.unwrap();
    assert_eq!(
        (page.events.len(), page.cursor, page.more),
        (0, after, false)
    );
    let waited = begun.elapsed();
    assert!(
        waited >= wait && waited < wait + Duration::from_secs(1),
        "{waited:?}"
    );
}

/// Two nodes without hints between them: the reader polls.
#[tokio::test(start_paused = true)]
async fn lost_hints_delay_an_event_until_the_next_poll() {
    let node = |ports: &Ports| {
        let settings = settings().with_nodes(Nodes::Several);
        let fanout = Arc::new(LocalFanout::new());
        ChatService::new(
            Ports {
                fanout,
                ..ports.clone()
            },
            settings,
        )
    };
    let ports = ports();
    let (one, other) = (node(&ports), node(&ports));
    let visit = group_visit(&one).await;
    let mut events = pin!(other.events(CLINIC, EventCursor::START).await.unwrap());
    let known = next(&mut events, 6).await;
    assert_eq!(known.len(), 6, "the visit and its people");
    let begun = Instant::now();
    let sent = tokio::spawn(async move { say(&one, visit, 1, "hello").await });
    let new = next(&mut events, 1).await;
    sent.await.unwrap();
    assert!(matches!(new[0].entry.event, Event::MessageSent { .. }));
    assert!(begun.elapsed() <= settings().poll_every + Duration::from_secs(1));
}

async fn next(
    events: &mut (impl Stream<Item = Result<FeedEvent, AppError>> + Unpin),
    count: usize,
) -> Vec<FeedEvent> {
    let mut taken = Vec::new();
    while taken.len() < count {
        taken.push(events.next().await.unwrap().unwrap());
    }
    taken
}

/// While several people write through two nodes, a stream and a reader of pages get every entry once, in order.
#[tokio::test(flavor = "multi_thread")]
async fn stream_skips_and_repeats_nothing_while_others_write() {
    let log = MemoryVisitLog::new();
    let ports = Ports {
        log: Arc::new(log.clone()),
        ..ports()
    }
    .with_events(log.clone());
    let service = ChatService::new(ports, settings());
    let visits = [group_visit(&service).await, group_visit(&service).await];
    let writers = (0..4_u128).map(|writer| {
        let service = service.clone();
        tokio::spawn(async move {
            for number in 0..25 {
                let visit = visits[(writer + number) as usize % 2];
                say(&service, visit, writer * 1_000 + number, "hello").await;
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut events = pin!(service.events(CLINIC, EventCursor::START).await.unwrap());
    let followed = timeout(PATIENCE, next(&mut events, 2 * 6 + 100))
        .await
        .unwrap();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(places(&read_all(&service, 7).await), places(&followed));
    for visit in visits {
        let stored = log.read(visit, Seq::ZERO, usize::MAX).await.unwrap();
        let of_visit = followed.iter().filter(|event| event.visit == visit);
        assert!(of_visit.map(|event| &event.entry).eq(&stored.entries));
    }
}

#[tokio::test]
async fn page_is_bounded_in_number() {
    let service = service();
    for _ in 0..170 {
        group_visit(&service).await;
    }
    let page = service.event_page(CLINIC, EventCursor::START, usize::MAX, NOW);
    let page = page.await.unwrap();
    assert_eq!((page.events.len(), page.more), (1_000, true));
}

/// A page of long texts ends early, and says that there is more.
#[tokio::test]
async fn page_is_bounded_in_bytes() {
    let service = service();
    let visit = group_visit(&service).await;
    let long = "ü".repeat(8_000);
    for id in 0..120 {
        say(&service, visit, id, &long).await;
    }
    let page = service
        .event_page(CLINIC, EventCursor::START, 1_000, NOW)
        .await
        .unwrap();
    assert!(
        page.more && page.events.len() < 120,
        "{}",
        page.events.len()
    );
    assert_eq!(read_all(&service, 1_000).await.len(), 126);
}

/// An entry is an event of one person: the patient's arrival, for example.
#[tokio::test]
async fn events_name_the_actor() {
    let service = service();
    let visit = group_visit(&service).await;
    let enter = chat_domain::Command::EnterWaitingRoom { person: PATIENT };
    service
        .execute(visit, chat_domain::Actor::Person(PATIENT), enter)
        .await
        .unwrap();
    let last = read_all(&service, 1_000).await.pop().unwrap();
    assert_eq!(last.entry.actor, chat_domain::Actor::Person(PATIENT));
    assert!(matches!(last.entry.event, Event::WaitingRoomEntered { person } if person == PATIENT));
}

//! Typing (R5): shown live to those who would read the message, stored nowhere, and lossy.

use crate::{
    adapters::FaultyLog,
    clinic::{
        CLINIC, COLLEAGUE, GUEST, OTHER_PATIENT, OUTSIDER, PATIENT, PROVIDER, direct, enter,
        group_visit, ports, remove, send, service, settings,
    },
    live::{Live, drain, follow, numbers},
};
use chat_app::{ChatService, Followed, Rate, RateLimits, Seen, Update};
use chat_domain::{Actor, ChatKey, Command, Departure, PersonId, RulesVersion, Seq, VisitId};
use chat_ports::{VisitKey, VisitLog as _};
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};
use uuid::Uuid;

fn limited(rates: RateLimits) -> ChatService {
    let settings = settings().with_rates(rates);
    ChatService::new(ports(), settings)
}

/// A visit in which the provider has written to the patient, who is in the waiting room.
async fn begun(service: &ChatService) -> (VisitKey, ChatKey) {
    let visit = group_visit(service).await;
    let chat = direct(PROVIDER, PATIENT);
    enter(service, visit, PATIENT).await;
    send(service, visit, PROVIDER, chat, 1).await.unwrap();
    (visit, chat)
}

/// A follower that has received everything so far.
async fn current(service: &ChatService, visit: VisitKey, who: PersonId) -> Live {
    let mut live = follow(service, visit, who, Seen::new()).await;
    drain(&mut live).await;
    live
}

fn types(person: PersonId, chat: ChatKey) -> Update {
    Update::Typing { chat, person }
}

async fn act(service: &ChatService, visit: VisitKey, command: Command) {
    let provider = Actor::Person(PROVIDER);
    service.execute(visit, provider, command).await.unwrap();
}

#[tokio::test]
async fn r5_typing_reaches_the_readers_of_the_chat_and_no_one_else() {
    let service = service();
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    let mut patient = current(&service, visit, PATIENT).await;
    let mut others = Vec::new();
    for who in [COLLEAGUE, OTHER_PATIENT, GUEST] {
        others.push(current(&service, visit, who).await);
    }
    service.signal_typing(visit, PATIENT, chat);
    assert_eq!(drain(&mut provider).await, [types(PATIENT, chat)]);
    service.signal_typing(visit, PROVIDER, chat);
    assert_eq!(drain(&mut patient).await, [types(PROVIDER, chat)]);
    assert_eq!(drain(&mut provider).await, [], "not to themselves");
    for other in &mut others {
        assert_eq!(drain(other).await, []); // M5, M7
    }
    // To everyone who has entered (M1).
    let all = ChatKey::Visit;
    service.signal_typing(visit, COLLEAGUE, all);
    assert_eq!(drain(&mut patient).await, [types(COLLEAGUE, all)]);
    for unentered in others.iter_mut().skip(1) {
        assert_eq!(drain(unentered).await, []);
    }
}

#[tokio::test]
async fn r5_signal_without_permission_is_dropped() {
    let service = service();
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    let absent = VisitKey::new(CLINIC, VisitId::new(Uuid::from_u128(404)));
    service.signal_typing(absent, PATIENT, chat);
    service.signal_typing(visit, OUTSIDER, ChatKey::Visit);
    service.signal_typing(visit, COLLEAGUE, chat); // M5
    service.signal_typing(visit, PATIENT, ChatKey::Visit); // W2: greyed out
    service.signal_typing(visit, OTHER_PATIENT, direct(PROVIDER, OTHER_PATIENT));
    assert_eq!(drain(&mut provider).await, []);
    act(&service, visit, Command::LockChat { chat }).await;
    drain(&mut provider).await;
    service.signal_typing(visit, PATIENT, chat); // W6
    assert_eq!(drain(&mut provider).await, []);
    act(&service, visit, Command::UnlockChat { chat }).await;
    drain(&mut provider).await;
    service.signal_typing(visit, PATIENT, chat);
    assert_eq!(drain(&mut provider).await, [types(PATIENT, chat)]);
}

#[tokio::test]
async fn w9_signal_is_judged_by_the_state_at_its_delivery() {
    let service = service();
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    let mut patient = current(&service, visit, PATIENT).await;
    // Signaled before the removal, and not delivered yet.
    service.signal_typing(visit, PATIENT, chat);
    service.signal_typing(visit, PROVIDER, chat);
    remove(&service, visit, PATIENT).await;
    for live in [&mut provider, &mut patient] {
        let updates = drain(live).await;
        let typing = |update: &&Update| matches!(update, Update::Typing { .. });
        assert_eq!(updates.iter().find(typing), None, "{updates:?}");
        assert!(!updates.is_empty(), "they learn of the removal");
    }
    service.signal_typing(visit, PATIENT, chat);
    assert_eq!(drain(&mut provider).await, []);
}

#[tokio::test]
async fn w8_closed_visit_has_no_typing() {
    let service = service();
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    service.signal_typing(visit, PATIENT, chat);
    act(&service, visit, Command::CancelVisit).await;
    let updates = drain(&mut provider).await;
    assert!(
        matches!(updates.as_slice(), [Update::View(_)]),
        "{updates:?}"
    );
    service.signal_typing(visit, PATIENT, chat);
    assert_eq!(drain(&mut provider).await, []);
}

#[tokio::test]
async fn slow_reader_skips_signals_and_no_message() {
    const MESSAGES: u128 = 300;
    let service = service();
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    for id in 2..=MESSAGES {
        for _ in 0..5 {
            service.signal_typing(visit, PATIENT, chat);
        }
        send(&service, visit, PATIENT, chat, id).await.unwrap();
    }
    service.signal_typing(visit, PATIENT, chat);
    service.signal_typing(visit, COLLEAGUE, ChatKey::Visit);
    let updates = drain(&mut provider).await;
    let expected: Vec<_> = (2..=MESSAGES as u64).collect();
    assert_eq!(numbers(&updates, chat), expected);
    // Only the newest of each person and chat, after all messages.
    let at = |update: &Update| matches!(update, Update::Typing { .. });
    let first = updates.iter().position(at).unwrap();
    let all = [types(PATIENT, chat), types(COLLEAGUE, ChatKey::Visit)];
    assert_eq!(updates.split_at(first).1, all);
}

#[tokio::test(start_paused = true)]
async fn late_signal_is_not_delivered() {
    let service = service();
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    service.signal_typing(visit, PATIENT, chat);
    tokio::time::advance(Duration::from_secs(3)).await;
    assert_eq!(drain(&mut provider).await, []);
    // Followed by their message, it is not delivered either.
    service.signal_typing(visit, PATIENT, chat);
    send(&service, visit, PATIENT, chat, 2).await.unwrap();
    let updates = drain(&mut provider).await;
    assert_eq!(numbers(&updates, chat), [2]);
    let typing = |update: &Update| matches!(update, Update::Typing { .. });
    assert!(!updates.iter().any(typing), "{updates:?}");
}

#[tokio::test]
async fn signals_read_and_store_nothing() {
    let memory = ports();
    let log = FaultyLog::over(&memory.log);
    let ports = chat_app::Ports {
        log: Arc::<FaultyLog>::clone(&log),
        ..memory
    };
    let service = ChatService::new(ports, settings());
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    let calls = || {
        let reads = [&log.reads, &log.probes].map(|count| count.load(SeqCst));
        (reads, log.entries_read.load(SeqCst), log.appended())
    };
    let before = (
        calls(),
        log.read(visit, Seq::ZERO, 1_000).await.unwrap().entries,
    );
    let reads_of_the_test = 1;
    for who in [PATIENT, OUTSIDER, COLLEAGUE] {
        for _ in 0..100 {
            service.signal_typing(visit, who, chat);
        }
    }
    assert_eq!(drain(&mut provider).await, [types(PATIENT, chat)]);
    let ([reads, probes], entries, appends) = calls();
    let (([reads_before, probes_before], entries_before, appends_before), stored) = before;
    assert_eq!(reads - reads_before, reads_of_the_test);
    assert_eq!(entries - entries_before, stored.len());
    assert_eq!((probes, appends), (probes_before, appends_before));
    assert_eq!(
        log.read(visit, Seq::ZERO, 1_000).await.unwrap().entries,
        stored
    );
    let view = service.view(visit, PATIENT).await.unwrap();
    assert!(!view.chats.first().unwrap().started, "W4");
}

#[tokio::test]
async fn version_1_has_no_typing() {
    let settings = settings().with_rules(RulesVersion::V1);
    let service = ChatService::new(ports(), settings);
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    let mut patient = current(&service, visit, PATIENT).await;
    service.signal_typing(visit, PATIENT, chat);
    service.signal_typing(visit, PROVIDER, chat);
    assert_eq!(drain(&mut provider).await, []);
    assert_eq!(drain(&mut patient).await, []);
}

#[tokio::test(start_paused = true)]
async fn excess_signals_of_a_person_and_of_a_client_are_dropped() {
    let rate = |burst| {
        let every = Duration::from_secs(60);
        Some(Rate { burst, every })
    };
    let rates = RateLimits::unlimited()
        .with_typing(rate(3))
        .with_client_typing(rate(2));
    let service = limited(rates);
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    let mut clients = [0; 3].map(|_| service.follower(CLINIC, PATIENT));
    let mut passed = [0; 3];
    for (client, passed) in clients.iter_mut().zip(&mut passed) {
        for _ in 0..10 {
            client.signal_typing(visit.visit, chat);
            *passed += drain(&mut provider).await.len();
        }
    }
    assert_eq!(passed, [2, 1, 0]);
    // Others are unaffected, and messages have their own rate.
    let mut patient = current(&service, visit, PATIENT).await;
    service.signal_typing(visit, PROVIDER, chat);
    assert_eq!(drain(&mut patient).await, [types(PROVIDER, chat)]);
    send(&service, visit, PATIENT, chat, 2).await.unwrap();
    drain(&mut provider).await;
    tokio::time::advance(Duration::from_secs(60)).await;
    clients[2].signal_typing(visit.visit, chat);
    assert_eq!(drain(&mut provider).await, [types(PATIENT, chat)]);
}

#[tokio::test]
async fn follower_is_shown_typing_of_each_visit() {
    let service = service();
    let (first, chat) = begun(&service).await;
    let (second, _) = begun(&service).await;
    let mut follower = service.follower(CLINIC, PROVIDER);
    for visit in [first, second] {
        follower.follow(visit.visit, Seen::new());
    }
    service.signal_typing(second, PATIENT, chat);
    let typing = loop {
        let followed = follower.next().await;
        if let Followed::Visit(visit, typing @ Update::Typing { .. }) = followed {
            break (visit, typing);
        }
    };
    assert_eq!(typing, (second.visit, types(PATIENT, chat)));
    follower.unfollow(second.visit);
    service.signal_typing(second, PATIENT, chat);
    service.signal_typing(first, PATIENT, chat);
    let next = loop {
        if let Followed::Visit(visit, Update::Typing { .. }) = follower.next().await {
            break visit;
        }
    };
    assert_eq!(next, first.visit);
}

#[tokio::test(start_paused = true)]
async fn v9_typing_renews_no_presence() {
    let service = service();
    let (visit, chat) = begun(&service).await;
    let mut provider = current(&service, visit, PROVIDER).await;
    // The patient has reported their presence, and has no live connection.
    for _ in 0..12 {
        service.signal_typing(visit, PATIENT, chat);
        assert_eq!(drain(&mut provider).await, [types(PATIENT, chat)]);
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    tokio::time::sleep(Duration::from_secs(10)).await;
    let view = service.view(visit, PROVIDER).await.unwrap();
    let mut people = view.participants.iter();
    let patient = people.find(|one| one.person == PATIENT).unwrap();
    assert_eq!(patient.departure, Some(Departure::Dropped));
}

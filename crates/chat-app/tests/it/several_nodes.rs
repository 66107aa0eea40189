//! Two services over one log.

use crate::{
    adapters::{FaultyFanout, FaultyLog},
    clinic::{PATIENT, PROVIDER, direct, group_visit, ports, refusal, remove, send},
    live::{drain, follow},
};
use chat_app::{AppError, ChatService, Nodes, Seen, Update};
use chat_domain::{Actor, Command, Refusal, Seq, log::replay};
use std::{sync::atomic::Ordering::SeqCst, time::Duration};
use tokio::time::Instant;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_write_in_one_order() {
    let ports = ports();
    let settings = crate::clinic::settings().with_nodes(Nodes::Several);
    let a = ChatService::new(ports.clone(), settings.clone());
    let b = ChatService::new(ports.clone(), settings);
    let visit = group_visit(&a).await;
    let chat = direct(PROVIDER, PATIENT);
    send(&a, visit, PROVIDER, chat, 1).await.unwrap();
    // A commit on one node opens the gate on the other immediately.
    send(&b, visit, PATIENT, chat, 2).await.unwrap();
    let on = |service: ChatService, from, ids: std::ops::Range<u128>| {
        tokio::spawn(async move {
            for id in ids {
                send(&service, visit, from, chat, id).await.unwrap();
            }
        })
    };
    let (one, two) = (
        on(a.clone(), PROVIDER, 10..210),
        on(b.clone(), PATIENT, 300..500),
    );
    one.await.unwrap();
    two.await.unwrap();
    let entries = ports
        .log
        .read(visit, Seq::ZERO, 10_000)
        .await
        .unwrap()
        .entries;
    assert_eq!(replay(&entries).unwrap().messages.len(), 402);

    // A person removed on one node is refused on the other.
    remove(&a, visit, PATIENT).await;
    assert_eq!(refusal(b.view(visit, PATIENT).await), Refusal::Removed);
    assert_eq!(
        refusal(send(&b, visit, PATIENT, chat, 999).await),
        Refusal::Removed
    );
}

#[tokio::test(start_paused = true)]
async fn r5_typing_is_shown_once_on_every_node_as_the_state_there_permits() {
    let mut ports = ports();
    let fanout = FaultyFanout::over(&ports.fanout);
    ports.fanout = fanout.clone();
    let settings = crate::clinic::settings().with_nodes(Nodes::Several);
    let a = ChatService::new(ports.clone(), settings.clone());
    let b = ChatService::new(ports, settings);
    let visit = group_visit(&a).await;
    let chat = direct(PROVIDER, PATIENT);
    send(&a, visit, PROVIDER, chat, 1).await.unwrap();
    let mut near = follow(&a, visit, PROVIDER, Seen::new()).await;
    let mut far = follow(&b, visit, PROVIDER, Seen::new()).await;
    for live in [&mut near, &mut far] {
        drain(live).await;
    }
    let typing = Update::Typing {
        chat,
        person: PATIENT,
    };
    a.signal_typing(visit, PATIENT, chat);
    assert_eq!(drain(&mut near).await, std::slice::from_ref(&typing));
    assert_eq!(drain(&mut far).await, std::slice::from_ref(&typing));
    // To its own person's other connections it says nothing.
    let mut own = follow(&b, visit, PATIENT, Seen::new()).await;
    drain(&mut own).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    a.signal_typing(visit, PATIENT, chat);
    assert_eq!(drain(&mut own).await, []);
    assert_eq!(drain(&mut near).await, std::slice::from_ref(&typing));
    assert_eq!(drain(&mut far).await, std::slice::from_ref(&typing));
    // A lock of which the other node does not know yet.
    *fanout.loses.lock().unwrap() = Some(visit);
    let lock = Command::LockChat { chat };
    b.execute(visit, Actor::Person(PROVIDER), lock.clone())
        .await
        .unwrap();
    assert!(!drain(&mut far).await.is_empty());
    tokio::time::sleep(Duration::from_secs(2)).await;
    a.signal_typing(visit, PATIENT, chat);
    assert_eq!(drain(&mut near).await, [typing]);
    assert_eq!(drain(&mut far).await, [], "refused by its own state");
    *fanout.loses.lock().unwrap() = None;
    let unlock = Command::UnlockChat { chat };
    b.execute(visit, Actor::Person(PROVIDER), unlock)
        .await
        .unwrap();
    drain(&mut near).await;
    drain(&mut far).await;
    // The lock of another node.
    let lock = Command::LockChat { chat };
    b.execute(visit, Actor::Person(PROVIDER), lock)
        .await
        .unwrap();
    assert!(!drain(&mut near).await.is_empty(), "it hears of the lock");
    a.signal_typing(visit, PATIENT, chat);
    assert_eq!(drain(&mut near).await, []);
    assert!(!drain(&mut far).await.contains(&Update::Typing {
        chat,
        person: PATIENT
    }));
}

#[tokio::test(start_paused = true)]
async fn often_conflicting_command_is_stored_eventually() {
    let mut ports = ports();
    let log = FaultyLog::over(&ports.log);
    ports.log = log.clone();
    let service = ChatService::new(ports, crate::clinic::settings());
    let visit = group_visit(&service).await;
    log.overtaken.store(200, SeqCst);
    let chat = direct(PROVIDER, PATIENT);
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    assert_eq!(log.overtaken.load(SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn command_that_always_conflicts_is_unavailable() {
    let mut ports = ports();
    let log = FaultyLog::over(&ports.log);
    ports.log = log.clone();
    let service = ChatService::new(ports, crate::clinic::settings());
    let visit = group_visit(&service).await;
    log.overtaken.store(u32::MAX, SeqCst);
    let start = Instant::now();
    let chat = direct(PROVIDER, PATIENT);
    let answer = send(&service, visit, PROVIDER, chat, 1).await;
    assert!(
        matches!(answer, Err(AppError::Unavailable(_))),
        "{answer:?}"
    );
    assert!(start.elapsed() < Duration::from_secs(15));
    // Nothing of it was stored.
    log.overtaken.store(0, SeqCst);
    let receipt = send(&service, visit, PROVIDER, chat, 2).await.unwrap();
    assert_eq!(receipt.number.0, 1);
}

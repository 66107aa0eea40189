//! The service over a log that fails.

use crate::{
    adapters::FaultyLog,
    clinic::{PATIENT, PROVIDER, direct, group_visit, ports, refusal, removal, send},
};
use chat_app::{AppError, ChatService, PageRequest, Ports, Seen, Update};
use chat_domain::{Actor, Refusal, Seq, log::replay};
use futures::StreamExt as _;
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

fn over_faulty_log() -> (ChatService, Arc<FaultyLog>, Ports) {
    let sound = ports();
    let log = FaultyLog::over(&sound.log);
    let ports = Ports {
        log: Arc::clone(&log) as _,
        ..sound.clone()
    };
    (
        ChatService::new(ports, crate::clinic::settings()),
        log,
        sound,
    )
}

#[tokio::test]
async fn g3_retries_over_a_failing_log_store_everything_exactly_once() {
    let (service, log, sound) = over_faulty_log();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    log.flaky.store(true, SeqCst);
    let mut failures = 0;
    for id in 1..=100_u128 {
        let from = if id % 2 == 1 { PROVIDER } else { PATIENT };
        loop {
            match send(&service, visit, from, chat, id).await {
                Ok(receipt) => {
                    assert_eq!(u128::from(receipt.number.0), id);
                    break;
                }
                Err(AppError::Unavailable(_)) => failures += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
    }
    assert!(failures >= 30, "only {failures} appends failed");
    let entries = sound
        .log
        .read(visit, Seq::ZERO, 10_000)
        .await
        .unwrap()
        .entries;
    assert_eq!(replay(&entries).unwrap().messages.len(), 100);
}

#[tokio::test]
async fn cached_visit_is_read_from_the_log_once() {
    let (service, _, sound) = over_faulty_log();
    let visit = group_visit(&service).await;
    let log = FaultyLog::over(&sound.log);
    let ports = Ports {
        log: Arc::clone(&log) as _,
        ..sound
    };
    let service = ChatService::new(ports, crate::clinic::settings());
    for id in 1..=50 {
        send(&service, visit, PROVIDER, direct(PROVIDER, PATIENT), id)
            .await
            .unwrap();
        service.view(visit, PATIENT).await.unwrap();
    }
    assert_eq!(log.reads.load(SeqCst), 1);
}

/// A stored removal takes effect even if its answer was lost and the next read of the log fails.
#[tokio::test]
async fn w9_cache_is_not_used_while_an_append_is_in_doubt() {
    for panics in [false, true] {
        let (service, log, _) = over_faulty_log();
        let visit = group_visit(&service).await;
        let chat = direct(PROVIDER, PATIENT);
        send(&service, visit, PROVIDER, chat, 1).await.unwrap();
        log.stores_and_panics.store(panics, SeqCst);
        log.stores_and_fails.store(!panics, SeqCst);
        log.failing_reads.store(u32::from(!panics), SeqCst);
        let removed = service
            .execute(visit, Actor::Person(PROVIDER), removal(PATIENT))
            .await;
        assert!(matches!(removed, Err(AppError::Unavailable(_))));
        assert_eq!(
            refusal(service.view(visit, PATIENT).await),
            Refusal::Removed
        );
        let newest = PageRequest::Backward {
            before: None,
            limit: 10,
        };
        let read = service.history(visit, PATIENT, chat, newest).await;
        assert_eq!(refusal(read), Refusal::Removed);
    }
}

#[tokio::test]
async fn append_stored_despite_an_error_is_announced() {
    let (service, log, _) = over_faulty_log();
    let visit = group_visit(&service).await;
    let mut live = Box::pin(
        service
            .subscribe(visit, PATIENT, Seen::new())
            .await
            .unwrap(),
    );
    while let Ok(Some(_)) = tokio::time::timeout(Duration::from_millis(100), live.next()).await {}
    log.stores_and_fails.store(true, SeqCst);
    let remove = removal(PATIENT);
    service
        .execute(visit, Actor::Person(PROVIDER), remove)
        .await
        .unwrap_err();
    // Long before the next poll.
    let soon = crate::clinic::settings().poll_every / 3;
    let update = tokio::time::timeout(soon, live.next())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(update, Update::Ended(Refusal::Removed));
}

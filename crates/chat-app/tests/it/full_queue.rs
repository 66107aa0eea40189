//! More commands than a visit's queue holds.

use crate::{
    adapters::FaultyLog,
    clinic::{PATIENT, PROVIDER, direct, group_visit, message, ports, settings},
};
use chat_app::{AppError, ChatService, Ports};
use chat_domain::{MessageText, Policy, Seq, log::replay};
use futures::future::join_all;
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    task::Poll,
};

/// A service over a log that fails on demand.
fn service() -> (ChatService, Arc<FaultyLog>, Ports) {
    let sound = ports();
    let log = FaultyLog::over(&sound.log);
    let ports = Ports {
        log: Arc::clone(&log) as _,
        ..sound.clone()
    };
    let policy = Policy {
        max_text_bytes_per_person: Some(u64::MAX),
        ..Policy::DEFAULT
    };
    let settings = settings().with_policy(policy);
    (ChatService::new(ports, settings), log, sound)
}

#[tokio::test]
async fn full_queue_refuses_further_commands_and_drains() {
    let (service, log, sound) = service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let longest = "💊".repeat(MessageText::MAX_CHARS);
    let begin = |id| service.begin_send(visit, PROVIDER, message(PROVIDER, chat, id, &longest));

    log.holds_appends.store(true, SeqCst);
    let first = Box::pin(begin(0).await.unwrap());
    while log.holds_appends.load(SeqCst) {
        tokio::task::yield_now().await;
    }
    let mut waiting = vec![first];
    let refused = loop {
        let mut answer = Box::pin(begin(waiting.len() as u128).await.unwrap());
        match futures::poll!(&mut answer) {
            Poll::Pending => waiting.push(answer),
            Poll::Ready(refused) => break refused,
        }
    };
    let Err(AppError::Unavailable(why)) = refused else {
        panic!("{refused:?}")
    };
    assert!(why.to_string().contains("try again later"), "{why}");
    let count = waiting.len();
    let bytes = count * longest.len();
    assert!(
        (7 << 20..=9 << 20).contains(&bytes),
        "{bytes} bytes are queued"
    );

    log.append_released.notify_one();
    for receipt in join_all(waiting).await {
        receipt.unwrap();
    }
    let receipt = begin(count as u128).await.unwrap().await.unwrap();
    assert_eq!(receipt.number.0, count as u64 + 1);
    let entries = sound
        .log
        .read(visit, Seq::ZERO, usize::MAX)
        .await
        .unwrap()
        .entries;
    assert_eq!(replay(&entries).unwrap().messages.len(), count + 1);
}

/// A busy log has stored nothing, so the cache stays valid.
#[tokio::test]
async fn busy_log_leaves_nothing_in_doubt() {
    let (service, log, _) = service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let send = |id| service.send(visit, PROVIDER, message(PROVIDER, chat, id, "hello"));
    send(1).await.unwrap();
    let reads = log.reads.load(SeqCst);
    log.busy.store(true, SeqCst);
    let refused = send(2).await;
    let Err(AppError::Unavailable(why)) = &refused else {
        panic!("{refused:?}")
    };
    assert!(why.to_string().starts_with("busy"), "{why}");
    log.busy.store(false, SeqCst);
    assert_eq!(send(2).await.unwrap().number.0, 2);
    assert_eq!(log.reads.load(SeqCst), reads, "the log was read again");
}

//! No notification is lost: they are sent from the event feed (R6, R7).

use crate::{
    adapters::FaultyLog,
    clinic::{CLINIC, settings},
    notifying::{MINUTE, Phones, ahead, asked, named},
};
use chat_app::{ChatService, Ports};
use chat_memory::MemoryWebhookStore;
use std::{collections::BTreeSet, sync::atomic::Ordering::SeqCst};
use tokio::time::sleep;

/// Ports with a place for notifications, which the host's endpoints share.
fn followed() -> Ports {
    let store = MemoryWebhookStore::new();
    let ports = ahead().with_webhooks(store.clone());
    ports.with_notification_places(store)
}

#[tokio::test(start_paused = true)]
async fn r6_each_reminder_notifies_once_without_a_fault() {
    let phones = Phones::default();
    let ports = followed().notified_by(phones.clone());
    let service = ChatService::new(ports.clone(), settings());
    let visit = asked(&service).await;
    sleep(120 * MINUTE).await;
    let named = named(&ports, visit).await;
    assert!(named.len() > 6, "{named:?}");
    assert_eq!(phones.sent(), named);
    // The place is no endpoint of the host.
    assert_eq!(service.webhooks(CLINIC).await.unwrap(), []);
    assert_eq!(service.webhooks_to_serve().await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn r6_a_reminder_that_was_stored_without_an_answer_notifies() {
    let phones = Phones::default();
    let ports = followed().notified_by(phones.clone());
    let (log, faulty) = FaultyLog::in_front_of(ports.clone());
    let service = ChatService::new(faulty, settings());
    let visit = asked(&service).await;
    sleep(5 * MINUTE - MINUTE / 2).await;
    log.stores_and_fails.store(true, SeqCst);
    sleep(2 * MINUTE).await;
    assert!(!log.stores_and_fails.load(SeqCst));
    let named = named(&ports, visit).await;
    assert!(!named.is_empty());
    assert_eq!(phones.sent(), named);
}

#[tokio::test(start_paused = true)]
async fn r6_what_a_process_has_not_sent_is_sent_by_the_next() {
    let (unreachable, phones) = (Phones::default(), Phones::default());
    unreachable.failures.store(u32::MAX, SeqCst);
    let ports = followed();
    let first = ports.clone().notified_by(unreachable.clone());
    let process = ChatService::new(first, settings());
    let visit = asked(&process).await;
    sleep(6 * MINUTE).await;
    drop(process);
    let reminded = named(&ports, visit).await;
    assert!(!reminded.is_empty() && unreachable.sent().is_empty());
    let next = ports.clone().notified_by(phones.clone());
    let next = ChatService::new(next, settings());
    sleep(MINUTE).await;
    let sent: BTreeSet<_> = phones
        .sent()
        .into_iter()
        .map(|it| format!("{it:?}"))
        .collect();
    assert!(reminded.iter().all(|it| sent.contains(&format!("{it:?}"))));
    // The process after it sends none of them again.
    sleep(2 * MINUTE).await;
    drop(next);
    let later = Phones::default();
    let last = ports.clone().notified_by(later.clone());
    let _last = ChatService::new(last, settings());
    sleep(MINUTE).await;
    assert_eq!(later.sent(), []);
}

#[tokio::test(start_paused = true)]
async fn r6_a_notifier_that_fails_delays_no_later_notification() {
    let (email, push) = (Phones::default(), Phones::default());
    email.failures.store(u32::MAX, SeqCst);
    let ports = followed().notified_by(email).notified_by(push.clone());
    let service = ChatService::new(ports.clone(), settings());
    let visit = asked(&service).await;
    sleep(6 * MINUTE).await;
    let other = asked(&service).await;
    sleep(6 * MINUTE).await;
    let mut all = named(&ports, visit).await;
    all.extend(named(&ports, other).await);
    assert_eq!(push.sent().len(), all.len());
}

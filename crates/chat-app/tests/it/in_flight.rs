//! A retracted message is not delivered, even if it was already queued.

use crate::{
    clinic::{PATIENT, PROVIDER, direct, group_visit, remove, send, service},
    live::{drain, follow, numbers},
};
use chat_app::{Seen, Update};
use chat_domain::{ReaderNumber, Reason, Refusal};
use futures::StreamExt as _;

const MESSAGES: u128 = 400;

#[tokio::test]
async fn w9_removed_reader_gets_no_queued_message() {
    let service = service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    for id in 1..=MESSAGES {
        send(&service, visit, PROVIDER, chat, id).await.unwrap();
    }
    let seen = Seen::from([(chat, ReaderNumber(0))]);
    let mut live = follow(&service, visit, PATIENT, seen).await;
    // The view, and the first of many messages.
    while !matches!(live.next().await, Some(Ok(Update::Message(_)))) {}
    remove(&service, visit, PATIENT).await;
    assert_eq!(drain(&mut live).await, [Update::Ended(Refusal::Removed)]);
}

#[tokio::test]
async fn f8_queued_text_is_not_delivered_after_its_retraction() {
    let service = service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut last = None;
    for id in 1..=MESSAGES {
        last = Some(
            send(&service, visit, PROVIDER, chat, id)
                .await
                .unwrap()
                .message,
        );
    }
    let last = last.unwrap();
    let seen = Seen::from([(chat, ReaderNumber(0))]);
    let mut live = follow(&service, visit, PATIENT, seen).await;
    while !matches!(live.next().await, Some(Ok(Update::Message(_)))) {}
    let why = Reason::new("wrong patient").unwrap();
    service.retract(visit, PROVIDER, last, why).await.unwrap();
    let rest = drain(&mut live).await;
    let of_last: Vec<_> = rest
        .iter()
        .filter_map(|update| match update {
            Update::Message(delivery) if delivery.message.message == last => {
                Some(&delivery.message)
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        of_last.len(),
        2,
        "the message and its retraction are separate entries"
    );
    assert!(of_last.iter().all(|message| message.text.is_none()));
    let expected: Vec<_> = (2..=MESSAGES as u64 + 1).collect();
    assert_eq!(numbers(&rest, chat), expected);
}

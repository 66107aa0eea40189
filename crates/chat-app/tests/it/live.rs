//! Live views have no gaps or repeats, whatever happens to the hints.

use crate::clinic::{
    COLLEAGUE, OTHER_PATIENT, PATIENT, PROVIDER, direct, enter, group_visit, remove, send,
};
use bytes::Bytes;
use chat_app::{AppError, ChatService, Delivery, Encode, Seen, Update};
use chat_domain::{ChatKey, ReaderNumber, Refusal};
use futures::{FutureExt as _, Stream, StreamExt as _};
use std::{pin::Pin, time::Duration};

pub(crate) type Live = Pin<Box<dyn Stream<Item = Result<Update, AppError>> + Send>>;

pub(crate) async fn follow(
    service: &ChatService,
    visit: chat_ports::VisitKey,
    person: chat_domain::PersonId,
    seen: Seen,
) -> Live {
    Box::pin(service.subscribe(visit, person, seen).await.unwrap())
}

/// All updates until none arrives for a while.
pub(crate) async fn drain(live: &mut Live) -> Vec<Update> {
    let mut updates = Vec::new();
    while let Ok(Some(update)) = tokio::time::timeout(Duration::from_millis(100), live.next()).await
    {
        updates.push(update.unwrap());
    }
    updates
}

pub(crate) fn numbers(updates: &[Update], of: ChatKey) -> Vec<u64> {
    let number = |update: &Update| match update {
        Update::Message(delivery) if delivery.chat == of => Some(delivery.number.0),
        _ => None,
    };
    updates.iter().filter_map(number).collect()
}

struct Plain;
struct Loud;

impl Encode for Plain {
    fn encode(delivery: &Delivery) -> Bytes {
        format!("message {}", delivery.number).into()
    }
}

impl Encode for Loud {
    fn encode(delivery: &Delivery) -> Bytes {
        format!("MESSAGE {}", delivery.number).into()
    }
}

#[tokio::test]
async fn two_transports_never_get_each_others_bytes() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut live = follow(&service, visit, PATIENT, Seen::new()).await;
    drain(&mut live).await;
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let updates = drain(&mut live).await;
    let delivery = updates.iter().find_map(|update| match update {
        Update::Message(delivery) => Some(delivery),
        _ => None,
    });
    let delivery = delivery.unwrap();
    let first = delivery.encoded::<Plain>();
    assert_eq!(first, "message 1");
    assert_eq!(delivery.encoded::<Loud>(), "MESSAGE 1");
    let again = delivery.encoded::<Plain>();
    assert_eq!(again, "message 1");
    assert_eq!(again.as_ptr(), first.as_ptr(), "made once");
}

#[tokio::test]
async fn opened_gate_is_shown_live() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut live = follow(&service, visit, PATIENT, Seen::new()).await;
    let can_write = |updates: &[Update]| {
        updates.iter().rev().find_map(|update| match update {
            Update::View(view) => {
                let mine = view.chats.iter().find(|seen| seen.chat == chat).unwrap();
                Some(mine.access.write)
            }
            _ => None,
        })
    };
    assert_eq!(
        can_write(&drain(&mut live).await),
        Some(Err(Refusal::NotStarted))
    );
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let updates = drain(&mut live).await;
    assert_eq!(can_write(&updates), Some(Ok(())));
    assert_eq!(numbers(&updates, chat), [1]);
}

#[tokio::test]
async fn m7_others_get_nothing_of_a_direct_chat() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let mut others = Vec::new();
    for person in [COLLEAGUE, OTHER_PATIENT] {
        let mut live = follow(&service, visit, person, Seen::new()).await;
        drain(&mut live).await;
        others.push(live);
    }
    for id in 1..20 {
        send(&service, visit, PROVIDER, direct(PROVIDER, PATIENT), id)
            .await
            .unwrap();
    }
    for live in &mut others {
        assert_eq!(drain(live).await, []);
    }
}

#[tokio::test]
async fn resuming_delivers_exactly_the_missed_entries() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    for id in 1..=600 {
        send(&service, visit, PROVIDER, chat, id).await.unwrap();
    }
    for seen in [0, 1, 250, 599, 600] {
        let mut live = follow(
            &service,
            visit,
            PATIENT,
            Seen::from([(chat, ReaderNumber(seen))]),
        )
        .await;
        let missed = numbers(&drain(&mut live).await, chat);
        assert_eq!(missed, (seen + 1..=600).collect::<Vec<_>>(), "seen {seen}");
    }
    // An unknown number: the chat starts over.
    let mut live = follow(
        &service,
        visit,
        PATIENT,
        Seen::from([(chat, ReaderNumber(9_999))]),
    )
    .await;
    let updates = drain(&mut live).await;
    let newest = updates.iter().find_map(|update| match update {
        Update::Chat(page) if page.chat == chat => Some(page.clone()),
        _ => None,
    });
    let newest = newest.unwrap();
    assert_eq!(newest.covers, Some((ReaderNumber(551), ReaderNumber(600))));
    assert!(newest.more);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn follower_gets_each_message_of_concurrent_writers_once_in_order() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let writer = {
        let service = service.clone();
        tokio::spawn(async move {
            for id in 2..=800 {
                let from = if id % 3 == 0 { PATIENT } else { PROVIDER };
                send(&service, visit, from, chat, id).await.unwrap();
            }
        })
    };
    let mut live = follow(&service, visit, PATIENT, Seen::new()).await;
    let mut got: Vec<u64> = Vec::new();
    while got.last() != Some(&800) {
        match live.next().await.unwrap().unwrap() {
            Update::Chat(page) if page.chat == chat => {
                assert!(got.is_empty(), "a chat begins once");
                let (first, last) = page.covers.unwrap();
                got.extend(first.0..=last.0);
            }
            Update::Message(delivery) if delivery.chat == chat => got.push(delivery.number.0),
            _ => {}
        }
    }
    writer.await.unwrap();
    let first = got[0];
    assert_eq!(got, (first..=800).collect::<Vec<_>>());
}

#[tokio::test]
async fn m6_latecomer_gets_the_visit_chat_from_their_arrival_on() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    send(&service, visit, PROVIDER, ChatKey::Visit, 1)
        .await
        .unwrap();
    let mut live = follow(&service, visit, PATIENT, Seen::new()).await;
    let before = drain(&mut live).await;
    assert!(
        !before
            .iter()
            .any(|u| matches!(u, Update::Chat(p) if p.chat == ChatKey::Visit))
    );
    enter(&service, visit, PATIENT).await;
    send(&service, visit, PROVIDER, ChatKey::Visit, 2)
        .await
        .unwrap();
    let after = drain(&mut live).await;
    let texts: Vec<_> = after
        .iter()
        .flat_map(|update| match update {
            Update::Chat(page) if page.chat == ChatKey::Visit => page.messages.clone(),
            Update::Message(delivery) => vec![delivery.message.clone()],
            _ => Vec::new(),
        })
        .map(|message| message.text.unwrap().as_str().to_owned())
        .collect();
    assert_eq!(texts, ["message 2"]);
}

#[tokio::test]
async fn w9_removal_ends_the_live_view() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut live = follow(&service, visit, PATIENT, Seen::new()).await;
    drain(&mut live).await;
    remove(&service, visit, PATIENT).await;
    assert_eq!(drain(&mut live).await, [Update::Ended(Refusal::Removed)]);
    assert!(live.next().now_or_never().flatten().is_none());
    assert!(
        service
            .subscribe(visit, PATIENT, Seen::from([(chat, ReaderNumber(0))]))
            .await
            .is_err()
    );
}

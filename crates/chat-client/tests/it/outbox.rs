//! The outbox: in order, once, and with a reason if not.

use crate::clinic::{ADA, Clinic, PIA, first, next, quick, to_everyone};
use chat_client::{Connection, Error, Event, NewMessage, Token};
use chat_domain::{ChatKey, ClientMessageId};

/// The id of a message that was stored.
fn stored(event: &Event) -> Option<ClientMessageId> {
    match event {
        Event::Stored { receipt, .. } => Some(receipt.client_id),
        Event::GivenBack { why, .. } => panic!("{why}"),
        _ => None,
    }
}

/// A message that was given back, and why.
fn given_back(event: &Event) -> Option<(NewMessage, Error)> {
    match event {
        Event::GivenBack { message, why, .. } => Some(((**message).clone(), why.clone())),
        _ => None,
    }
}

#[tokio::test]
async fn messages_sent_offline_are_stored_in_order_once_the_connection_is_back() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(ADA).live();
    live.follow(clinic.visit).await;
    first(&mut events, |event| {
        matches!(event, Event::View { .. }).then_some(())
    })
    .await;
    clinic.proxy.down();
    let texts: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    let messages: Vec<NewMessage> = texts.iter().map(|text| to_everyone(text)).collect();
    for message in &messages {
        live.send(clinic.visit, message.clone()).unwrap();
    }
    first(&mut events, |event| {
        matches!(event, Event::Connection(Connection::Offline { .. })).then_some(())
    })
    .await;
    assert_eq!(live.pending().len(), 20);
    clinic.proxy.up();
    for message in &messages {
        assert_eq!(first(&mut events, stored).await, message.id());
    }
    assert_eq!(clinic.texts().await, texts);
    assert!(live.pending().is_empty());
}

#[tokio::test]
async fn f7_lost_answers_and_cut_connections_store_each_message_once_in_order() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(ADA).live();
    live.follow(clinic.visit).await;
    let texts: Vec<String> = (0..30).map(|n| n.to_string()).collect();
    for (n, text) in texts.iter().enumerate() {
        if n % 3 == 0 {
            clinic.proxy.lose_answers(2);
        }
        let message = to_everyone(text);
        live.send(clinic.visit, message.clone()).unwrap();
        if n % 5 == 0 {
            clinic.proxy.cut();
        }
        assert_eq!(first(&mut events, stored).await, message.id());
    }
    assert_eq!(clinic.texts().await, texts);
}

#[tokio::test]
async fn refused_message_is_given_back_with_the_rule_and_later_ones_are_sent() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(PIA).live();
    let early = to_everyone("too early");
    live.send(clinic.visit, early.clone()).unwrap();
    let (message, why) = first(&mut events, given_back).await;
    assert_eq!(message, early);
    assert_eq!(why.code(), Some("not_started"));
    clinic.says(ADA, "hello").await;
    live.send(clinic.visit, early.clone()).unwrap();
    assert_eq!(first(&mut events, stored).await, early.id());
    assert_eq!(clinic.texts().await, ["hello", "too early"]);
}

#[tokio::test]
async fn w9_message_of_a_removed_person_is_given_back_as_unknown_only_after_a_lost_answer() {
    let clinic = Clinic::new().await;
    clinic.says(ADA, "hello").await;
    let (live, mut events) = clinic.client(PIA).live();
    clinic.proxy.lose_answers(1);
    live.send(clinic.visit, to_everyone("stored")).unwrap();
    while clinic.proxy.answers_to_lose() > 0 {
        tokio::task::yield_now().await;
    }
    clinic.remove(PIA).await;
    // The retry may have been faster than the removal.
    let outcome = first(&mut events, |event| match event {
        Event::Stored { .. } => Some(None),
        event => given_back(event).map(Some),
    });
    if let Some((_, why)) = outcome.await {
        assert!(why.is_unknown(), "{why}");
    }
    live.send(clinic.visit, to_everyone("never sent")).unwrap();
    let (_, why) = first(&mut events, given_back).await;
    assert_eq!(why.code(), Some("removed"));
    assert_eq!(clinic.texts().await, ["hello", "stored"]);
}

#[tokio::test]
async fn chat_that_waits_does_not_hold_up_another() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(PIA).live();
    clinic.says(ADA, "hello").await;
    let direct = ChatKey::direct(ADA, PIA);
    let recipient = chat_domain::Recipient::Person(ADA);
    let private = NewMessage::new(direct, recipient, "private");
    live.send(clinic.visit, private.clone()).unwrap();
    live.send(clinic.visit, to_everyone("for all")).unwrap();
    let (mut refused, mut sent) = (false, false);
    while !(refused && sent) {
        match next(&mut events).await.unwrap() {
            Event::GivenBack { message, .. } => refused = message.id() == private.id(),
            Event::Stored { .. } => sent = true,
            _ => {}
        }
    }
}

#[tokio::test]
async fn outbox_is_bounded_and_gives_back_what_it_can_not_hold() {
    let clinic = Clinic::new().await;
    clinic.proxy.down();
    let mut options = quick();
    options.outbox = 3;
    let client = clinic.client_with(Token::new(format!("{ADA}.1")), options);
    let (live, _events) = client.live();
    for _ in 0..3 {
        live.send(clinic.visit, to_everyone("held")).unwrap();
    }
    let message = to_everyone("one too many");
    let full = live.send(clinic.visit, message.clone()).unwrap_err();
    assert_eq!(*full.0, message);
}

#[tokio::test]
async fn pending_messages_survive_a_restart_of_the_program() {
    let clinic = Clinic::new().await;
    let (live, events) = clinic.client(ADA).live();
    clinic.proxy.lose_answers(u32::MAX);
    live.send(clinic.visit, to_everyone("once")).unwrap();
    while clinic.texts_stored().await == 0 {
        tokio::task::yield_now().await;
    }
    let kept = serde_json::to_string(&live.pending()).unwrap();
    drop((live, events));
    clinic.proxy.lose_answers(0);
    let (live, mut events) = clinic.client(ADA).live();
    let kept: Vec<(chat_domain::VisitId, NewMessage)> = serde_json::from_str(&kept).unwrap();
    for (visit, message) in kept {
        live.send(visit, message).unwrap();
    }
    first(&mut events, stored).await;
    assert_eq!(clinic.texts().await, ["once"]);
}

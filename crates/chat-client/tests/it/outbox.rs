//! The outbox: in order, once, and with a reason if not.

use crate::clinic::{ADA, Clinic, PIA, first, next, quick, to_everyone};
use async_trait::async_trait;
use chat_client::{
    Connection, Error, Event, NewMessage, NotTaken, Pending, Token, TokenError, TokenSource,
};
use chat_domain::{ChatKey, ClientMessageId};
use std::{
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::Duration,
};

/// The id of a message that was stored.
fn stored(event: &Event) -> Option<ClientMessageId> {
    match event {
        Event::Stored { receipt, .. } => Some(receipt.client_id),
        Event::GivenBack { why, .. } => panic!("{why}"),
        _ => None,
    }
}

/// A message that was returned, and why.
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
    let mut sent = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        if n % 3 == 0 {
            clinic.proxy.lose_answers(2);
        }
        let message = to_everyone(text);
        live.send(clinic.visit, message.clone()).unwrap();
        if n % 5 == 0 {
            clinic.proxy.cut();
        }
        sent.push(message.id());
    }
    for id in sent {
        assert_eq!(first(&mut events, stored).await, id);
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
    let client = clinic.client(PIA);
    client.me().await.unwrap();
    let (live, mut events) = client.live();
    clinic.proxy.lose_answers(u32::MAX);
    live.send(clinic.visit, to_everyone("stored")).unwrap();
    while clinic.texts_stored().await < 2 {
        tokio::task::yield_now().await;
    }
    // An attempt that the removal overtakes has no answer either.
    clinic.proxy.cut();
    clinic.remove(PIA).await;
    let (_, why) = first(&mut events, given_back).await;
    assert!(why.is_unknown(), "{why}");
    clinic.proxy.lose_answers(0);
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
    let for_all = to_everyone("for all");
    clinic.proxy.lose_private();
    live.send(clinic.visit, private.clone()).unwrap();
    live.send(clinic.visit, for_all.clone()).unwrap();
    assert_eq!(first(&mut events, stored).await, for_all.id());
    let left: Vec<_> = live.pending().iter().map(|one| one.message.id()).collect();
    assert_eq!(left, [private.id()]);
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
    let NotTaken::Full(returned) = full else {
        panic!("{full}");
    };
    assert_eq!(returned.message, message);
}

#[tokio::test]
async fn pending_messages_survive_a_restart_of_the_program() {
    let clinic = Clinic::new().await;
    let client = clinic.client(ADA);
    client.me().await.unwrap();
    let (live, events) = client.live();
    clinic.proxy.lose_answers(u32::MAX);
    live.send(clinic.visit, to_everyone("once")).unwrap();
    while clinic.texts_stored().await == 0 {
        tokio::task::yield_now().await;
    }
    while !live.pending()[0].maybe_stored {
        tokio::task::yield_now().await;
    }
    assert_eq!(live.pending()[0].person, Some(ADA));
    let kept = serde_json::to_string(&live.pending()).unwrap();
    drop((live, events));
    clinic.proxy.lose_answers(0);
    let (live, mut events) = clinic.client(ADA).live();
    let kept: Vec<Pending> = serde_json::from_str(&kept).unwrap();
    for pending in kept {
        live.send_again(pending).unwrap();
    }
    first(&mut events, stored).await;
    assert_eq!(clinic.texts().await, ["once"]);
}

#[tokio::test]
async fn message_can_be_sent_outside_the_runtime() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(ADA).live();
    let (visit, message) = (clinic.visit, to_everyone("from a thread"));
    let id = message.id();
    let sent = std::thread::spawn(move || (live.send(visit, message).is_ok(), live));
    let (is_taken, _live) = sent.join().unwrap();
    assert!(is_taken);
    assert_eq!(first(&mut events, stored).await, id);
}

#[tokio::test]
async fn message_is_pending_until_its_outcome_is_delivered() {
    let clinic = Clinic::new().await;
    let mut options = quick();
    options.events = 1;
    let client = clinic.client_with(Token::new(format!("{ADA}.1")), options);
    let (live, mut events) = client.live();
    live.send(clinic.visit, to_everyone("one")).unwrap();
    while clinic.texts_stored().await == 0 {
        tokio::task::yield_now().await;
    }
    // Nothing is taken, and the connection's own event fills the channel.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(live.pending().len(), 1);
    first(&mut events, stored).await;
    assert!(live.pending().is_empty());
    drop(events);
    let closed = live.send(clinic.visit, to_everyone("two"));
    assert!(matches!(closed, Err(NotTaken::Closed(_))), "{closed:?}");
}

#[tokio::test]
async fn nothing_is_taken_after_the_session_has_ended() {
    let clinic = Clinic::new().await;
    let client = clinic.client_with(Token::new(format!("{ADA}.0")), quick());
    let (live, mut events) = client.live();
    while next(&mut events).await.is_some() {}
    let message = to_everyone("too late");
    let closed = live.send(clinic.visit, message.clone()).unwrap_err();
    assert!(matches!(closed, NotTaken::Closed(_)), "{closed}");
    assert_eq!(closed.into_pending().message, message);
}

#[tokio::test]
async fn messages_after_a_refused_one_are_returned_with_it() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(PIA).live();
    let messages = ["one", "two", "three"].map(to_everyone);
    for message in &messages {
        live.send(clinic.visit, message.clone()).unwrap();
    }
    for (n, sent) in messages.iter().enumerate() {
        let (message, why) = first(&mut events, given_back).await;
        assert_eq!(&message, sent);
        assert_eq!(why == Error::Behind, n > 0, "{why}");
    }
}

#[tokio::test]
async fn message_that_waited_too_long_is_returned() {
    let clinic = Clinic::new().await;
    clinic.proxy.down();
    let mut options = quick();
    options.outbox_age = Duration::from_millis(100);
    let client = clinic.client_with(Token::new(format!("{ADA}.1")), options);
    let (live, mut events) = client.live();
    live.send(clinic.visit, to_everyone("old")).unwrap();
    let (_, why) = first(&mut events, given_back).await;
    assert_eq!(why, Error::TooOld);
}

/// A login of Ada, and then of Pia.
#[derive(Default)]
struct Shared {
    is_pias: AtomicBool,
}

#[async_trait]
impl TokenSource for Shared {
    async fn token(&self) -> Result<Token, TokenError> {
        Ok(Token::new(if self.is_pias.swap(true, SeqCst) {
            format!("{PIA}.2")
        } else {
            format!("{ADA}.1")
        }))
    }
}

#[tokio::test]
async fn message_never_goes_out_under_another_name() {
    let clinic = Clinic::new().await;
    let client = clinic.client_with(Shared::default(), quick());
    let visit = client.visit(clinic.visit);
    visit.send(&to_everyone("hello")).await.unwrap();
    clinic.issued.store(1, SeqCst);
    clinic.revoke();
    let sent = visit.send(&to_everyone("of Ada")).await;
    assert_eq!(sent, Err(Error::OtherPerson));
    assert_eq!(clinic.texts_stored().await, 1);
}

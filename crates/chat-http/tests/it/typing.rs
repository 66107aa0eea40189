//! Typing on the live connection (R5).

use crate::{
    clinic::{ADA, BEN, CY, Clinic, OUTSIDER, PIA, QUIN, direct, id},
    socket::Socket,
};
use chat_app::Settings;
use chat_http::HttpOptions;
use serde_json::{Value, json};
use std::net::SocketAddr;
use uuid::Uuid;

fn typing(clinic: &Clinic, chat: &str) -> Value {
    json!({ "type": "typing", "visit": clinic.visit, "chat": chat })
}

/// A connection that follows the visit and has received everything so far.
async fn follows(clinic: &Clinic, address: SocketAddr, person: u128) -> Socket {
    let mut socket = clinic.connect(address, person).await;
    socket.follow(clinic, json!({})).await;
    caught_up(&mut socket).await;
    socket
}

/// Receives everything that is there.
async fn caught_up(socket: &mut Socket) -> Vec<Value> {
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    socket.say(json!({ "type": "ping", "request": 1 })).await;
    let mut frames = Vec::new();
    loop {
        let frame = socket.next().await;
        if frame["type"] == "problem" && frame["request"] == 1 {
            return frames;
        }
        frames.push(frame);
    }
}

/// Pia is in the waiting room, and Ada has written to her.
async fn begun(clinic: &Clinic) -> (SocketAddr, String) {
    let chat = direct(ADA, PIA);
    clinic.act(PIA, "enter_waiting_room").await;
    clinic.say(ADA, &chat, "hello").await;
    (clinic.serve().await, chat)
}

#[tokio::test]
async fn typing_reaches_the_other_member_and_is_stored_nowhere() {
    let clinic = Clinic::new().await;
    let (address, chat) = begun(&clinic).await;
    let before = clinic.version().await;
    let mut ada = follows(&clinic, address, ADA).await;
    let mut pia = follows(&clinic, address, PIA).await;
    let mut others = Vec::new();
    for person in [BEN, CY, QUIN] {
        others.push(follows(&clinic, address, person).await);
    }
    pia.say(typing(&clinic, &chat)).await;
    let visit = clinic.visit;
    let expected =
        |person| json!({ "type": "typing", "visit": visit, "chat": chat, "person": id(person) });
    assert_eq!(ada.next().await, expected(PIA));
    ada.say(typing(&clinic, &chat)).await;
    assert_eq!(pia.next().await, expected(ADA));
    // M5, M7: nothing reaches anyone else, and the sender gets no answer.
    for socket in others.iter_mut().chain([&mut ada, &mut pia]) {
        socket.silent().await;
    }
    assert_eq!(clinic.version().await, before);
}

#[tokio::test]
async fn signal_that_is_not_permitted_has_the_same_silence_as_any_other() {
    let clinic = Clinic::new().await;
    let (address, chat) = begun(&clinic).await;
    let mut ada = follows(&clinic, address, ADA).await;
    let mut pia = follows(&clinic, address, PIA).await;
    let mut outsider = clinic.connect(address, OUTSIDER).await;
    // Greyed out (W2), a chat of others (M5), a visit of others and one that does not exist (M7).
    for chat in ["visit", &direct(BEN, PIA), &direct(ADA, QUIN)] {
        pia.say(typing(&clinic, chat)).await;
    }
    outsider.say(typing(&clinic, "visit")).await;
    let absent = json!({ "type": "typing", "visit": Uuid::now_v7(), "chat": "visit" });
    for socket in [&mut outsider, &mut pia] {
        socket.say(absent.clone()).await;
        socket.silent().await;
    }
    ada.silent().await;
    // A locked chat is greyed out, too (W6).
    let lock = clinic.path(&format!("/chats/{chat}/lock"));
    clinic
        .put(&lock, &clinic.token(ADA), &json!({}))
        .await
        .expect(204);
    for socket in [&mut ada, &mut pia] {
        caught_up(socket).await;
    }
    pia.say(typing(&clinic, &chat)).await;
    for socket in [&mut pia, &mut ada] {
        socket.silent().await;
    }
}

#[tokio::test]
async fn signal_needs_no_follow() {
    let clinic = Clinic::new().await;
    let (address, chat) = begun(&clinic).await;
    let mut ada = follows(&clinic, address, ADA).await;
    let mut pia = clinic.connect(address, PIA).await;
    pia.say(typing(&clinic, &chat)).await;
    assert_eq!(ada.expect("typing").await["person"], json!(id(PIA)));
    pia.silent().await;
}

#[tokio::test]
async fn signal_with_a_text_or_without_a_chat_is_malformed() {
    let clinic = Clinic::new().await;
    let (address, chat) = begun(&clinic).await;
    let mut ada = follows(&clinic, address, ADA).await;
    let mut pia = follows(&clinic, address, PIA).await;
    let mut with_text = typing(&clinic, &chat);
    with_text["text"] = json!("It hurts");
    let without_chat = json!({ "type": "typing", "visit": clinic.visit });
    let wrong_chat = typing(&clinic, "direct:a:b");
    for frame in [with_text, without_chat, wrong_chat] {
        pia.say(frame).await;
        let problem = pia.expect("problem").await;
        assert_eq!(problem["request"], Value::Null);
        assert!(!problem.to_string().contains("hurts"));
    }
    ada.silent().await;
}

#[tokio::test]
async fn excess_signals_are_dropped_without_an_answer() {
    let clinic = Clinic::with_settings(HttpOptions::default(), Settings::default()).await;
    let (address, chat) = begun(&clinic).await;
    let mut ada = follows(&clinic, address, ADA).await;
    let mut pia = follows(&clinic, address, PIA).await;
    for _ in 0..500 {
        pia.say(typing(&clinic, &chat)).await;
    }
    pia.silent().await;
    let shown = caught_up(&mut ada).await;
    assert!(shown.iter().all(|frame| frame["type"] == "typing"));
    // A burst of five, then one a second. Those that come fast are shown as one.
    assert!((1..=20).contains(&shown.len()), "{}", shown.len());
    // Messages have their own rate.
    clinic.say(PIA, &chat, "I am here").await;
    let frames = caught_up(&mut ada).await;
    assert!(frames.iter().any(|frame| frame["type"] == "message"));
}

#[tokio::test]
async fn w9_removed_person_is_shown_no_typing_and_shows_none() {
    let clinic = Clinic::new().await;
    let (address, chat) = begun(&clinic).await;
    let mut ada = follows(&clinic, address, ADA).await;
    let mut pia = follows(&clinic, address, PIA).await;
    // A second connection of the same person, which follows nothing and stays open.
    let mut other = clinic.connect(address, PIA).await;
    let removal = clinic.path(&format!("/participants/{}/removal", id(PIA)));
    let why = json!({ "reason": "wrong visit" });
    let removed = clinic.post(&removal, &clinic.token(ADA), &why).await;
    removed.expect(204);
    ada.say(typing(&clinic, &chat)).await;
    other.say(typing(&clinic, &chat)).await;
    pia.expect("ended").await;
    assert_eq!(pia.closed().await, 4403);
    other.silent().await;
    let frames = caught_up(&mut ada).await;
    assert!(frames.iter().all(|frame| frame["type"] == "view"));
}

#[tokio::test]
async fn version_1_shows_no_typing() {
    let clinic = Clinic::under_version_1().await;
    let (address, chat) = begun(&clinic).await;
    let mut ada = follows(&clinic, address, ADA).await;
    let mut pia = follows(&clinic, address, PIA).await;
    pia.say(typing(&clinic, &chat)).await;
    ada.say(typing(&clinic, &chat)).await;
    for socket in [&mut ada, &mut pia] {
        socket.silent().await;
    }
}

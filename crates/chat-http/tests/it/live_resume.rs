//! A client that resumes gets exactly what it missed.

use crate::{
    clinic::{ADA, CY, Clinic, PIA, direct},
    socket::Socket,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A client's memory: what it shows, and the numbers it resumes from.
#[derive(Default)]
struct Memory {
    view: Value,
    chats: BTreeMap<String, BTreeMap<u64, Value>>,
    seen: BTreeMap<String, u64>,
    numbers: BTreeMap<String, Vec<u64>>,
}

impl Memory {
    fn apply(&mut self, frame: &Value) {
        match frame["type"].as_str().unwrap() {
            "view" => self.view = frame["view"].clone(),
            "chat" => {
                let page = &frame["page"];
                let chat = page["chat"].as_str().unwrap().to_owned();
                let messages = page["messages"].as_array().unwrap().iter();
                let messages = messages.map(|m| (m["number"].as_u64().unwrap(), m.clone()));
                self.chats.insert(chat.clone(), messages.collect());
                if let Some(last) = page["last"].as_u64() {
                    self.seen.insert(chat, last);
                }
            }
            "message" => {
                let (chat, message) = (frame["chat"].as_str().unwrap(), &frame["message"]);
                let number = frame["number"].as_u64().unwrap();
                let seen = self.seen.entry(chat.to_owned()).or_default();
                assert_eq!(number, *seen + 1, "a gap or a repeat in {chat}");
                *seen = number;
                self.numbers
                    .entry(chat.to_owned())
                    .or_default()
                    .push(number);
                let messages = self.chats.entry(chat.to_owned()).or_default();
                messages.insert(message["number"].as_u64().unwrap(), message.clone());
            }
            "reading" => {}
            other => panic!("{other}: {frame}"),
        }
    }

    async fn take_until(&mut self, socket: &mut Socket, seen: &BTreeMap<String, u64>) {
        while self.seen != *seen || self.view.is_null() {
            let frame = socket.next().await;
            self.apply(&frame);
        }
    }
}

async fn fresh(clinic: &Clinic, person: u128, chat: &str) -> BTreeMap<u64, Value> {
    let path = clinic.path(&format!("/chats/{chat}/messages?limit=200"));
    let page = clinic
        .get(&path, &clinic.token(person))
        .await
        .expect(200)
        .json();
    let messages = page["messages"].as_array().unwrap().iter();
    messages
        .map(|message| (message["number"].as_u64().unwrap(), message.clone()))
        .collect()
}

#[tokio::test]
async fn resuming_delivers_missed_messages_once_in_order() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let chat = direct(ADA, PIA);
    let mut kept = Vec::new();
    for n in 1..=3 {
        kept.push(clinic.say(ADA, &chat, &format!("{n}")).await);
        clinic.say(ADA, "visit", &format!("all {n}")).await;
    }
    let mut memory = Memory::default();
    let mut ada = clinic.connect(address, ADA).await;
    ada.follow(&clinic, json!({})).await;
    let both =
        |direct: u64, all: u64| BTreeMap::from([(chat.clone(), direct), ("visit".to_owned(), all)]);
    memory.take_until(&mut ada, &both(3, 3)).await;
    drop(ada);

    // While disconnected: new messages, a correction and a retraction in one chat; nothing in the
    // other.
    for n in 4..=260 {
        clinic.say(PIA, &chat, &format!("{n}")).await;
    }
    let of = |at: usize, what: &str| {
        clinic.path(&format!(
            "/messages/{}/{what}",
            kept[at]["message"].as_str().unwrap()
        ))
    };
    let ada_token = clinic.token(ADA);
    let better = json!({ "text": "corrected" });
    clinic
        .post(&of(0, "correction"), &ada_token, &better)
        .await
        .expect(200);
    let because = json!({ "reason": "wrong" });
    clinic
        .post(&of(1, "retraction"), &ada_token, &because)
        .await
        .expect(204);

    let mut ada = clinic.connect(address, ADA).await;
    ada.follow(&clinic, json!(memory.seen)).await;
    memory.take_until(&mut ada, &both(262, 3)).await;
    assert_eq!(memory.numbers[&chat], (4..=262).collect::<Vec<_>>());
    assert_eq!(memory.chats["visit"], fresh(&clinic, ADA, "visit").await);
    let now = fresh(&clinic, ADA, &chat).await;
    assert!(now.len() > 100);
    assert!(
        now.iter()
            .all(|(number, message)| memory.chats[&chat][number] == *message)
    );
    assert_eq!(memory.chats[&chat][&1]["text"], "corrected");
    assert_eq!(memory.chats[&chat][&2]["retraction"]["reason"], "wrong");
    // Live delivery continues from there.
    clinic.say(PIA, &chat, "live").await;
    memory.take_until(&mut ada, &both(263, 3)).await;
}

#[tokio::test]
async fn following_again_on_the_same_connection_resumes() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut cy = clinic.connect(address, CY).await;
    cy.follow(&clinic, json!({})).await;
    let mut memory = Memory::default();
    memory.apply(&cy.expect("view").await);
    memory.apply(&cy.expect("chat").await);
    for round in 0..10_u64 {
        for _ in 0..20 {
            clinic.say(ADA, "visit", "and on").await;
        }
        // In the middle of the stream.
        for _ in 0..5 {
            memory.apply(&cy.next().await);
        }
        cy.follow(&clinic, json!(memory.seen)).await;
        // Frames of the earlier `follow` end where the new one begins.
        let view = loop {
            let frame = cy.next().await;
            if frame["type"] == "view" {
                break frame;
            }
        };
        memory.apply(&view);
        while memory.seen.get("visit").copied().unwrap_or_default() < (round + 1) * 20 {
            memory.apply(&cy.next().await);
        }
    }
    assert_eq!(cy.expect("reading").await["reading"]["unread"], 100);
    cy.silent().await;
}

#[tokio::test]
async fn unknown_number_gets_the_newest_page() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    clinic.say(ADA, "visit", "one").await;
    let mut cy = clinic.connect(address, CY).await;
    cy.follow(&clinic, json!({ "visit": 99 })).await;
    cy.expect("view").await;
    assert_eq!(cy.expect("chat").await["page"]["last"], 1);
}

#[tokio::test]
async fn person_removed_while_away_gets_only_the_refusal() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    clinic.act(PIA, "enter_waiting_room").await;
    clinic.say(ADA, "visit", "one").await;
    let removal = clinic.path(&format!("/participants/{}/removal", crate::clinic::id(PIA)));
    let because = json!({ "reason": "wrong visit" });
    clinic
        .post(&removal, &clinic.host(), &because)
        .await
        .expect(204);
    let mut pia = clinic.connect(address, PIA).await;
    pia.follow(&clinic, json!({ "visit": 0 })).await;
    assert_eq!(pia.expect("ended").await["refusal"]["rule"], "W9");
    pia.silent().await;
}

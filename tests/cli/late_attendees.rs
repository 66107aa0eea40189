//! People who come late to a visit on a running server: what they read, and how it is numbered (M6, M7).

use crate::scene::{client, visit_of};
use chat_client::{
    Event, Events, Live, NewMessage, Page,
    chat_wire::{MessageOut, ReceiptOut},
};
use chat_domain::{ChatKey, ReaderNumber, Recipient, VisitId};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::collections::BTreeMap;
use visit_chat_tests::{Clinic, PATIENCE, Person, ServerProcess, Visit};

struct Scene {
    clinic: Clinic,
    provider: Person,
    visit: Visit,
    /// The receipts of the first messages.
    sent: Vec<ReceiptOut>,
}

impl Scene {
    /// A visit in which the provider has written three messages.
    async fn on(server: &ServerProcess, kind: &str) -> Self {
        let clinic = Clinic::new(server.url());
        let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
        let patient = clinic.person("patient", "Carla Mendes");
        let visit = clinic.schedule(kind, &[&provider, &patient]).await;
        let mut scene = Self {
            clinic,
            provider,
            visit,
            sent: Vec::new(),
        };
        for text in ["one", "two", "three"] {
            let receipt = scene.say(text).await;
            scene.sent.push(receipt);
        }
        scene
    }

    async fn say(&self, text: &str) -> ReceiptOut {
        self.says(&self.provider, text).await
    }

    /// A person writes to everyone.
    async fn says(&self, person: &Person, text: &str) -> ReceiptOut {
        let message = NewMessage::new(ChatKey::Visit, Recipient::Everyone, text);
        let visit = visit_of(&self.clinic, person, self.visit);
        visit.send(&message).await.unwrap()
    }

    /// The provider corrects their first message.
    async fn corrects_the_first(&self, text: &str) {
        let visit = visit_of(&self.clinic, &self.provider, self.visit);
        visit.correct(self.sent[0].message, text).await.unwrap();
    }

    /// The provider adds a person, who then enters the waiting room.
    async fn add(&self, role: &'static str, shares_history: bool) -> Person {
        let late = self.clinic.person(role, "Noor Haddad");
        assert_eq!(
            self.asks_to_add(&late, shares_history).await,
            StatusCode::NO_CONTENT
        );
        self.clinic
            .act(&late, self.visit, "enter_waiting_room")
            .await;
        late
    }

    async fn asks_to_add(&self, late: &Person, shares_history: bool) -> StatusCode {
        let path = format!("/visits/{}/participants", self.visit.id);
        let body = json!({
            "person": late.id, "role": late.role, "name": late.name, "shares_history": shares_history,
        });
        let token = &self.provider.token;
        let request = self.clinic.request(token, Method::POST, &path).json(&body);
        request.send().await.unwrap().status()
    }

    /// The numbers and texts that a person reads in the visit chat.
    async fn read_by(&self, person: &Person) -> Vec<(u64, String)> {
        let visit = visit_of(&self.clinic, person, self.visit);
        let page = visit.messages(ChatKey::Visit, Page::Newest, 50).await;
        page.unwrap().messages.iter().map(numbered).collect()
    }

    /// A connection that follows the visit, after this number of the visit chat.
    async fn follow(&self, person: &Person, seen: Option<ReaderNumber>) -> (Live, Events) {
        let (live, events) = client(&self.clinic, person).live();
        let seen = seen.map(|number| (ChatKey::Visit, number));
        let visit = VisitId::new(self.visit.id);
        live.follow_from(visit, BTreeMap::from_iter(seen)).await;
        (live, events)
    }
}

fn numbered(message: &MessageOut) -> (u64, String) {
    let text = message.text.as_ref().unwrap();
    (message.number.0, text.as_str().to_owned())
}

/// What a connection that starts is shown of the visit chat.
async fn first_page((_, events): &mut (Live, Events)) -> Vec<(u64, String)> {
    loop {
        if let Event::Page { page, .. } = next(events).await
            && page.chat == ChatKey::Visit
        {
            return page.messages.iter().map(numbered).collect();
        }
    }
}

/// The number and text of the next message.
async fn message(live: &mut (Live, Events)) -> (u64, String) {
    entry(live).await.1
}

/// The next message, and before it the number of its entry.
async fn entry((_, events): &mut (Live, Events)) -> (ReaderNumber, (u64, String)) {
    loop {
        if let Event::Message {
            number, message, ..
        } = next(events).await
        {
            return (number, numbered(&message));
        }
    }
}

async fn next(events: &mut Events) -> Event {
    let event = tokio::time::timeout(PATIENCE, events.next()).await;
    event.expect("an event in time").unwrap()
}

fn numbered_as(number: u64, text: &str) -> (u64, String) {
    (number, text.to_owned())
}

fn texts<const N: usize>(first: u64, texts: [&str; N]) -> Vec<(u64, String)> {
    (first..).zip(texts.map(str::to_owned)).collect()
}

#[tokio::test]
async fn m6_guest_who_is_added_late_reads_the_earlier_messages_only_if_they_are_shared() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(folder.path());
    let scene = Scene::on(&server, "one_to_one").await;
    let without = scene.add("guest", false).await;
    let with = scene.add("guest", true).await;
    let mut without_live = scene.follow(&without, None).await;
    let mut with_live = scene.follow(&with, None).await;
    assert_eq!(first_page(&mut without_live).await, []);
    let earlier = texts(1, ["one", "two", "three"]);
    assert_eq!(first_page(&mut with_live).await, earlier);
    let four = scene.say("four").await;
    assert_eq!(four.number.0, 4);
    assert_eq!(message(&mut without_live).await, numbered_as(1, "four"));
    assert_eq!(message(&mut with_live).await, numbered_as(4, "four"));
    // The author's receipt has their own number.
    let five = scene.says(&without, "five").await;
    assert_eq!(five.number.0, 2);
    assert_eq!(message(&mut without_live).await, numbered_as(2, "five"));
    assert_eq!(message(&mut with_live).await, numbered_as(5, "five"));
    // The correction of an earlier message reaches only the guest who reads it.
    scene.corrects_the_first("ONE").await;
    scene.say("six").await;
    assert_eq!(message(&mut without_live).await, numbered_as(3, "six"));
    assert_eq!(message(&mut with_live).await, numbered_as(1, "ONE"));
    assert_eq!(message(&mut with_live).await, numbered_as(7, "six"));
    let late = texts(1, ["four", "five", "six"]);
    assert_eq!(scene.read_by(&without).await, late);
    let mut all = texts(1, ["ONE", "two", "three", "four", "five"]);
    all.push(numbered_as(7, "six"));
    assert_eq!(scene.read_by(&with).await, all);
    assert_eq!(scene.read_by(&scene.provider).await, all);
}

#[tokio::test]
async fn m7_late_attendee_of_a_group_counts_from_1_and_resumes_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(folder.path());
    let scene = Scene::on(&server, "group").await;
    let guest = scene.clinic.person("guest", "Noor Haddad");
    assert_eq!(
        scene.asks_to_add(&guest, true).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let patient = scene.add("patient", false).await;
    let interpreter = scene.add("interpreter", true).await;
    let mut live = scene.follow(&patient, None).await;
    assert_eq!(first_page(&mut live).await, []);
    scene.say("four").await;
    let (number, four) = entry(&mut live).await;
    assert_eq!((number.0, four), (1, numbered_as(1, "four")));
    drop(live);
    scene.say("five").await;
    let mut live = scene.follow(&patient, Some(number)).await;
    let (number, five) = entry(&mut live).await;
    assert_eq!((number.0, five), (2, numbered_as(2, "five")));
    let all = texts(1, ["one", "two", "three", "four", "five"]);
    assert_eq!(scene.read_by(&interpreter).await, all);
    assert_eq!(scene.read_by(&patient).await, texts(1, ["four", "five"]));
}

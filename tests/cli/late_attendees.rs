//! People who come late to a visit on a running server: what they read, and how it is numbered (M6, M7).

use futures::{SinkExt as _, StreamExt as _};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};
use uuid::Uuid;
use visit_chat_tests::{Clinic, PATIENCE, Person, ServerProcess, Visit};

struct Scene {
    clinic: Clinic,
    provider: Person,
    visit: Visit,
    /// The receipt of the first message.
    first: Value,
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
            first: Value::Null,
        };
        scene.first = scene.say("one").await;
        for text in ["two", "three"] {
            scene.say(text).await;
        }
        scene
    }

    async fn say(&self, text: &str) -> Value {
        self.says(&self.provider, text).await
    }

    /// A person writes to everyone. The answer is their receipt.
    async fn says(&self, person: &Person, text: &str) -> Value {
        let (clinic, id) = (&self.clinic, Uuid::now_v7());
        let sent = clinic.send(person, self.visit, "visit", id, text);
        sent.await.unwrap()
    }

    async fn corrects(&self, sent: &Value, text: &str) {
        let message = sent["message"].as_str().unwrap();
        let path = format!("/visits/{}/messages/{message}/correction", self.visit.id);
        let token = &self.provider.token;
        let request = self.clinic.request(token, Method::POST, &path);
        let answer = request.json(&json!({ "text": text })).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
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
        let page = self.clinic.messages(person, self.visit, "visit", "").await;
        all(&page)
    }

    /// A connection that follows the visit after this number of the visit chat.
    async fn follow(&self, person: &Person, seen: Value) -> Socket {
        let url = self.clinic.url.replace("http://", "ws://");
        let mut request = format!("{url}/chat/v1/live").into_client_request().unwrap();
        let offer = format!("visit-chat.v1, bearer.{}", person.token);
        let protocols = offer.parse().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocols);
        let (mut socket, _) = connect_async(request).await.unwrap();
        let follow = json!({ "type": "follow", "visit": self.visit.id, "seen": seen });
        socket
            .send(Message::text(follow.to_string()))
            .await
            .unwrap();
        socket
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn numbered(message: &Value) -> (u64, String) {
    let text = message["text"].as_str().unwrap().to_owned();
    (message["number"].as_u64().unwrap(), text)
}

fn all(page: &Value) -> Vec<(u64, String)> {
    let messages = page["messages"].as_array().unwrap().iter();
    messages.map(numbered).collect()
}

/// What a connection that starts is shown of the visit chat.
async fn first_page(socket: &mut Socket) -> Vec<(u64, String)> {
    loop {
        let frame = next(socket, "chat").await;
        if frame["page"]["chat"] == "visit" {
            return all(&frame["page"]);
        }
    }
}

/// The number and text of the next message.
async fn message(socket: &mut Socket) -> (u64, String) {
    let frame = next(socket, "message").await;
    numbered(&frame["message"])
}

/// The next frame of this type.
async fn next(socket: &mut Socket, frame_type: &str) -> Value {
    loop {
        let message = tokio::time::timeout(PATIENCE, socket.next()).await;
        if let Message::Text(text) = message.expect("a frame in time").unwrap().unwrap() {
            let frame: Value = serde_json::from_str(&text).unwrap();
            if frame["type"] == frame_type {
                return frame;
            }
        }
    }
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
    let mut without_live = scene.follow(&without, json!({})).await;
    let mut with_live = scene.follow(&with, json!({})).await;
    assert_eq!(first_page(&mut without_live).await, []);
    let earlier = texts(1, ["one", "two", "three"]);
    assert_eq!(first_page(&mut with_live).await, earlier);
    let four = scene.say("four").await;
    assert_eq!(four["number"], 4);
    assert_eq!(message(&mut without_live).await, numbered_as(1, "four"));
    assert_eq!(message(&mut with_live).await, numbered_as(4, "four"));
    // The author's receipt has their own number.
    let five = scene.says(&without, "five").await;
    assert_eq!(five["number"], 2);
    assert_eq!(message(&mut without_live).await, numbered_as(2, "five"));
    assert_eq!(message(&mut with_live).await, numbered_as(5, "five"));
    // The correction of an earlier message reaches only the guest who reads it.
    scene.corrects(&scene.first, "ONE").await;
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
    let mut live = scene.follow(&patient, json!({})).await;
    assert_eq!(first_page(&mut live).await, []);
    scene.say("four").await;
    let frame = next(&mut live, "message").await;
    let number = frame["number"].as_u64().unwrap();
    assert_eq!(
        (number, numbered(&frame["message"])),
        (1, numbered_as(1, "four"))
    );
    drop(live);
    scene.say("five").await;
    let mut live = scene.follow(&patient, json!({ "visit": number })).await;
    let frame = next(&mut live, "message").await;
    assert_eq!(
        (&frame["number"], numbered(&frame["message"])),
        (&json!(2), numbered_as(2, "five"))
    );
    let all = texts(1, ["one", "two", "three", "four", "five"]);
    assert_eq!(scene.read_by(&interpreter).await, all);
    assert_eq!(scene.read_by(&patient).await, texts(1, ["four", "five"]));
}

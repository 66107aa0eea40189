//! Read marks, corrections and retractions on a running server, verified afterwards (R1 to R3, W4).

use crate::verify::verify;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit};

struct Pair {
    clinic: Clinic,
    provider: Person,
    patient: Person,
    visit: Visit,
    /// Their direct chat.
    chat: String,
}

impl Pair {
    async fn on(server: &ServerProcess) -> Self {
        let (clinic, provider, patient, visit) = Clinic::with_visit(server.url()).await;
        let chat = patient.direct(&provider);
        Self {
            clinic,
            provider,
            patient,
            visit,
            chat,
        }
    }

    /// The provider writes; returns the message's id.
    async fn writes(&self, text: &str) -> String {
        let id = Uuid::now_v7();
        let (provider, visit) = (&self.provider, self.visit);
        let sent = self
            .clinic
            .send(provider, visit, &self.chat, id, text)
            .await;
        sent.unwrap()["message"].as_str().unwrap().to_owned()
    }

    async fn calls(&self, person: &Person, method: Method, path: &str, body: &Value) -> Value {
        let path = format!("/visits/{}{path}", self.visit.id);
        let request = self.clinic.request(&person.token, method.clone(), &path);
        let request = if method == Method::GET {
            request
        } else {
            request.json(body)
        };
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}: {answer:?}");
        answer.json().await.unwrap_or_default()
    }

    async fn reads(&self, through: u64) {
        let path = format!("/chats/{}/reading", self.chat);
        let body = json!({ "through": through });
        self.calls(&self.patient, Method::PUT, &path, &body).await;
    }

    async fn unread(&self) -> Value {
        let path = format!("/chats/{}/reading", self.chat);
        let reading = self.calls(&self.patient, Method::GET, &path, &Value::Null);
        reading.await["unread"].clone()
    }

    /// The texts of a message's versions, as the provider is shown them, and whether the patient had read each.
    async fn versions(&self, message: &str) -> Vec<(Value, bool)> {
        let path = format!("/messages/{message}/versions");
        let shown = self.calls(&self.provider, Method::GET, &path, &Value::Null);
        let shown = shown.await["versions"].as_array().unwrap().clone();
        let patient = json!(self.patient.id.to_string());
        let versions = shown.into_iter().map(|one| {
            let mut readers = one["read_by"].as_array().unwrap().iter();
            let read = readers.any(|reader| reader["person"] == patient);
            (one["text"].clone(), read)
        });
        versions.collect()
    }

    async fn retracts(&self, message: &str) {
        let path = format!("/messages/{message}/retraction");
        let body = json!({ "reason": "wrong patient" });
        self.calls(&self.provider, Method::POST, &path, &body).await;
    }

    async fn patient_may_write(&self) -> bool {
        let view = self.clinic.view(&self.patient, self.visit).await;
        let chats = view["chats"].as_array().unwrap();
        let mut own = chats.iter().filter(|one| one["chat"] == self.chat);
        own.next().unwrap()["can_write"].as_bool().unwrap()
    }
}

#[tokio::test]
async fn r2_correction_after_reading_is_unread_and_the_record_tells_which_text_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let pair = Pair::on(&server).await;
    let message = pair.writes("Take 50 mg.").await;
    assert_eq!(pair.unread().await, 1);
    pair.reads(1).await;
    assert_eq!(pair.unread().await, 0);
    let path = format!("/messages/{message}/correction");
    let text = json!({ "text": "Take 5 mg." });
    pair.calls(&pair.provider, Method::POST, &path, &text).await;
    assert_eq!(pair.unread().await, 1);
    let expected = [(json!("Take 50 mg."), true), (json!("Take 5 mg."), false)];
    assert_eq!(pair.versions(&message).await, expected);
    assert!(server.terminate().success());
    assert_eq!(verify(&data, &[]).code, 0);
}

#[tokio::test]
async fn w4_retraction_before_reading_takes_back_the_start_and_after_reading_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let pair = Pair::on(&server).await;
    let unread = pair.writes("Your test is positive.").await;
    assert!(pair.patient_may_write().await);
    pair.retracts(&unread).await;
    assert!(!pair.patient_may_write().await);
    assert_eq!(pair.unread().await, 0);
    assert!(!pair.versions(&unread).await[0].1);

    let read = pair.writes("Your test is negative.").await;
    pair.reads(3).await;
    pair.retracts(&read).await;
    assert!(pair.patient_may_write().await, "they have read it");
    assert!(pair.versions(&read).await[0].1);
    assert!(server.terminate().success());
    assert_eq!(verify(&data, &[]).code, 0);
}

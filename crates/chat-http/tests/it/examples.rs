//! A successful request for every operation of the description, so that tests can vary each one and
//! miss none.

use crate::{
    clinic::{ADA, BEN, Clinic, OUTSIDER, PIA, direct, id, schedule_body, send_body},
    http::{Answer, request},
};
use axum::{
    body::Body,
    http::{Method, header},
};
use chat_app::Rate;
use chat_attachments::fixture;
use chat_http::HttpOptions;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A guest who was removed.
const GONE: u128 = 0x90e;

/// One operation and its successful request.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) method: Method,
    /// The path with its parameters in braces.
    pub(crate) path: String,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) query: Vec<String>,
    pub(crate) token: String,
    pub(crate) body: Option<Value>,
    pub(crate) success: u16,
    pub(crate) public: bool,
}

impl Example {
    pub(crate) fn target(&self) -> String {
        let mut path = self.path.clone();
        for (name, value) in &self.parameters {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "{path} has no example of a parameter");
        path
    }

    pub(crate) fn is_upload(&self) -> bool {
        self.path.ends_with("/files")
    }

    pub(crate) async fn ask(&self, clinic: &Clinic) -> Answer {
        self.ask_as(clinic, &self.token).await
    }

    pub(crate) async fn ask_as(&self, clinic: &Clinic, token: &str) -> Answer {
        let builder = request(self.method.clone(), &self.target(), token);
        let request = match &self.body {
            Some(body) => builder
                .header(header::CONTENT_TYPE, "application/json")
                .body(body.to_string().into()),
            None if self.is_upload() => builder
                .header(header::CONTENT_TYPE, "image/png")
                .header(
                    header::CONTENT_DISPOSITION,
                    "attachment; filename*=UTF-8''scan.png",
                )
                .body(fixture::png(2, 2).into()),
            None => builder.body(Body::empty()),
        };
        clinic.send(request.unwrap()).await
    }
}

/// A clinic in which every example succeeds, and the examples.
pub(crate) async fn all() -> (Clinic, Vec<Example>) {
    // Each request is sent in many variants.
    let clinic =
        Clinic::with(HttpOptions::default().with_exchange_tries(Rate::new(10_000, 1))).await;
    let chat = direct(ADA, PIA);
    let file = clinic
        .upload(ADA, &chat, "scan.png", "image/png", fixture::png(2, 2))
        .await;
    let attachment = file.expect(201).json()["attachment"]
        .as_str()
        .unwrap()
        .to_owned();
    let upload = Uuid::now_v7().to_string();
    let unsent = clinic.upload_as(Some(&upload), ADA, &chat, "unsent.png", fixture::png(3, 3));
    unsent.await.expect(201);
    let mut body = send_body(&chat, ADA, "hello");
    body["files"] = json!([attachment]);
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    let receipt = clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .expect(200)
        .json();
    let message = receipt["message"].as_str().unwrap().to_owned();
    let gone = json!({ "person": id(GONE), "role": "guest", "name": "Noa" });
    let participants = clinic.path("/participants");
    clinic
        .post(&participants, &clinic.host(), &gone)
        .await
        .expect(204);
    let removal = clinic.path(&format!("/participants/{}/removal", id(GONE)));
    let because = json!({ "reason": "the wrong person" });
    let removed = clinic.post(&removal, &clinic.host(), &because).await;
    removed.expect(204);
    let notice = Uuid::now_v7().to_string();
    clinic.act(PIA, "enter_waiting_room").await;
    clinic
        .notify(PIA, &notice, "I lost the connection")
        .await
        .expect(200);
    let webhook = json!({ "url": "https://host.example/" });
    let webhook = clinic.post("/v1/webhooks", &clinic.host(), &webhook).await;
    let webhook = webhook.expect(201).json()["webhook"]["id"].clone();
    let invited = clinic.invite(PIA, json!({})).await;
    let session = clinic.session(&invited).await;
    let holder = clinic.service.session(&session).await.unwrap().unwrap();
    let parameters = BTreeMap::from([
        ("webhook".to_owned(), webhook.as_str().unwrap().to_owned()),
        (
            "invitation".to_owned(),
            invited["invitation"].as_str().unwrap().to_owned(),
        ),
        ("session".to_owned(), holder.session.to_string()),
        ("sender".to_owned(), id(PIA).to_string()),
        ("notice".to_owned(), notice),
        ("visit".to_owned(), clinic.visit.to_string()),
        ("chat".to_owned(), chat),
        ("person".to_owned(), id(PIA).to_string()),
        ("message".to_owned(), message),
        ("attachment".to_owned(), attachment),
        ("upload".to_owned(), upload),
    ]);
    let document = chat_http::openapi();
    let mut examples = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let mut example = example(&clinic, path, method, operation, &parameters);
            match path.as_str() {
                "/v1/session" => example.token = session.clone(),
                "/v1/invitations/exchange" => {
                    let secret = &invited["secret"];
                    let body = json!({ "secret": secret, "birth_date": "1984-03-12" });
                    example.body = Some(body);
                }
                _ => {}
            }
            examples.push(example);
        }
    }
    (clinic, examples)
}

fn example(
    clinic: &Clinic,
    path: &str,
    method: &str,
    operation: &Value,
    parameters: &BTreeMap<String, String>,
) -> Example {
    let declared = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let named = |place: &str| -> Vec<String> {
        let here = declared.iter().filter(|parameter| parameter["in"] == place);
        here.map(|parameter| parameter["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let in_path = named("path");
    for name in &in_path {
        assert!(
            path.contains(&format!("{{{name}}}")),
            "{path} has no {name}"
        );
    }
    let takes_json = operation["requestBody"]["content"]
        .as_object()
        .is_some_and(|content| content.contains_key("application/json"));
    let (token, body, success) = how(clinic, path, method);
    assert_eq!(
        takes_json && path != "/v1/live",
        body.is_some(),
        "{method} {path}"
    );
    Example {
        method: method.to_uppercase().parse().unwrap(),
        path: path.to_owned(),
        parameters: parameters
            .clone()
            .into_iter()
            .filter(|(name, _)| in_path.contains(name))
            .map(|(name, value)| {
                let gone = name == "person" && path.ends_with("/undo");
                (name, if gone { id(GONE).to_string() } else { value })
            })
            .collect(),
        query: named("query"),
        token,
        body,
        success,
        public: operation.get("security").is_some(),
    }
}

/// The caller, the body, and the expected status.
fn how(clinic: &Clinic, path: &str, method: &str) -> (String, Option<Value>, u16) {
    let ada = clinic.token(ADA);
    let because = json!({ "reason": "by mistake" });
    match (method, path) {
        ("get", "/v1/openapi.json") => (String::new(), None, 200),
        ("get", "/v1/live") => (ada, None, 426),
        ("get", "/v1/visits/{visit}/invitations") => (clinic.host(), None, 200),
        ("delete", "/v1/visits/{visit}/invitations/{invitation}") => (clinic.host(), None, 204),
        ("get", path) if path.ends_with("/sessions") => (clinic.host(), None, 200),
        ("delete", path) if path.ends_with("/sessions/{session}") => (clinic.host(), None, 204),
        ("delete", "/v1/session") => (String::new(), None, 204),
        ("post", "/v1/invitations/exchange") => (String::new(), Some(json!({})), 200),
        ("post", "/v1/visits/{visit}/invitations") => {
            let body = json!({ "person": id(PIA), "birth_date": "1984-03-12" });
            (clinic.host(), Some(body), 201)
        }
        ("get", "/v1/events" | "/v1/webhooks" | "/v1/webhooks/{webhook}") => {
            (clinic.host(), None, 200)
        }
        ("post", "/v1/webhooks") => {
            let body = json!({ "url": "https://other.example/", "signature": "ed25519" });
            (clinic.host(), Some(body), 201)
        }
        ("patch", "/v1/webhooks/{webhook}") => {
            (clinic.host(), Some(json!({ "enabled": false })), 200)
        }
        ("delete", "/v1/webhooks/{webhook}") => (clinic.host(), None, 204),
        ("post", "/v1/webhooks/{webhook}/secrets") => {
            (clinic.host(), Some(json!({ "overlap_seconds": 60 })), 201)
        }
        (
            "get",
            "/v1/visits/{visit}/status"
            | "/v1/visits/{visit}/accesses"
            | "/v1/people/{person}/accesses",
        ) => (clinic.reading_host(), None, 200),
        ("get", _) => (ada, None, 200),
        ("post", "/v1/visits") => {
            let mut body = schedule_body();
            body["visit"] = json!(Uuid::now_v7());
            body["policy"] = json!({ "open_history": true, "max_files_per_message": 3 });
            (clinic.host(), Some(body), 201)
        }
        ("post", "/v1/visits/{visit}/participants") => {
            let body = json!({
                "person": id(OUTSIDER), "role": "guest", "name": "Gil", "second_identifier": "7",
            });
            (ada, Some(body), 204)
        }
        ("post", "/v1/messages") => {
            let to = json!([{
                "visit": clinic.visit, "recipient": "everyone", "client_id": Uuid::now_v7(),
            }]);
            (ada, Some(json!({ "text": "We are late.", "to": to })), 200)
        }
        ("delete", "/v1/people/{person}/connections") => (clinic.host(), None, 204),
        ("post", "/v1/visits/{visit}/handover") => {
            let body = json!({ "from": id(ADA), "to": id(BEN) });
            (ada, Some(body), 204)
        }
        ("post", "/v1/visits/{visit}/participants/{person}/removal") => (ada, Some(because), 204),
        ("post", "/v1/visits/{visit}/participants/{person}/removal/undo") => {
            (ada, Some(because), 204)
        }
        ("patch", "/v1/visits/{visit}/participants/{person}") => {
            let body = json!({ "name": "Pia Lund", "role": "patient", "second_identifier": "8" });
            (ada, Some(body), 204)
        }
        ("patch", "/v1/visits/{visit}") => {
            let policy = json!({ "guests_have_direct_chats": true, "max_files_per_message": 3 });
            let body = json!({ "scheduled_for": "2031-05-06T09:00:00Z", "policy": policy });
            (clinic.host(), Some(body), 204)
        }
        ("post", "/v1/visits/{visit}/actions") => {
            let body = json!({ "action": "enter_waiting_room", "person": id(PIA) });
            (clinic.token(PIA), Some(body), 204)
        }
        ("post", "/v1/visits/{visit}/chats/{chat}/messages") => {
            let mut body = send_body(&direct(ADA, PIA), ADA, "and again");
            body["files"] = json!([]);
            (ada, Some(body), 200)
        }
        ("post", "/v1/visits/{visit}/messages/{message}/correction") => {
            (ada, Some(json!({ "text": "better" })), 200)
        }
        ("post", "/v1/visits/{visit}/messages/{message}/retraction") => (ada, Some(because), 204),
        (
            "put",
            "/v1/visits/{visit}/chats/{chat}/reading"
            | "/v1/visits/{visit}/chats/{chat}/no-answer-needed",
        ) => (ada, Some(json!({ "through": 1 })), 204),
        ("post", "/v1/visits/{visit}/notices") => {
            let body = json!({ "notice": Uuid::now_v7(), "text": "I need help now" });
            (clinic.token(PIA), Some(body), 200)
        }
        ("put", "/v1/visits/{visit}/notices/{sender}/{notice}/seen")
        | ("put" | "delete", "/v1/visits/{visit}/chats/{chat}/lock") => (ada, None, 204),
        ("post", "/v1/visits/{visit}/chats/{chat}/files") => (ada, None, 201),
        ("delete", "/v1/visits/{visit}/uploads/{upload}") => (ada, None, 204),
        ("post", "/v1/visits/{visit}/chats/{chat}/oversight") => {
            let body = json!({ "reason": "a complaint", "before": 9, "limit": 10 });
            (clinic.overseer(), Some(body), 200)
        }
        _ => panic!("there is no example for {method} {path}"),
    }
}

#[tokio::test]
async fn every_example_succeeds() {
    for at in 0..all().await.1.len() {
        let (clinic, examples) = all().await;
        let example = &examples[at];
        let answer = example.ask(&clinic).await;
        assert_eq!(answer.status, example.success, "{example:?}: {answer:?}");
        if example.success >= 400 {
            answer.problem();
        }
    }
}

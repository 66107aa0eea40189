//! What people write stays where it belongs: no text, name or file name is in a log line, a metric, an address, an event without
//! content, or an error answer.

use crate::metrics::{measured, scrape};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, Token, Visit, files};

/// A part of everything that is written in the scenario, in lower case.
const CANARY: &str = "zebrafinch";

/// What the service shows to others than the chats' members.
struct Shown {
    clinic: Clinic,
    errors: Vec<String>,
}

impl Shown {
    /// Calls the service. Keeps the answer's head, and its body if it is an error.
    async fn ask(&mut self, token: &str, method: Method, path: &str, body: Value) -> StatusCode {
        let request = self.clinic.request(token, method, path).json(&body);
        self.keep(request).await
    }

    async fn keep(&mut self, request: reqwest::RequestBuilder) -> StatusCode {
        let answer = request.send().await.unwrap();
        let (status, head) = (answer.status(), format!("{:?}", answer.headers()));
        // The name of a file that is downloaded is for its reader.
        self.errors.push(format!("{} {head}", answer.url()));
        if !status.is_success() {
            let text = answer.text().await.unwrap();
            // The sentence about a refused file names it to its uploader.
            self.errors.push(match text.split_once('“') {
                Some((before, rest)) => format!("{before}{}", rest.split_once('”').unwrap().1),
                None => text,
            });
        }
        status
    }

    async fn upload(
        &mut self,
        person: &Person,
        visit: Visit,
        name: &str,
        bytes: Vec<u8>,
    ) -> StatusCode {
        let path = format!("/visits/{}/chats/visit/files", visit.id);
        let name = format!("attachment; filename=\"{name}\"");
        let request = self.clinic.request(&person.token, Method::POST, &path);
        let request = request.header("content-disposition", name).body(bytes);
        self.keep(request).await
    }
}

#[tokio::test]
async fn what_people_write_is_in_no_log_metric_address_event_or_error() {
    let folder = tempfile::tempdir().unwrap();
    let filter = [("VISIT_CHAT_LOG_FILTER", "trace")];
    let (server, url) = measured(&folder.path().join("data"), &filter);
    let clinic = Clinic::new(server.url());
    let provider = clinic.person("provider", "Dr. Zebrafinch");
    let patient = clinic
        .person("patient", "Ana Zebrafinch")
        .born("Zebrafinch 1980");
    let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
    let host = Token::host(clinic.id).sign();
    let (at, chat) = (format!("/visits/{}", visit.id), patient.direct(&provider));
    let mut shown = Shown {
        clinic: clinic.clone(),
        errors: Vec::new(),
    };
    let text =
        |text: &str| json!({ "recipient": "everyone", "client_id": Uuid::now_v7(), "text": text });

    // Refused and accepted sends, corrections and retractions.
    let messages = format!("{at}/chats/visit/messages");
    let refused = shown.ask(
        &patient.token,
        Method::POST,
        &messages,
        text("zebrafinch one"),
    );
    assert_eq!(refused.await, StatusCode::FORBIDDEN);
    let sent = clinic.send(&provider, visit, "visit", Uuid::now_v7(), "zebrafinch two");
    let message = sent.await.unwrap()["message"].as_str().unwrap().to_owned();
    let private = clinic.send(&provider, visit, &chat, Uuid::now_v7(), "zebrafinch three");
    assert!(private.await.unwrap()["message"].is_string());
    let correction = format!("{at}/messages/{message}/correction");
    let again = json!({ "text": "zebrafinch four" });
    shown
        .ask(&patient.token, Method::POST, &correction, again.clone())
        .await;
    shown
        .ask(&provider.token, Method::POST, &correction, again)
        .await;
    let retraction = format!("{at}/messages/{message}/retraction");
    let reason = json!({ "reason": "zebrafinch five" });
    shown
        .ask(&provider.token, Method::POST, &retraction, reason)
        .await;

    // Bodies that are not understood, and names in wrong places.
    shown
        .ask(
            &provider.token,
            Method::POST,
            &messages,
            json!("zebrafinch"),
        )
        .await;
    let wrong = json!({ "zebrafinch": "zebrafinch", "text": 4 });
    shown
        .ask(&provider.token, Method::POST, &messages, wrong)
        .await;
    let late = json!({ "name": "Zebrafinch", "role": "zebrafinch", "person": "zebrafinch" });
    let people = format!("{at}/participants");
    shown.ask(&host, Method::POST, &people, late).await;
    let unread = clinic
        .request(&provider.token, Method::GET, "/me")
        .header("x-request-id", "zebrafinch was here")
        .header("user-agent", "zebrafinch");
    shown.keep(unread).await;

    // Files: accepted, refused, broken.
    let stored = shown
        .upload(&provider, visit, "zebrafinch.pdf", files::pdf())
        .await;
    assert_eq!(stored, StatusCode::CREATED);
    for (name, bytes) in [
        ("zebrafinch.exe", b"MZ zebrafinch".to_vec()),
        ("zebrafinch.png", b"zebrafinch".to_vec()),
    ] {
        let refused = shown.upload(&provider, visit, name, bytes).await;
        assert!(refused.is_client_error(), "{name}: {refused}");
    }

    let count = shown.errors.len();
    assert!(count > 10, "{count}");
    let events = clinic.request(&host, Method::GET, "/events").send();
    let events = events.await.unwrap().text().await.unwrap();
    assert!(events.contains("visit.message.sent"), "{events}");
    let metrics = scrape(&url).await;
    assert!(metrics.contains("visit_chat_uploads_total"), "{metrics}");
    let log = server.log();
    assert!(log.lines().count() > 20, "{log}");
    shown.errors.extend([events, metrics, log]);
    for text in shown.errors {
        let found = text.to_lowercase();
        assert!(!found.contains(CANARY), "{text}");
    }
    // It was written: its readers see it.
    let page = clinic.messages(&patient, visit, &chat, "limit=5").await;
    assert!(page.to_string().contains(CANARY), "{page}");
}

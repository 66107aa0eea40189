//! `chat-server serve` with ClamAV: clean files are released, infected files refused, and files that can't be
//! scanned are held until they can.

use crate::clamd::{Clamd, WORM, WORM_NAME};
use chat_clamav::ClamdAddress;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit, eventually, files};

/// An RTF with this text, which the gate accepts.
fn rtf(words: &[u8]) -> Vec<u8> {
    [b"{\\rtf1 ", words, b"}"].concat()
}

struct Scene {
    clinic: Clinic,
    provider: Person,
    visit: Visit,
}

impl Scene {
    async fn on(server: &ServerProcess) -> Self {
        let (clinic, provider, _, visit) = Clinic::with_visit(server.url()).await;
        Self {
            clinic,
            provider,
            visit,
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let path = format!("/visits/{}{path}", self.visit.id);
        let request = self.clinic.request(&self.provider.token, method, &path);
        let answer = request.json(&body).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    async fn upload(&self, id: Uuid, name: &str, file: Vec<u8>) -> (StatusCode, Value) {
        let path = format!("/visits/{}/chats/visit/files", self.visit.id);
        let request = self
            .clinic
            .request(&self.provider.token, Method::POST, &path);
        let request = request
            .header("upload-id", id.to_string())
            .header(
                "content-disposition",
                format!("attachment; filename={name}"),
            )
            .body(file);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// An upload's stage, and the complete answer.
    async fn status(&self, id: Uuid) -> (String, Value) {
        let path = format!("/uploads/{id}");
        let (status, answer) = self.ask(Method::GET, &path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        (answer["stage"].as_str().unwrap().to_owned(), answer)
    }

    async fn becomes(&self, id: Uuid, stage: &str) -> Value {
        eventually(&format!("the upload to be {stage}"), async || {
            let (found, answer) = self.status(id).await;
            (found == stage).then_some(answer)
        })
        .await
    }

    /// Sends a message with a file.
    async fn send(&self, file: &Value) -> StatusCode {
        let body = json!({
            "recipient": "everyone", "client_id": Uuid::now_v7(), "files": [file["attachment"]],
        });
        self.ask(Method::POST, "/chats/visit/messages", body)
            .await
            .0
    }

    async fn readiness(&self) -> (StatusCode, String) {
        let answer = reqwest::get(format!("{}/readyz", self.clinic.url))
            .await
            .unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// Waits until the server reports this of its scanner; it stays ready.
    async fn scanner_is(&self, status_line: &str) {
        eventually(status_line, async || {
            let (status, text) = self.readiness().await;
            assert_eq!(status, StatusCode::OK, "{text}");
            assert!(text.starts_with("ready\n"), "{text}");
            text.contains(status_line).then_some(())
        })
        .await;
    }
}

fn serve(data: &Path, clamd: &ClamdAddress) -> ServerProcess {
    let variables = [
        ("VISIT_CHAT_SCANNER_CLAMD", clamd.to_string()),
        ("VISIT_CHAT_SCANNER_RETRY_SECONDS", "1".to_owned()),
    ];
    let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
    ServerProcess::serve_with(data, &variables)
}

#[tokio::test]
async fn clean_files_are_released_and_infected_ones_refused() {
    let clamd = Clamd::start("").await;
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder.path().join("data"), &clamd.tcp());
    let scene = Scene::on(&server).await;
    scene.scanner_is("scanner: ok").await;
    assert!(server.log().contains("uploads are scanned for malware"));

    let (status, file) = scene
        .upload(Uuid::now_v7(), "letter.pdf", files::pdf())
        .await;
    assert_eq!(
        (status, &file["stage"]),
        (StatusCode::CREATED, &json!("released"))
    );
    assert_eq!(scene.send(&file).await, StatusCode::OK);

    let id = Uuid::now_v7();
    let (status, problem) = scene.upload(id, "note.rtf", rtf(WORM)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    assert_eq!(problem["code"], "malware");
    let sentence = problem["detail"].as_str().unwrap();
    assert!(sentence.contains("carries malware"), "{sentence}");
    let (stage, answer) = scene.status(id).await;
    assert_eq!((&*stage, &answer["code"]), ("refused", &json!("malware")));
    assert_eq!(answer["sentence"], sentence);
    assert!(
        server.log().contains(WORM_NAME),
        "the log names the malware's signature"
    );
}

#[tokio::test]
async fn without_the_scanner_uploads_are_held_and_released_later() {
    let mut clamd = Clamd::start("").await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = serve(&data, &clamd.unix());
    let mut scene = Scene::on(&server).await;
    scene.scanner_is("scanner: ok").await;
    clamd.stop();
    scene.scanner_is("scanner: failing").await;

    let (clean, infected) = (Uuid::now_v7(), Uuid::now_v7());
    let (status, file) = scene.upload(clean, "letter.pdf", files::pdf()).await;
    assert_eq!(
        (status, &file["stage"]),
        (StatusCode::ACCEPTED, &json!("held"))
    );
    assert_eq!(scene.send(&file).await, StatusCode::NOT_FOUND);
    let (status, worm) = scene.upload(infected, "note.rtf", rtf(WORM)).await;
    assert_eq!(
        (status, &worm["stage"]),
        (StatusCode::ACCEPTED, &json!("held"))
    );

    // Neither a crash nor a start without the scanner changes that.
    server.kill_9();
    let server = serve(&data, &clamd.unix());
    server.url().clone_into(&mut scene.clinic.url);
    assert!(server.log().contains("the malware scanner is unavailable"));
    tokio::time::sleep(std::time::Duration::from_secs(3)).await; // some rounds
    for id in [clean, infected] {
        assert_eq!(scene.status(id).await.0, "held");
    }
    assert_eq!(scene.send(&file).await, StatusCode::NOT_FOUND);

    clamd.start_again().await;
    let released = scene.becomes(clean, "released").await;
    assert_eq!(released["file"]["attachment"], file["attachment"]);
    assert_eq!(scene.send(&file).await, StatusCode::OK);
    let refused = scene.becomes(infected, "refused").await;
    assert_eq!(refused["code"], "malware");
    assert_eq!(scene.send(&worm).await, StatusCode::NOT_FOUND);
    scene.scanner_is("scanner: ok").await;
}

#[tokio::test]
async fn server_without_a_scanner_says_so_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("data"));
    let scene = Scene::on(&server).await;
    let (status, _) = scene.upload(Uuid::now_v7(), "note.rtf", rtf(WORM)).await;
    assert_eq!(status, StatusCode::CREATED);
    let (status, status_line) = scene.readiness().await;
    assert_eq!(status, StatusCode::OK);
    assert!(!status_line.contains("scanner"), "{status_line}");
    assert_eq!(
        server
            .log()
            .matches("no malware scanner is configured")
            .count(),
        1
    );
    assert!(server.terminate().success());
}

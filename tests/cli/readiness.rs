//! `/readyz` while the disk is full or hangs.

use reqwest::StatusCode;
use serde_json::Value;
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit, eventually};

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

    async fn send(&self) -> Value {
        let id = Uuid::now_v7();
        let sent = self
            .clinic
            .send(&self.provider, self.visit, "visit", id, "hello");
        sent.await.unwrap()
    }

    /// The server's readiness, which never waits for a hanging dependency.
    async fn readiness(&self) -> (StatusCode, String) {
        let begun = Instant::now();
        let answer = reqwest::get(format!("{}/readyz", self.clinic.url)).await;
        let answer = answer.unwrap();
        let response = (answer.status(), answer.text().await.unwrap());
        assert!(begun.elapsed() < Duration::from_secs(5), "{response:?}");
        response
    }

    async fn becomes(&self, wanted: StatusCode, line: &str) {
        eventually(line, async || {
            let (status, response) = self.readiness().await;
            (status == wanted && response.lines().any(|found| found == line)).then_some(())
        })
        .await;
    }
}

/// Limits the size of files that the process writes.
fn limit_files(server: &ServerProcess, bytes: &str) {
    let limited = Command::new("prlimit")
        .args(["--pid", &server.pid().to_string()])
        .arg(format!("--fsize={bytes}:unlimited"))
        .status();
    assert!(limited.unwrap().success());
}

#[tokio::test]
async fn full_disk_is_not_ready_until_a_write_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve_on_a_small_disk(&folder.path().join("data"));
    let scene = Scene::on(&server).await;
    assert!(scene.send().await["message"].is_string());
    scene.becomes(StatusCode::OK, "log writes: ok").await;

    limit_files(&server, "4096");
    for _ in 0..5 {
        assert_eq!(scene.send().await["status"], 503);
    }
    // Without traffic, probes show that writes still fail.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(8) {
        let (status, response) = scene.readiness().await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{response}");
        assert!(response.starts_with("not ready\n"), "{response}");
        assert!(
            response.contains("log writes: failing\nlog reads: ok\n"),
            "{response}"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    scene.becomes(unavailable, "files: failing").await;
    scene.becomes(unavailable, "spool: failing").await;

    limit_files(&server, "unlimited");
    scene.becomes(StatusCode::OK, "log writes: ok").await;
    scene.becomes(StatusCode::OK, "files: ok").await;
    assert!(scene.send().await["message"].is_string());
}

/// Before the first write.
#[tokio::test]
async fn disk_that_is_full_from_the_start_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(ServerProcess::serve(&data));
    let server = ServerProcess::serve_on_a_small_disk(&data);
    limit_files(&server, "4096");
    let clinic = Clinic::new(server.url());
    let (provider, visit) = (
        clinic.person("provider", "Dr. Ruth Adeyemi"),
        Visit { id: Uuid::now_v7() },
    );
    let scene = Scene {
        clinic,
        provider,
        visit,
    };
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    scene.becomes(unavailable, "log writes: failing").await;
    limit_files(&server, "unlimited");
    scene.becomes(StatusCode::OK, "log writes: ok").await;
}

/// A held lock on the log's file simulates a hanging disk.
#[tokio::test]
async fn hanging_transaction_and_its_end_are_reported_immediately() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let scene = Scene::on(&server).await;
    scene.becomes(StatusCode::OK, "log writes: ok").await;

    let raw = hold(&data);
    let (hanging, text) = futures::join!(scene.send(), async {
        let unavailable = StatusCode::SERVICE_UNAVAILABLE;
        scene.becomes(unavailable, "log writes: failing").await;
        let response = scene.readiness().await.1;
        raw.execute_batch("ROLLBACK").unwrap();
        response
    });
    assert!(text.contains("log reads: ok\n"), "{text}");
    assert!(hanging["message"].is_string(), "{hanging}");
    scene.becomes(StatusCode::OK, "log writes: ok").await;
}

fn hold(data: &Path) -> rusqlite::Connection {
    let raw = rusqlite::Connection::open(data.join("visits.sqlite3")).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    raw
}

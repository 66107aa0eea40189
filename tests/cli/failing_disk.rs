//! A failing disk is reported as unavailable at every operation, never as a corrupt log or a bad file.

mod disk;

use disk::Disk;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit, files};

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

    async fn upload(&self, id: Uuid, name: &str, file: &[u8]) -> (StatusCode, Value) {
        let path = format!("/visits/{}/chats/visit/files", self.visit.id);
        let request = self
            .clinic
            .request(&self.provider.token, Method::POST, &path)
            .header("upload-id", id.to_string())
            .header(
                "content-disposition",
                format!("attachment; filename={name}"),
            )
            .body(file.to_vec());
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }
}

/// Uploads repeatedly, failing every `step`-th disk operation in turn, alone or with all that follow. In every
/// case a retry of the upload succeeds once the disk works.
async fn operations_fail(name: &str, file: &[u8], step: usize) {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::new(folder.path());
    let server = disk.serve(&folder.path().join("data"));
    let scene = Scene::on(&server).await;
    disk.heal();
    assert_eq!(
        scene.upload(Uuid::now_v7(), name, file).await.0,
        StatusCode::CREATED
    );
    let operations = disk.operations();
    assert!(operations > 10, "{operations} operations of one upload");

    let mut answers = BTreeMap::new();
    for operation in (1..=operations).step_by(step) {
        for until in [operation + 1, i64::MAX] {
            let id = Uuid::now_v7();
            disk.fail(operation, until);
            let (status, answer) = scene.upload(id, name, file).await;
            disk.heal();
            let answer = answer["code"].as_str().unwrap_or("stored").to_owned();
            let outcome = (status.as_u16(), answer);
            assert!(
                [(201, "stored"), (503, "unavailable")].contains(&(outcome.0, &outcome.1)),
                "operation {operation} of {operations}, until {until}: {outcome:?}\n{}",
                server.log()
            );
            *answers.entry(outcome).or_insert(0) += 1;
            let (status, answer) = scene.upload(id, name, file).await;
            assert_eq!(
                status,
                StatusCode::CREATED,
                "operation {operation}: {answer}"
            );
        }
    }
    let failed = answers.get(&(503, "unavailable".to_owned()));
    assert!(failed.is_some_and(|count| *count > 5), "{answers:?}");
}

#[tokio::test]
async fn every_disk_operation_of_an_upload_can_fail() {
    operations_fail("letter.pdf", &files::pdf(), 1).await;
}

/// A photo's metadata is removed, and it is judged twice.
#[tokio::test]
async fn disk_operations_of_a_photo_upload_can_fail() {
    operations_fail(
        "photo.jpg",
        &files::photo(["51.5", "Camera 7", "a comment"]),
        5,
    )
    .await;
}

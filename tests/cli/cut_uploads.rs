//! Uploads interrupted by a kill leave nothing behind after the next start.

use reqwest::{Method, StatusCode};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use uuid::Uuid;
use visit_chat_tests::{Clinic, ServerProcess, files};

/// All files in a folder and below.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files_in(&path)),
            false => found.push(path),
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_during_uploads_leaves_nothing_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = ServerProcess::serve(&data);
    let mut clinic = Clinic::new(server.url());
    let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
    let patient = clinic.person("patient", "Carla Mendes");
    let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
    // More than one part, so that it is first written under a temporary name.
    let large = files::large_png(3_000, 2_000);
    let (mut uploads, mut cut) = (Vec::new(), 0);
    for round in 0..10 {
        let under_way: Vec<_> = (0..3)
            .map(|_| {
                let id = Uuid::now_v7();
                uploads.push(id);
                let path = format!("/visits/{}/chats/visit/files", visit.id);
                let request = clinic
                    .request(&provider.token, Method::POST, &path)
                    .header("upload-id", id.to_string())
                    .header("content-disposition", "attachment; filename=scan.png")
                    .body(large.clone());
                tokio::spawn(request.send())
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(10 + 40 * round)).await;
        server.kill_9();
        for upload in under_way {
            match upload.await.unwrap() {
                Ok(answer) => assert_eq!(answer.status(), StatusCode::CREATED),
                Err(_) => cut += 1,
            }
        }
        // Left over on file systems without unnamed files.
        fs::write(data.join("spool/.tmpA1b2C3"), b"spooled").unwrap();
        fs::write(
            data.join(format!("files/unfinished/{}#1", Uuid::now_v7())),
            b"part",
        )
        .unwrap();

        server = ServerProcess::serve(&data);
        server.url().clone_into(&mut clinic.url);
        let mut released = 0;
        for id in &uploads {
            let path = format!("/visits/{}/uploads/{id}", visit.id);
            let status = clinic.request(&provider.token, Method::GET, &path);
            let status: serde_json::Value = status.send().await.unwrap().json().await.unwrap();
            released += usize::from(status["stage"] == "released");
        }
        let left = files_in(&data.join("files"));
        assert_eq!(left.len(), released, "round {round}: {left:?}");
        assert_eq!(files_in(&data.join("spool")), [] as [PathBuf; 0]);
    }
    assert!(cut > 5, "{cut} uploads were cut");
}

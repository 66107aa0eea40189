//! Invitation links on a running server.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::{fs, path::Path};
use visit_chat_tests::{Clinic, ServerProcess, Token};

/// Whether a file below the folder has these bytes.
fn has(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return has(&path, bytes);
        }
        let content = fs::read(&path).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test]
async fn storage_has_no_secret_of_a_link_and_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let page = ("VISIT_CHAT_INVITATIONS_PAGE", "https://clinic.example/join");
    let server = ServerProcess::serve_with(&data, &[page]);
    let (clinic, _, patient, visit) = Clinic::with_visit(server.url()).await;
    let host = Token::host(clinic.id).sign();
    let path = format!("/visits/{}/invitations", visit.id);
    let body = json!({ "person": patient.id, "birth_date": "1984-03-12" });
    let made = clinic.request(&host, Method::POST, &path).json(&body);
    let made = made.send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let made: Value = made.json().await.unwrap();
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(made["url"], format!("https://clinic.example/join#{secret}"));
    let body = json!({ "secret": secret, "birth_date": "1984-03-12" });
    let joined = clinic.request("", Method::POST, "/invitations/exchange");
    let joined: Value = joined
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let token = joined["token"].as_str().unwrap();
    let me = clinic.request(token, Method::GET, "/me").send();
    assert_eq!(me.await.unwrap().status(), StatusCode::OK);
    // Not in the program's log either, which is beside the data.
    for hidden in [secret, token, "1984-03-12"] {
        assert!(!has(folder.path(), hidden.as_bytes()), "{hidden}");
    }
    for stored in [secret, token] {
        assert!(has(folder.path(), &Sha256::digest(stored)));
    }
}

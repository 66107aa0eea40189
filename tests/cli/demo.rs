//! `chat-server demo`.

use std::{fs, os::unix::fs::PermissionsExt as _};
use visit_chat_tests::ServerProcess;

/// The people and visits of the links, without the address and the tokens, which vary.
fn who(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.split("http://").next().unwrap().trim().to_owned())
        .collect()
}

/// The ids of visits in the links.
fn visits(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| Some(line.split_once("&visit=")?.1))
        .collect()
}

#[tokio::test]
async fn second_start_keeps_people_visits_and_links() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut first = ServerProcess::demo(&data);
    let text = first.demo_text();
    assert!(
        text.contains(data.to_str().unwrap()),
        "names the data folder: {text}"
    );
    assert_eq!(
        text.matches("Ana Silva, patient").count(),
        2,
        "two share a name: {text}"
    );
    assert_eq!(
        text.matches("#token=").count(),
        8,
        "tokens stand in the fragment: {text}"
    );
    let link = text
        .lines()
        .find(|line| line.contains("/dashboard#"))
        .unwrap()
        .trim()
        .to_owned();
    let token = link.split_once("#token=").unwrap().1.to_owned();
    assert!(first.terminate().success());

    let mut second = ServerProcess::demo(&data);
    let again = second.demo_text();
    assert_eq!(who(&again), who(&text));
    assert_eq!(visits(&again), visits(&text));
    let http = reqwest::Client::new();
    let visits = http
        .get(format!("{}/chat/v1/visits", second.url()))
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    let visits: serde_json::Value = visits.json().await.unwrap();
    assert_eq!(
        visits["visits"].as_array().unwrap().len(),
        2,
        "yesterday's link works: {visits}"
    );

    let secret = data.join("secret");
    assert_eq!(
        fs::metadata(&secret).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

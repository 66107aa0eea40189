//! A node that stands still for a while, as in a stalled virtual machine.

use crate::{
    load::Load,
    nodes::{Cluster, rounds},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::time::Duration;
use tokio::task::block_in_place;
use uuid::Uuid;
use visit_chat_tests::signal;

/// Pairs of people who write.
const PAIRS: usize = 4;

/// How long a client may take to send a request.
const REQUEST: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread")]
async fn paused_node_stores_and_shows_nothing_stale() {
    let cluster = block_in_place(|| Cluster::start(2));
    let here = cluster.clinic();
    let there = cluster.at(1, &here);
    let provider = here.person("provider", "Dr. Ruth Adeyemi");
    let guest = here.person("guest", "Maria Silva");
    let patient = here.person("patient", "Ana Silva");
    let visit = here.schedule("group", &[&provider, &patient, &guest]).await;
    there.act(&guest, visit, "enter_waiting_room").await;
    here.send(&provider, visit, "visit", Uuid::now_v7(), "Good morning")
        .await
        .unwrap();
    // The other node has the visit in memory, in which the guest takes part.
    assert_eq!(
        there.messages(&guest, visit, "visit", "limit=10").await["messages"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // People who read from that node.
    let load = Load::begin(&here, &there, PAIRS).await;
    let paused = cluster.nodes[1].pid();
    signal(paused, "STOP");
    let path = format!("/visits/{}/chats/visit/messages", visit.id);
    let waiting = there.clone();
    let (token, to) = (guest.token.clone(), path.clone());
    let read = tokio::spawn(async move { waiting.request(&token, Method::GET, &to).send().await });
    let (waiting, sender) = (there.clone(), guest.clone());
    let sent = tokio::spawn(async move {
        waiting
            .send(&sender, visit, "visit", Uuid::now_v7(), "I am still here")
            .await
    });
    let removal = format!("/visits/{}/participants/{}/removal", visit.id, guest.id);
    let removal = here.request(&provider.token, Method::POST, &removal);
    let removal = removal
        .json(&json!({ "reason": "joined the wrong visit" }))
        .send()
        .await
        .unwrap();
    assert_eq!(removal.status(), StatusCode::NO_CONTENT);
    here.send(&provider, visit, "visit", Uuid::now_v7(), "Only for Ana")
        .await
        .unwrap();
    let length = Duration::from_secs(rounds(2, 30) as u64);
    tokio::time::sleep(length).await;
    signal(paused, "CONT");
    // Both requests reached the node before the removal was acknowledged. They are refused after it or, if the node stood
    // still for longer than a client may take to send a request, their connections are closed.
    let broken = |error: reqwest::Error| assert!(length > REQUEST, "{error}");
    match read.await.unwrap() {
        Ok(answer) => assert_ne!(answer.status(), StatusCode::OK),
        Err(error) => broken(error),
    }
    match sent.await.unwrap() {
        Ok(answer) => assert!(answer["message"].is_null(), "{answer}"),
        Err(error) => broken(error),
    }
    let stored = there.messages(&provider, visit, "visit", "limit=10").await;
    let texts: Vec<_> = stored["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["text"].clone())
        .collect();
    assert_eq!(texts, ["Good morning", "Only for Ana"]);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let findings = load.end().await;
    assert!(findings.delivery >= length / 2, "{findings:?}");
    let length = length.as_secs();
    findings.report(&format!(
        "the readers' node stopped for {length} s (`SIGSTOP`)"
    ));
}

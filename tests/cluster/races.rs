//! A message against what forbids it, on different nodes.

use crate::{
    findings::Findings,
    nodes::{Cluster, client, id, rounds},
    reader::all_texts,
};
use chat_domain::ChatKey;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, Visit};

/// The texts of the visit chat.
async fn texts(clinic: &Clinic, person: &Person, visit: Visit) -> Vec<String> {
    let visit = client(clinic, person).visit(id(visit));
    all_texts(&visit, ChatKey::Visit).await
}

/// Sends until it is refused. Returns the texts that were acknowledged.
async fn send_until_refused(clinic: Clinic, person: Person, visit: Visit) -> Vec<String> {
    let mut acknowledged = Vec::new();
    loop {
        let text = format!("message {}", acknowledged.len());
        let answer = clinic
            .send(&person, visit, "visit", Uuid::now_v7(), &text)
            .await
            .unwrap();
        match answer["message"].is_string() {
            true => acknowledged.push(text),
            false => return acknowledged,
        }
    }
}

/// Races a sender on one node against a request on the other, which must succeed.
async fn race(what: &str, path: impl Fn(Visit, &Person) -> String, body: Value) {
    let cluster = Cluster::start(2);
    let here = cluster.clinic();
    let there = cluster.at(1, &here);
    let provider = here.person("provider", "Dr. Ruth Adeyemi");
    let mut findings = Findings::default();
    let races = rounds(20, 1_000);
    for round in 0..races {
        let guest = here.person("guest", "Maria Silva");
        let patient = here.person("patient", "Ana Silva");
        let visit = here.schedule("group", &[&provider, &patient, &guest]).await;
        here.send(&provider, visit, "visit", Uuid::now_v7(), "Good morning")
            .await
            .unwrap();
        there.act(&guest, visit, "enter_waiting_room").await;
        let sending = tokio::spawn(send_until_refused(there.clone(), guest.clone(), visit));
        tokio::time::sleep(Duration::from_millis(round as u64 % 10)).await;
        let request = here.request(&provider.token, Method::POST, &path(visit, &guest));
        let answer = request.json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        // What is stored now stays all that is stored.
        let then = texts(&here, &provider, visit).await;
        let mut expected = vec!["Good morning".to_owned()];
        expected.extend(sending.await.unwrap());
        let mut of_round = Findings::of(&expected, &then);
        let later = texts(&there, &provider, visit).await;
        of_round.merge(Findings::of(&expected, &later));
        of_round.acknowledged -= 1; // only the sender's
        findings.add(of_round);
    }
    findings.report(&format!("{races} {what}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn removed_sender_stores_nothing_after_the_acknowledgement() {
    race(
        "senders removed on another node",
        |visit, guest| format!("/visits/{}/participants/{}/removal", visit.id, guest.id),
        json!({ "reason": "joined the wrong visit" }),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn locked_visit_stores_nothing_after_the_acknowledgement() {
    race(
        "visits completed on another node than the sender's",
        |visit, _| format!("/visits/{}/actions", visit.id),
        json!({ "action": "complete_visit" }),
    )
    .await;
}

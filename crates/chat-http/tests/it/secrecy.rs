//! Absent and forbidden things get the same response, byte for byte (M7).

use crate::{
    clinic::{ADA, BEN, CY, Clinic, OUTSIDER, PIA, QUIN, direct, send_body},
    examples::all,
    http::Answer,
};
use axum::http::Method;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

#[tokio::test]
async fn another_patients_chat_looks_absent() {
    let clinic = Clinic::new().await;
    let real = direct(ADA, PIA);
    clinic.say(ADA, &real, "private").await;
    // Ids of people in no visit at all.
    let unreal = direct(0xdead, 0xbeef);
    for person in [BEN, QUIN] {
        assert_eq!(
            answers_about(&clinic, &real, person).await,
            answers_about(&clinic, &unreal, person).await
        );
        for answer in answers_about(&clinic, &real, person).await {
            answer.refuses(404, "chat_unknown");
        }
    }
}

#[tokio::test]
async fn another_patients_message_looks_absent() {
    let clinic = Clinic::new().await;
    let receipt = clinic.say(ADA, &direct(ADA, PIA), "private").await;
    let real = receipt["message"].as_str().unwrap();
    let unreal = Uuid::now_v7().to_string();
    for (what, body) in [
        ("correction", json!({ "text": "x" })),
        ("retraction", json!({ "reason": "x" })),
    ] {
        let ask = async |message: &str| {
            let path = clinic.path(&format!("/messages/{message}/{what}"));
            clinic.post(&path, &clinic.token(BEN), &body).await
        };
        assert_eq!(ask(real).await, ask(&unreal).await);
    }
}

#[tokio::test]
async fn another_clinics_visit_looks_absent() {
    let clinic = Clinic::new().await;
    clinic.say(ADA, "visit", "hello").await;
    // The same person, also known in another clinic.
    let token = clinic.token_in(Uuid::now_v7(), ADA);
    for rest in ["", "/chats/visit/messages"] {
        let real = clinic.get(&clinic.path(rest), &token).await;
        let unreal = clinic
            .get(&format!("/v1/visits/{}{rest}", Uuid::now_v7()), &token)
            .await;
        assert_eq!(real, unreal);
        real.refuses(404, "visit_unknown");
    }
    let listed = clinic.get("/v1/visits", &token).await.expect(200).json();
    assert_eq!(listed, json!({ "visits": [], "next": null, "waiting": 0 }));
}

/// Status, headers and body are the same for forbidden and for absent ids, on every route and for
/// each id in its path.
#[tokio::test]
async fn forbidden_ids_look_absent_on_every_route() {
    let mut compared = BTreeMap::<_, usize>::new();
    for at in 0..all().await.1.len() {
        let (clinic, examples) = all().await;
        let mut example = examples[at].clone();
        let within = ["chat", "message", "attachment", "upload"];
        let visits = [
            clinic.token(OUTSIDER),
            clinic.token_in(Uuid::now_v7(), ADA),
            clinic.overseer(),
        ];
        let insiders = [clinic.token(BEN), clinic.token(CY), clinic.token(QUIN)];
        let kept_from = visits
            .iter()
            .filter(|token| **token != example.token)
            .map(|token| ("visit", token))
            .chain(
                insiders
                    .iter()
                    .flat_map(|token| within.map(|name| (name, token))),
            );
        let methods = match example.method {
            Method::GET => vec![Method::GET, Method::HEAD],
            _ => vec![example.method.clone()],
        };
        for (name, token) in kept_from {
            let Some(real) = example.parameters.get(name).cloned() else {
                continue;
            };
            let unreal = match name {
                "chat" => direct(0xdead, 0xbeef),
                _ => Uuid::now_v7().to_string(),
            };
            for method in &methods {
                example.method = method.clone();
                let kept = example.ask_as(&clinic, token).await;
                example.parameters.insert(name.to_owned(), unreal.clone());
                let absent = example.ask_as(&clinic, token).await;
                example.parameters.insert(name.to_owned(), real.clone());
                // Without the permission to oversee, the refusal is the same for every chat.
                let status = match token == &visits[2] || !example.path.ends_with("/oversight") {
                    true => 404,
                    false if name == "visit" => 404,
                    false => 403,
                };
                assert_eq!(kept.status, status, "{name} of {example:?}: {kept:?}");
                assert_eq!(kept, absent, "{name} of {example:?}");
                *compared.entry(name).or_default() += 1;
            }
        }
    }
    let expected = [
        ("attachment", 12),
        ("chat", 33),
        ("message", 12),
        ("upload", 9),
        ("visit", 143),
    ];
    assert_eq!(compared, BTreeMap::from(expected));
}

async fn answers_about(clinic: &Clinic, chat: &str, person: u128) -> Vec<Answer> {
    let token = clinic.token(person);
    let path = clinic.path(&format!("/chats/{chat}"));
    let mut body = send_body("visit", person, "hello");
    let mut answers = vec![
        clinic.get(&format!("{path}/messages"), &token).await,
        clinic
            .get(&format!("{path}/messages?after=0&limit=1"), &token)
            .await,
        clinic
            .post(&format!("{path}/messages"), &token, &body)
            .await,
        clinic
            .call(Method::PUT, &format!("{path}/lock"), &token)
            .await,
        clinic
            .call(Method::DELETE, &format!("{path}/lock"), &token)
            .await,
    ];
    for peer in [ADA, PIA] {
        body["recipient"] = json!({ "person": crate::clinic::id(peer) });
        answers.push(
            clinic
                .post(&format!("{path}/messages"), &token, &body)
                .await,
        );
    }
    let png = chat_attachments::fixture::png(2, 2);
    answers.push(clinic.upload(person, chat, "a.png", "image/png", png).await);
    answers
}

//! Absent and forbidden are one answer, byte for byte (M7).

use crate::{
    clinic::{ADA, BEN, Clinic, PIA, QUIN, direct, send_body},
    http::Answer,
};
use axum::http::Method;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn another_patients_chat_looks_like_none() {
    let clinic = Clinic::new().await;
    let real = direct(ADA, PIA);
    clinic.say(ADA, &real, "private").await;
    // People who exist in no visit at all.
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
async fn another_patients_message_looks_like_none() {
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
async fn another_clinics_visit_looks_like_none() {
    let clinic = Clinic::new().await;
    clinic.say(ADA, "visit", "hello").await;
    // The same person, known to another clinic, too.
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
    assert_eq!(listed, json!({ "visits": [], "next": null }));
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

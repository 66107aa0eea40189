//! Transcripts.

use crate::{
    clinic::{ADA, BEN, Clinic, OUTSIDER, PIA, QUIN, direct, id},
    http::Answer,
};
use chat_app::Settings;
use serde_json::json;
use uuid::Uuid;

async fn asked(clinic: &Clinic, token: &str, query: &str) -> Answer {
    let path = clinic.path(&format!("/transcript{query}"));
    clinic.get(&path, token).await
}

/// A visit in which Ada wrote each patient a direct message, and everyone one message.
async fn written() -> Clinic {
    let clinic = Clinic::new().await;
    clinic.act(ADA, "join_call").await;
    for patient in [PIA, QUIN] {
        clinic.act(patient, "enter_waiting_room").await;
    }
    clinic.say(ADA, &direct(ADA, PIA), "only for pia").await;
    clinic.say(ADA, &direct(ADA, QUIN), "only for quin").await;
    clinic.say(ADA, "visit", "for everyone").await;
    clinic
}

#[tokio::test]
async fn patient_saves_what_they_may_read_and_nothing_else() {
    let clinic = written().await;
    let text = asked(&clinic, &clinic.token(PIA), "?zone=Europe/Madrid").await;
    let text = text.expect(200);
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    let name = format!("transcript-{}.txt", clinic.visit);
    let disposition = text.header("content-disposition");
    assert!(disposition.starts_with("attachment; "), "{disposition}");
    assert!(disposition.contains(&name), "{disposition}");
    assert_eq!(text.header("cache-control"), "private, no-store");
    let body = String::from_utf8(text.body.to_vec()).unwrap();
    assert!(body.contains("only for pia"), "{body}");
    assert!(body.contains("for everyone"), "{body}");
    assert!(body.contains("Europe/Madrid"), "{body}");
    assert!(!body.contains("only for quin"), "{body}");
    let json = asked(&clinic, &clinic.token(PIA), "?format=json").await;
    let json = json.expect(200).json();
    assert_eq!(
        (&json["version"], &json["zone"]),
        (&json!(1), &json!("UTC"))
    );
    assert_eq!(json["log"], json!(null));
    assert_eq!(json["made_for"]["person"], json!(id(PIA)));
    assert!(!json.to_string().contains("only for quin"), "{json}");
}

#[tokio::test]
async fn one_chat_is_saved_alone() {
    let clinic = written().await;
    let query = format!("?format=json&chat={}", direct(ADA, PIA));
    let json = asked(&clinic, &clinic.token(ADA), &query).await;
    let json = json.expect(200).json();
    assert_eq!(json["chats"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["only_chat"], json!(direct(ADA, PIA)));
    assert!(json.to_string().contains("only for pia"), "{json}");
    assert!(!json.to_string().contains("for everyone"), "{json}");
}

#[tokio::test]
async fn m7_chat_of_others_is_as_one_that_does_not_exist() {
    let clinic = written().await;
    let token = clinic.token(PIA);
    let absent = format!("?chat=direct:{}:{}", Uuid::now_v7(), Uuid::now_v7());
    let absent = asked(&clinic, &token, &absent).await;
    absent.refuses(404, "chat_unknown");
    let theirs = format!("?chat={}", direct(ADA, QUIN));
    assert_eq!(asked(&clinic, &token, &theirs).await, absent);
    // The colleague reads the visit chat, but not Ada's direct chats.
    let colleague = asked(&clinic, &clinic.token(BEN), &theirs).await;
    colleague.refuses(404, "chat_unknown");
}

#[tokio::test]
async fn m7_visit_of_others_is_as_one_that_does_not_exist() {
    let clinic = written().await;
    let elsewhere = Uuid::now_v7();
    for token in [
        clinic.token(OUTSIDER),
        clinic.token_in(elsewhere, PIA),
        clinic.host(),
    ] {
        let there = asked(&clinic, &token, "").await;
        there.refuses(404, "visit_unknown");
        let absent = format!("/v1/visits/{elsewhere}/transcript");
        assert_eq!(clinic.get(&absent, &token).await, there);
    }
    asked(&clinic, "", "").await.expect(401);
}

#[tokio::test]
async fn w9_removed_person_gets_no_transcript() {
    let clinic = written().await;
    let removal = clinic.path(&format!("/participants/{}/removal", id(PIA)));
    let because = json!({ "reason": "the wrong person" });
    clinic
        .post(&removal, &clinic.host(), &because)
        .await
        .expect(204);
    let refused = asked(&clinic, &clinic.token(PIA), "").await;
    refused.refuses(403, "removed");
}

#[tokio::test]
async fn m5_overseer_needs_a_recorded_reason() {
    let clinic = written().await;
    let overseer = clinic.overseer();
    let chat = direct(ADA, PIA);
    let query = format!("?chat={chat}");
    let refused = asked(&clinic, &overseer, &query).await;
    refused.refuses(404, "visit_unknown");
    let glass = clinic.path(&format!("/chats/{chat}/oversight"));
    let why = json!({ "reason": "complaint 17" });
    clinic.post(&glass, &overseer, &why).await.expect(200);
    clinic.say(ADA, &chat, "written later").await;
    let body = asked(&clinic, &overseer, &query).await.expect(200).body;
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(body.contains("only for pia"), "{body}");
    assert!(body.contains("complaint 17"), "{body}");
    assert!(!body.contains("written later"), "{body}");
    // The reason was for one chat.
    asked(&clinic, &overseer, "")
        .await
        .refuses(404, "visit_unknown");
}

#[tokio::test]
async fn wrong_zones_and_formats_are_refused() {
    let clinic = written().await;
    let token = clinic.token(ADA);
    for zone in ["Madrid", "+02:00", "../../etc/passwd"] {
        let zone = zone.replace('+', "%2B");
        let refused = asked(&clinic, &token, &format!("?zone={zone}")).await;
        refused.refuses(400, "unknown_time_zone");
    }
    let refused = asked(&clinic, &token, "?format=docx").await;
    refused.refuses(400, "unknown_format");
    asked(&clinic, &token, "?format=&zone=&chat=")
        .await
        .expect(200);
}

#[tokio::test]
async fn transcripts_count_as_pages_of_the_person() {
    let mut settings = Settings::default();
    settings.rates.pages = Some(chat_app::Rate::new(2, 1));
    let clinic = Clinic::with_settings(chat_http::HttpOptions::default(), settings).await;
    let token = clinic.token(ADA);
    for _ in 0..2 {
        asked(&clinic, &token, "").await.expect(200);
    }
    asked(&clinic, &token, "")
        .await
        .refuses(429, "rate_limited");
}

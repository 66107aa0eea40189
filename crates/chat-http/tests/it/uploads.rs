//! The life of an upload, as its client sees it.

use crate::{
    clinic::{ADA, BEN, Clinic, PIA, QUIN, direct, schedule_body},
    http::{Answer, keys},
};
use axum::{
    body::Body,
    http::{Method, header},
};
use bytes::Bytes;
use chat_app::Settings;
use chat_attachments::fixture;
use chat_http::HttpOptions;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

async fn status(clinic: &Clinic, person: u128, upload: &str) -> Answer {
    let path = clinic.path(&format!("/uploads/{upload}"));
    clinic.get(&path, &clinic.token(person)).await
}

async fn discard(clinic: &Clinic, person: u128, upload: &str) -> Answer {
    let path = clinic.path(&format!("/uploads/{upload}"));
    let token = clinic.token(person);
    clinic.call(Method::DELETE, &path, &token).await
}

fn new_id() -> String {
    Uuid::now_v7().to_string()
}

#[tokio::test]
async fn f7_retried_upload_is_stored_once() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    let id = new_id();
    let ask = async |name: &str, bytes: Vec<u8>| {
        clinic.upload_as(Some(&id), ADA, &chat, name, bytes).await
    };
    let first = ask("a.png", fixture::png(4, 4)).await.expect(201).json();
    assert_eq!(
        (&first["upload"], &first["stage"]),
        (&json!(id), &json!("released"))
    );
    let version = clinic.version().await;
    let again = ask("a.png", fixture::png(4, 4)).await.expect(201).json();
    assert_eq!(again, first);
    for (name, bytes) in [("a.png", fixture::png(5, 5)), ("b.png", fixture::png(4, 4))] {
        let other = ask(name, bytes).await;
        assert_eq!(other.refuses(409, "upload_id_reused")["rule"], "F7");
    }
    assert_eq!(clinic.version().await, version);
    let known = status(&clinic, ADA, &id).await.expect(200).json();
    assert_eq!(keys(&known), ["file", "stage"]);
    assert_eq!(known["stage"], "released");
    assert_eq!(known["file"]["attachment"], first["attachment"]);
    // Without the header the service generates an id, which the status can be queried by.
    let made = clinic
        .upload_as(None, ADA, &chat, "a.png", fixture::png(4, 4))
        .await;
    let made = made.expect(201).json();
    assert_ne!(made["attachment"], first["attachment"]);
    status(&clinic, ADA, made["upload"].as_str().unwrap())
        .await
        .expect(200);
}

#[tokio::test]
async fn upload_id_must_be_one_uuid() {
    let clinic = Clinic::new().await;
    let before = clinic.version().await;
    for wrong in ["", "x", "1", "00000000-0000-0000-0000-00000000000g", "é"] {
        let answer = clinic
            .upload_as(Some(wrong), ADA, "visit", "a.png", fixture::png(2, 2))
            .await;
        answer.refuses(400, "invalid_upload_id");
    }
    let twice = clinic
        .upload_request(ADA, "visit", "a.png")
        .header("upload-id", new_id())
        .header("upload-id", new_id());
    let twice = clinic
        .send(twice.body(fixture::png(2, 2).into()).unwrap())
        .await;
    twice.refuses(400, "invalid_upload_id");
    assert_eq!(clinic.version().await, before);
}

#[tokio::test]
async fn f9_removed_photo_metadata_is_reported() {
    let clinic = Clinic::new().await;
    let photo = fixture::jpeg_with_location();
    let size = photo.len() as u64;
    let answer = clinic.upload_as(None, ADA, "visit", "a.jpg", photo).await;
    let answer = answer.expect(201).json();
    let removed = answer["removed"].as_array().unwrap();
    assert!(removed.iter().any(|removed| removed["code"] == "location"));
    for removed in removed {
        assert!(removed["sentence"].as_str().unwrap().ends_with('.'));
    }
    assert!(answer["size"].as_u64().unwrap() < size);
    let clean = clinic
        .upload_as(None, ADA, "visit", "a.png", fixture::png(2, 2))
        .await;
    assert_eq!(clean.expect(201).json()["removed"], json!([]));
}

#[tokio::test]
async fn unscanned_file_is_held_until_scanned() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    let id = new_id();
    clinic.scanner.stop();
    let held = clinic
        .upload_as(Some(&id), ADA, &chat, "a.png", fixture::png(2, 2))
        .await;
    let held = held.expect(202).json();
    assert_eq!(held["stage"], "held");
    let mut body = crate::clinic::send_body(&chat, ADA, "look");
    body["files"] = json!([held["attachment"]]);
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    let sent = clinic.post(&path, &clinic.token(ADA), &body).await;
    sent.refuses(404, "file_unknown");
    let known = status(&clinic, ADA, &id).await.expect(200).json();
    assert_eq!(
        (&known["stage"], &known["file"]["attachment"]),
        (&json!("held"), &held["attachment"])
    );
    clinic.scanner.start();
    clinic.service.release_held().await.unwrap();
    let known = status(&clinic, ADA, &id).await.expect(200).json();
    assert_eq!(known["stage"], "released");
    clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .expect(200);
}

#[tokio::test]
async fn malware_is_refused_and_shown_in_the_status() {
    let clinic = Clinic::new().await;
    clinic.scanner.teach("Test.Everything", "IHDR");
    let id = new_id();
    let answer = clinic
        .upload_as(Some(&id), ADA, "visit", "a.png", fixture::png(2, 2))
        .await;
    assert_eq!(answer.refuses(422, "malware")["rule"], "F4");
    let known = status(&clinic, ADA, &id).await.expect(200).json();
    assert_eq!(keys(&known), ["code", "sentence", "stage"]);
    assert_eq!(
        (&known["stage"], &known["code"]),
        (&json!("refused"), &json!("malware"))
    );
    let logged = crate::log::of_this_thread();
    assert!(!logged.contains("a.png"), "{logged}");
}

#[tokio::test]
async fn v5_exceeded_quota_names_its_rule() {
    let mut settings = Settings::default();
    let bytes = fixture::png(8, 8);
    settings.policy.max_upload_bytes_per_person = Some(bytes.len() as u64);
    settings.policy.max_upload_bytes_per_visit = Some(bytes.len() as u64 * 3 / 2);
    settings.policy.min_counted_file_bytes = None;
    let clinic = Clinic::with_settings(HttpOptions::default(), settings).await;
    let upload = async |person| {
        clinic
            .upload_as(None, person, "visit", "a.png", bytes.clone())
            .await
    };
    upload(ADA).await.expect(201);
    let version = clinic.version().await;
    let person = upload(ADA).await;
    assert_eq!(person.refuses(409, "person_quota_exceeded")["rule"], "V5");
    let visit = upload(BEN).await;
    assert_eq!(visit.refuses(409, "visit_quota_exceeded")["rule"], "V5");
    assert_eq!(clinic.version().await, version);
}

#[tokio::test]
async fn v5_visit_can_have_its_own_quotas() {
    let mut clinic = Clinic::new().await;
    let bytes = fixture::png(8, 8);
    let size = bytes.len();
    for (key, other, code) in [
        ("max_upload_bytes_per_person", ADA, "person_quota_exceeded"),
        ("max_upload_bytes_per_visit", BEN, "visit_quota_exceeded"),
    ] {
        let mut body = schedule_body();
        clinic.visit = Uuid::now_v7();
        body["visit"] = json!(clinic.visit);
        body["policy"] = json!({ key: size * 3 / 2, "min_counted_file_bytes": 0 });
        let scheduled = clinic.post("/v1/visits", &clinic.host(), &body).await;
        scheduled.expect(201);
        let upload = async |person| {
            clinic
                .upload_as(None, person, "visit", "a.png", bytes.clone())
                .await
        };
        upload(ADA).await.expect(201);
        upload(other).await.refuses(409, code);
    }
}

#[tokio::test]
async fn v6_uploader_discards_own_unsent_upload() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    let id = new_id();
    let upload = clinic
        .upload_as(Some(&id), ADA, &chat, "a.png", fixture::png(2, 2))
        .await;
    let file = upload.expect(201).json();
    for other in [BEN, PIA, QUIN] {
        let unknown = status(&clinic, other, &new_id()).await;
        assert_eq!(status(&clinic, other, &id).await, unknown);
        unknown.refuses(404, "file_unknown");
        discard(&clinic, other, &id)
            .await
            .refuses(404, "file_unknown");
    }
    discard(&clinic, ADA, &id).await.expect(204);
    discard(&clinic, ADA, &id).await.expect(204);
    status(&clinic, ADA, &id).await.refuses(404, "file_unknown");
    let mut body = crate::clinic::send_body(&chat, ADA, "look");
    body["files"] = json!([file["attachment"]]);
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .refuses(404, "file_unknown");
    let again = clinic
        .upload_as(Some(&id), ADA, &chat, "a.png", fixture::png(2, 2))
        .await;
    again.refuses(409, "upload_id_reused");

    let id = new_id();
    let sent = clinic
        .upload_as(Some(&id), ADA, &chat, "a.png", fixture::png(2, 2))
        .await;
    body["files"] = json!([sent.expect(201).json()["attachment"]]);
    body["client_id"] = json!(Uuid::now_v7());
    clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .expect(200);
    let carried = discard(&clinic, ADA, &id).await;
    assert_eq!(carried.refuses(409, "file_already_sent")["rule"], "V6");
}

#[tokio::test]
async fn excessive_content_length_is_refused_without_reading() {
    let clinic = Clinic::new().await;
    let request = clinic.upload_request(ADA, "visit", "a.pdf");
    // The body declares its length, and each of its bytes would be valid PDF so far.
    let mut pdf = fixture::pdf();
    pdf.resize(26 * 1024 * 1024, b'\n');
    let answer = clinic.send(request.body(Body::from(pdf)).unwrap()).await;
    answer.refuses(413, "file_too_large");
}

#[tokio::test]
async fn concurrent_uploads_of_a_person_are_bounded() {
    let mut settings = Settings::default();
    settings.uploads.at_once_per_person = 1;
    let clinic = Clinic::with_settings(HttpOptions::default(), settings).await;
    let start = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"%PDF-1.7\n")) });
    let endless = Body::from_stream(start.chain(stream::pending()));
    let request = clinic.upload_request(ADA, "visit", "a.pdf");
    let request = request.header(header::CONTENT_TYPE, "application/pdf");
    let under_way = tokio::spawn({
        let router = clinic.router.clone();
        let request = request.body(endless).unwrap();
        async move { tower::ServiceExt::oneshot(router, request).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let more = clinic
        .upload_as(None, ADA, "visit", "a.png", fixture::png(2, 2))
        .await;
    let problem = more.refuses(429, "too_many_uploads");
    assert_eq!(problem["rule"], Value::Null);
    assert_eq!(more.header("retry-after"), "1");
    under_way.abort();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let now = clinic
        .upload_as(None, ADA, "visit", "a.png", fixture::png(2, 2))
        .await;
    now.expect(201);
}

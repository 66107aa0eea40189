//! Sending, reading, correcting, retracting, oversight.

use crate::{
    clinic::{ADA, BEN, CY, Clinic, PIA, direct, id, send_body},
    http::keys,
};
use axum::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn retried_send_is_stored_once() {
    let clinic = Clinic::new().await;
    let path = clinic.path("/chats/visit/messages");
    let body = send_body("visit", ADA, "  hello\r\n");
    let first = clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .expect(200);
    let version = clinic.version().await;
    let second = clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .expect(200);
    assert_eq!(first.body, second.body);
    let receipt = first.json();
    assert_eq!(
        keys(&receipt),
        ["chat", "client_id", "message", "number", "sent_at"]
    );
    assert_eq!(receipt["client_id"], body["client_id"]);

    let mut other = body.clone();
    other["text"] = json!("something else");
    let answer = clinic.post(&path, &clinic.token(ADA), &other).await;
    assert_eq!(answer.refuses(409, "client_id_reused")["rule"], "F7");
    assert_eq!(clinic.version().await, version);
    // Ids of different people are independent.
    clinic
        .post(&path, &clinic.token(BEN), &body)
        .await
        .expect(200);
}

#[tokio::test]
async fn recipient_mismatch_is_refused() {
    let clinic = Clinic::new().await;
    let before = clinic.version().await;
    let to_pia = send_body(&direct(ADA, PIA), ADA, "your result is positive");
    let to_all = clinic.path("/chats/visit/messages");
    let to_ben = clinic.path(&format!("/chats/{}/messages", direct(ADA, PIA)));
    let answer = clinic.post(&to_all, &clinic.token(ADA), &to_pia).await;
    assert_eq!(answer.refuses(422, "recipient_mismatch")["rule"], "P6");
    let everyone = send_body("visit", ADA, "dear all");
    clinic
        .post(&to_ben, &clinic.token(ADA), &everyone)
        .await
        .refuses(422, "recipient_mismatch");
    assert_eq!(clinic.version().await, before);
}

#[tokio::test]
async fn pages_go_backward_and_forward() {
    let clinic = Clinic::new().await;
    for n in 1..=5 {
        clinic.say(ADA, "visit", &format!("message {n}")).await;
    }
    let page = async |query: &str| {
        let path = clinic.path(&format!("/chats/visit/messages?{query}"));
        clinic
            .get(&path, &clinic.token(CY))
            .await
            .expect(200)
            .json()
    };
    let newest = page("limit=2").await;
    assert_eq!(numbers(&newest), [4, 5]);
    assert_eq!((&newest["first"], &newest["last"]), (&json!(4), &json!(5)));
    assert_eq!(newest["more"], true);
    assert_eq!(numbers(&page("before=4&limit=9").await), [1, 2, 3]);
    let forward = page("after=1&limit=2").await;
    assert_eq!(numbers(&forward), [2, 3]);
    assert_eq!(forward["more"], true);
    let end = page("after=5").await;
    assert_eq!((&end["first"], &end["last"]), (&Value::Null, &Value::Null));
    assert_eq!(numbers(&page("limit=0").await), [5]);
    assert_eq!(numbers(&page("limit=2147483647").await), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn corrections_add_versions_and_retractions_name_author_and_reason() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    let receipt = clinic.say(ADA, &chat, "take 50 mg").await;
    let message = receipt["message"].as_str().unwrap();
    let read = async |person| {
        let path = clinic.path(&format!("/chats/{chat}/messages"));
        clinic
            .get(&path, &clinic.token(person))
            .await
            .expect(200)
            .json()["messages"][0]
            .clone()
    };
    let correction = clinic.path(&format!("/messages/{message}/correction"));
    let better = json!({ "text": "take 5 mg" });
    clinic
        .post(&correction, &clinic.token(PIA), &better)
        .await
        .refuses(403, "not_the_author");
    clinic
        .post(&correction, &clinic.token(BEN), &better)
        .await
        .refuses(404, "message_unknown");
    let corrected = clinic
        .post(&correction, &clinic.token(ADA), &better)
        .await
        .expect(200)
        .json();
    assert_eq!(corrected, read(ADA).await);
    let shown = read(PIA).await;
    assert_eq!(
        (&shown["text"], &shown["version"]),
        (&json!("take 5 mg"), &json!(2))
    );
    assert_eq!(
        (&shown["client_id"], &shown["retraction"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(read(ADA).await["client_id"], receipt["client_id"]);

    let retraction = clinic.path(&format!("/messages/{message}/retraction"));
    let because = json!({ "reason": "wrong patient" });
    clinic
        .post(&retraction, &clinic.token(BEN), &because)
        .await
        .refuses(404, "message_unknown");
    clinic
        .post(&retraction, &clinic.token(ADA), &because)
        .await
        .expect(204);
    let shown = read(PIA).await;
    assert_eq!(
        (&shown["text"], &shown["files"]),
        (&Value::Null, &json!([]))
    );
    assert_eq!(shown["retraction"]["by"], json!(id(ADA)));
    assert_eq!(shown["retraction"]["reason"], "wrong patient");
    clinic
        .post(&correction, &clinic.token(ADA), &better)
        .await
        .refuses(409, "already_retracted");
}

#[tokio::test]
async fn correction_to_the_same_text_is_a_no_op_with_the_same_answer() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    let receipt = clinic.say(ADA, &chat, "take 50 mg").await;
    let message = receipt["message"].as_str().unwrap();
    let correction = clinic.path(&format!("/messages/{message}/correction"));
    let correct = async |text| {
        let body = json!({ "text": text });
        let answer = clinic.post(&correction, &clinic.token(ADA), &body).await;
        answer.expect(200).json()
    };
    let read = async || {
        let path = clinic.path(&format!("/chats/{chat}/messages"));
        let page = clinic.get(&path, &clinic.token(ADA)).await.expect(200);
        page.json()["messages"][0].clone()
    };
    for (text, version) in [("take 50 mg", 1), ("take 5 mg", 2), (" take 5 mg ", 2)] {
        let before = clinic.version().await;
        let shown = correct(text).await;
        assert_eq!(shown["text"], text.trim());
        assert_eq!(shown["version"], version, "{text}");
        assert_eq!(shown, read().await);
        let stored = clinic.version().await > before;
        assert_eq!(stored, text == "take 5 mg");
    }
}

#[tokio::test]
async fn oversight_requires_permission_and_is_logged() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    for n in 1..=3 {
        clinic.say(ADA, &chat, &format!("private {n}")).await;
    }
    let path = clinic.path(&format!("/chats/{chat}/oversight"));
    let because = json!({ "reason": "a complaint", "limit": 2 });
    let before = clinic.version().await;
    clinic
        .post(&path, &clinic.token(BEN), &because)
        .await
        .refuses(403, "not_an_overseer");
    clinic
        .post(&path, &clinic.token(7), &because)
        .await
        .refuses(404, "visit_unknown");
    clinic
        .post(&path, &clinic.host(), &because)
        .await
        .refuses(403, "not_an_overseer");
    assert_eq!(clinic.version().await, before);
    let page = clinic
        .post(&path, &clinic.overseer(), &because)
        .await
        .expect(200)
        .json();
    assert_eq!(numbers(&page), [2, 3]);
    let people = page["people"].as_array().unwrap();
    let people: Vec<_> = people.iter().map(|one| &one["name"]).collect();
    assert_eq!(people, ["Pia", "Ada"]);
    assert_eq!(clinic.version().await, before + 1);
    let never = clinic.path(&format!("/chats/{}/oversight", direct(BEN, PIA)));
    clinic
        .post(&never, &clinic.overseer(), &because)
        .await
        .refuses(404, "chat_unknown");
}

#[tokio::test]
async fn message_needs_text_or_files() {
    let clinic = Clinic::new().await;
    let path = clinic.path("/chats/visit/messages");
    for text in [json!(""), json!(" \n\t "), json!(null)] {
        let body = json!({ "recipient": "everyone", "client_id": Uuid::now_v7(), "text": text });
        clinic
            .post(&path, &clinic.token(ADA), &body)
            .await
            .refuses(422, "text_empty");
    }
    let png = chat_attachments::fixture::png(2, 2);
    let file = clinic
        .upload(ADA, "visit", "a.png", "image/png", png)
        .await
        .expect(201)
        .json();
    let mut body = send_body("visit", ADA, "  ");
    body["files"] = json!([file["attachment"]]);
    clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .expect(200);
    body["client_id"] = json!(Uuid::now_v7());
    body["files"] = json!(vec![Uuid::now_v7(); 6]);
    clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .refuses(422, "too_many_files");
    body["files"] = json!([Uuid::now_v7()]);
    clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .refuses(404, "file_unknown");
}

fn numbers(page: &Value) -> Vec<u64> {
    let messages = page["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["number"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn w6_locked_out_attendee_retracts_but_does_not_correct() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    clinic.say(ADA, &chat, "hello").await;
    let body = send_body(&chat, PIA, "oops");
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    let pia = clinic.token(PIA);
    let sent = clinic.post(&path, &pia, &body).await.expect(200).json();
    let message = sent["message"].as_str().unwrap();
    let of = |what: &str| clinic.path(&format!("/messages/{message}/{what}"));
    let lock = clinic.path(&format!("/chats/{chat}/lock"));
    let locked = clinic.call(Method::PUT, &lock, &clinic.token(ADA)).await;
    locked.expect(204);
    let correction = json!({ "text": "ouch" });
    let refused = clinic.post(&of("correction"), &pia, &correction).await;
    refused.refuses(409, "locked");
    let reason = json!({ "reason": "sent in error" });
    let retracted = clinic.post(&of("retraction"), &pia, &reason).await;
    retracted.expect(204);
}

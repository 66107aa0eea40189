//! Read marks, and the versions of a message with their readers (R1 to R3).

use crate::{
    clinic::{ADA, BEN, Clinic, OUTSIDER, PIA, direct, id, send_body},
    http::keys,
};
use serde_json::{Value, json};

/// A message from Ada to Pia; returns its id.
async fn send(clinic: &Clinic, text: &str) -> String {
    let chat = direct(ADA, PIA);
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    let body = send_body(&chat, ADA, text);
    let sent = clinic.post(&path, &clinic.token(ADA), &body).await;
    sent.expect(200).json()["message"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn reading(clinic: &Clinic, who: u128) -> Value {
    let path = clinic.path(&format!("/chats/{}/reading", direct(ADA, PIA)));
    let answer = clinic.get(&path, &clinic.token(who)).await;
    answer.expect(200).json()
}

async fn mark(clinic: &Clinic, who: u128, body: &Value) -> crate::http::Answer {
    let path = clinic.path(&format!("/chats/{}/reading", direct(ADA, PIA)));
    clinic.put(&path, &clinic.token(who), body).await
}

#[tokio::test]
async fn mark_is_stored_and_shown_to_both_sides() {
    let clinic = Clinic::new().await;
    send(&clinic, "take it").await;
    send(&clinic, "stop taking it").await;
    assert_eq!(reading(&clinic, PIA).await["unread"], 2);
    let version = clinic.version().await;
    mark(&clinic, PIA, &json!({ "through": 2 }))
        .await
        .expect(204);
    let own = reading(&clinic, PIA).await;
    assert_eq!(keys(&own), ["chat", "readers", "through", "unread"]);
    assert_eq!((&own["unread"], &own["through"]), (&json!(0), &json!(2)));
    let seen = reading(&clinic, ADA).await;
    let reader = &seen["readers"][0];
    assert_eq!(
        keys(reader),
        ["after", "at", "first", "gaps", "person", "through"]
    );
    assert_eq!(reader["person"], json!(id(PIA)));
    assert_eq!(reader["gaps"], json!([]));
    assert_eq!(
        (&reader["after"], &reader["through"]),
        (&json!(0), &json!(2))
    );
    // A repeated mark stores nothing.
    mark(&clinic, PIA, &json!({ "through": 2 }))
        .await
        .expect(204);
    assert_eq!(clinic.version().await, version + 1);
}

#[tokio::test]
async fn wrong_marks_are_refused() {
    let clinic = Clinic::new().await;
    send(&clinic, "hello").await;
    for through in [
        json!(-1),
        json!("1"),
        json!(1.5),
        json!(1_u64 << 63),
        json!(null),
    ] {
        let answer = mark(&clinic, PIA, &json!({ "through": through })).await;
        answer.refuses(400, "unexpected_json");
    }
    let beyond = mark(&clinic, PIA, &json!({ "through": 2 })).await;
    beyond.refuses(404, "message_unknown");
    let other = mark(&clinic, BEN, &json!({ "through": 1 })).await;
    other.refuses(404, "chat_unknown");
    let outsider = mark(&clinic, OUTSIDER, &json!({ "through": 1 })).await;
    outsider.refuses(404, "visit_unknown");
}

#[tokio::test]
async fn version_1_answers_that_it_keeps_no_marks() {
    let clinic = Clinic::under_version_1().await;
    send(&clinic, "hello").await;
    let marked = mark(&clinic, PIA, &json!({ "through": 1 })).await;
    assert_eq!(marked.refuses(403, "read_marks_not_kept")["rule"], "R1");
    let path = clinic.path(&format!("/chats/{}/reading", direct(ADA, PIA)));
    let answer = clinic.get(&path, &clinic.token(PIA)).await;
    answer.refuses(403, "read_marks_not_kept");
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    ada.follow(&clinic, json!({})).await;
    ada.expect_all(&["view", "chat", "chat", "chat"]).await;
    ada.silent().await;
}

#[tokio::test]
async fn versions_tell_what_was_read_before_a_correction_and_a_retraction() {
    let clinic = Clinic::new().await;
    let message = send(&clinic, "50 mg").await;
    mark(&clinic, PIA, &json!({ "through": 1 }))
        .await
        .expect(204);
    let of = |what: &str| clinic.path(&format!("/messages/{message}/{what}"));
    let ada = clinic.token(ADA);
    let correction = json!({ "text": "5 mg" });
    let corrected = clinic.post(&of("correction"), &ada, &correction).await;
    assert!(corrected.status.is_success(), "{corrected:?}");
    assert_eq!(reading(&clinic, PIA).await["unread"], 1);
    let reason = json!({ "reason": "wrong patient" });
    let retracted = clinic.post(&of("retraction"), &ada, &reason).await;
    retracted.expect(204);

    let versions = clinic.get(&of("versions"), &ada).await.expect(200).json();
    let versions = versions["versions"].as_array().unwrap().clone();
    let shown: Vec<_> = versions
        .iter()
        .map(|one| {
            let by = one["read_by"].as_array().unwrap().len();
            (one["version"].clone(), one["text"].clone(), by)
        })
        .collect();
    assert_eq!(
        shown,
        [(json!(1), json!("50 mg"), 1), (json!(2), json!("5 mg"), 0),]
    );
    // The patient is shown when, but no longer what.
    let hidden = clinic.get(&of("versions"), &clinic.token(PIA)).await;
    for version in hidden.expect(200).json()["versions"].as_array().unwrap() {
        assert_eq!(version["text"], json!(null));
    }
    let other = clinic.get(&of("versions"), &clinic.token(BEN)).await;
    other.refuses(404, "message_unknown");
}

#[tokio::test]
async fn marks_and_counts_are_live() {
    let clinic = Clinic::new().await;
    send(&clinic, "hello").await;
    let address = clinic.serve().await;
    let (mut pia, mut ada) = (
        clinic.connect(address, PIA).await,
        clinic.connect(address, ADA).await,
    );
    let chat = direct(ADA, PIA);
    let next = async |socket: &mut crate::socket::Socket| loop {
        let frame = socket.next().await;
        if frame["type"] == "reading" && frame["reading"]["chat"] == json!(chat) {
            return frame["reading"].clone();
        }
    };
    pia.follow(&clinic, json!({})).await;
    ada.follow(&clinic, json!({})).await;
    assert_eq!(next(&mut pia).await["unread"], 1);
    assert_eq!(next(&mut ada).await["readers"], json!([]));
    let mut frame = json!({
        "type": "mark_read", "request": 7, "visit": clinic.visit, "chat": chat, "through": 1,
    });
    pia.say(frame.clone()).await;
    let read = next(&mut pia).await;
    assert_eq!((&read["unread"], &read["through"]), (&json!(0), &json!(1)));
    assert_eq!(next(&mut ada).await["readers"][0]["person"], json!(id(PIA)));
    frame["through"] = json!(2);
    pia.say(frame).await;
    let problem = pia.expect("problem").await;
    assert_eq!(problem["request"], 7);
    assert_eq!(problem["problem"]["code"], "message_unknown");
}

#[tokio::test]
async fn m5_overseer_reads_versions_as_of_breaking_the_glass() {
    let clinic = Clinic::new().await;
    let message = send(&clinic, "50 mg").await;
    let of = |what: &str| clinic.path(&format!("/messages/{message}/{what}"));
    let correct = async |text: &str| {
        let (path, ada) = (of("correction"), clinic.token(ADA));
        let corrected = clinic.post(&path, &ada, &json!({ "text": text })).await;
        corrected.expect(200);
    };
    correct("5 mg").await;
    let overseer = clinic.overseer();
    let before = clinic.get(&of("versions"), &overseer).await;
    before.refuses(404, "message_unknown");
    let outsider = clinic.get(&of("versions"), &clinic.token(OUTSIDER)).await;
    outsider.refuses(404, "visit_unknown");
    let glass = clinic.path(&format!("/chats/{}/oversight", direct(ADA, PIA)));
    let why = json!({ "reason": "complaint 17" });
    clinic.post(&glass, &overseer, &why).await.expect(200);
    correct("6 mg").await;
    let versions = clinic.get(&of("versions"), &overseer).await;
    let versions = versions.expect(200).json();
    let texts = versions["versions"].as_array().unwrap().iter();
    let texts: Vec<_> = texts.map(|version| version["text"].clone()).collect();
    assert_eq!(texts, ["50 mg", "5 mg"]);
}

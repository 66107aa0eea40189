//! Frames that a live connection receives and sends.

use crate::{
    clinic::{ADA, BEN, Clinic, OUTSIDER, PIA, direct, id, send_body},
    socket::Socket,
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;
use uuid::Uuid;

/// What a provider of the clinic receives first of a visit: three chats.
const BEGINNING: &[&str] = &[
    "view", "chat", "chat", "chat", "reading", "reading", "reading",
];

fn send_frame(clinic: &Clinic, request: u64, chat: &str, sender: u128, text: &str) -> Value {
    let mut frame = send_body(chat, sender, text);
    frame["type"] = json!("send");
    frame["request"] = json!(request);
    frame["visit"] = json!(clinic.visit);
    frame["chat"] = json!(chat);
    frame
}

#[tokio::test]
async fn live_connection_requires_a_token() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    for (_, _, token) in crate::tokens::bad_tokens(&clinic) {
        match Socket::open(address, &token)
            .await
            .err()
            .map(|error| *error)
        {
            Some(Error::Http(response)) => assert_eq!(response.status(), 401),
            other => panic!("{other:?}"),
        }
    }
    match Socket::open(address, &clinic.host())
        .await
        .err()
        .map(|error| *error)
    {
        Some(Error::Http(response)) => assert_eq!(response.status(), 403),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn follower_gets_the_view_and_then_each_change() {
    let clinic = Clinic::new().await;
    clinic.act(PIA, "enter_waiting_room").await;
    let address = clinic.serve().await;
    let mut pia = clinic.connect(address, PIA).await;
    pia.follow(&clinic, json!({})).await;
    let view = pia.expect("view").await;
    let over_http = clinic
        .get(&clinic.path(""), &clinic.token(PIA))
        .await
        .expect(200)
        .json();
    assert_eq!(view["view"], over_http);
    assert_eq!(view["visit"], json!(clinic.visit));
    for chat in ["visit".to_owned(), direct(ADA, PIA), direct(BEN, PIA)] {
        let page = pia.expect("chat").await;
        assert_eq!(page["page"]["chat"], chat);
        assert_eq!(
            (&page["page"]["last"], &page["page"]["messages"]),
            (&Value::Null, &json!([]))
        );
    }
    for chat in ["visit".to_owned(), direct(ADA, PIA), direct(BEN, PIA)] {
        let reading = pia.expect("reading").await;
        assert_eq!(reading["reading"]["chat"], chat);
        assert_eq!(reading["reading"]["unread"], 0);
    }
    // Greyed out until Ada writes: the view changes and the message arrives.
    let refusal = |view: &Value| view["view"]["chats"][1]["write_refusal"]["code"].clone();
    assert_eq!(refusal(&view), "not_started");
    clinic.say(ADA, &direct(ADA, PIA), "hello").await;
    let view = pia.expect("view").await;
    assert_eq!(refusal(&view), Value::Null);
    let message = pia.expect("message").await;
    assert_eq!(message["message"]["text"], "hello");
    assert_eq!(
        (&message["chat"], &message["number"]),
        (&json!(direct(ADA, PIA)), &json!(1))
    );
    assert_eq!(pia.expect("reading").await["reading"]["unread"], 1);
    // A reply over the live connection.
    pia.say(send_frame(
        &clinic,
        7,
        &direct(ADA, PIA),
        PIA,
        "good morning",
    ))
    .await;
    let (mut receipt, mut frames) = (pia.next().await, pia.next().await);
    if receipt["type"] != "receipt" {
        std::mem::swap(&mut receipt, &mut frames);
    }
    assert_eq!(
        (&receipt["type"], &receipt["request"]),
        (&json!("receipt"), &json!(7))
    );
    assert_eq!(frames["message"]["message"], receipt["receipt"]["message"]);
    assert_eq!(
        frames["message"]["client_id"],
        receipt["receipt"]["client_id"]
    );
    assert_eq!(receipt["receipt"]["number"], 2);
}

#[tokio::test]
async fn follower_gets_nothing_from_other_chats() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut ben = clinic.connect(address, BEN).await;
    ben.follow(&clinic, json!({ direct(ADA, PIA): 0 })).await;
    ben.expect_all(BEGINNING).await;
    let mut ada = clinic.connect(address, ADA).await;
    ada.follow(&clinic, json!({})).await;
    ada.expect_all(BEGINNING).await;
    for n in 0..20 {
        let receipt = clinic
            .say(ADA, &direct(ADA, PIA), &format!("private {n}"))
            .await;
        clinic.say(PIA, &direct(ADA, PIA), "yes").await;
        let message = receipt["message"].as_str().unwrap();
        let correction = clinic.path(&format!("/messages/{message}/correction"));
        let body = json!({ "text": format!("private, too {n}") });
        clinic
            .post(&correction, &clinic.token(ADA), &body)
            .await
            .expect(200);
    }
    for n in 1..=60 {
        let mut frame = ada.next().await;
        // The chat is started or waits (R4), or more of it is unread (R1).
        while frame["type"] == "view" || frame["type"] == "reading" {
            frame = ada.next().await;
        }
        assert_eq!(
            (&frame["type"], &frame["number"]),
            (&json!("message"), &json!(n))
        );
    }
    ben.silent().await;
    // The next message in his own chat has the next number.
    clinic.say(ADA, "visit", "for all").await;
    ben.expect("view").await;
    assert_eq!(ben.expect("message").await["number"], 1);
}

#[tokio::test]
async fn correction_to_the_same_text_sends_no_frame() {
    let clinic = Clinic::new().await;
    let receipt = clinic.say(ADA, "visit", "hello").await;
    let message = receipt["message"].as_str().unwrap();
    let correction = clinic.path(&format!("/messages/{message}/correction"));
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    ada.follow(&clinic, json!({})).await;
    ada.expect_all(BEGINNING).await;
    for (text, sends) in [
        ("hello", false),
        ("hello, all", true),
        ("hello, all", false),
    ] {
        let answer = clinic
            .post(&correction, &clinic.token(ADA), &json!({ "text": text }))
            .await
            .expect(200)
            .json();
        if sends {
            assert_eq!(ada.expect("message").await["message"], answer);
        } else {
            ada.silent().await;
        }
    }
}

#[tokio::test]
async fn removal_closes_the_connection() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut pia = clinic.connect(address, PIA).await;
    pia.follow(&clinic, json!({})).await;
    while pia.next().await["type"] != "chat" {}
    let removal = clinic.path(&format!("/participants/{}/removal", id(PIA)));
    let because = json!({ "reason": "left the clinic" });
    clinic.say(ADA, "visit", "before").await;
    clinic
        .post(&removal, &clinic.token(ADA), &because)
        .await
        .expect(204);
    clinic.say(ADA, "visit", "after").await;
    loop {
        let frame = pia.next().await;
        assert!(!frame.to_string().contains("after"), "{frame}");
        if frame["type"] == "ended" {
            assert_eq!(frame["refusal"]["code"], "removed");
            assert_eq!(frame["visit"], json!(clinic.visit));
            break;
        }
    }
    // Frames written earlier may still arrive; the connection is closed, too.
    assert_eq!(pia.closed().await, 4403);
    let mut pia = clinic.connect(address, PIA).await;
    pia.follow(&clinic, json!({})).await;
    assert_eq!(pia.expect("ended").await["refusal"]["code"], "removed");
    pia.silent().await;
    let mut outsider = clinic.connect(address, OUTSIDER).await;
    outsider.follow(&clinic, json!({})).await;
    assert_eq!(
        outsider.expect("ended").await["refusal"]["code"],
        "visit_unknown"
    );
}

#[tokio::test]
async fn one_connection_follows_visits_and_the_dashboard() {
    let clinic = Clinic::new().await;
    let other = Uuid::now_v7();
    clinic.schedule(other).await;
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    let every_day = json!({
        "type": "follow_dashboard",
        "phases": ["scheduled"],
        "from": "2026-01-01T00:00:00Z",
    });
    ada.say(every_day).await;
    let mut shown: Vec<Value> = Vec::new();
    for _ in 0..2 {
        shown.push(ada.expect("dashboard_row").await["view"]["visit"].clone());
    }
    assert_eq!(shown, [json!(clinic.visit), json!(other)]);
    assert_eq!(ada.expect("dashboard_waiting").await["visits"], 0);
    for visit in [clinic.visit, other] {
        ada.say(json!({ "type": "follow", "visit": visit })).await;
        assert_eq!(ada.expect("view").await["visit"], json!(visit));
        for frame_type in ["chat", "reading"] {
            for _ in 0..3 {
                assert_eq!(ada.expect(frame_type).await["visit"], json!(visit));
            }
        }
    }
    let cancel = json!({ "action": "cancel_visit" });
    let path = format!("/v1/visits/{other}/actions");
    clinic
        .post(&path, &clinic.host(), &cancel)
        .await
        .expect(204);
    let mut frames = [ada.next().await, ada.next().await];
    frames.sort_by_key(|frame| frame["type"].to_string());
    assert_eq!(
        frames[0],
        json!({ "type": "dashboard_row_removed", "visit": other })
    );
    assert_eq!(
        (&frames[1]["type"], &frames[1]["view"]["phase"]),
        (&json!("view"), &json!("cancelled"))
    );
    // Unfollowed: nothing more of either.
    ada.say(json!({ "type": "unfollow", "visit": clinic.visit }))
        .await;
    ada.say(json!({ "type": "unfollow_dashboard" })).await;
    ada.silent().await;
    clinic.say(ADA, "visit", "unheard").await;
    clinic.act(ADA, "join_call").await;
    ada.silent().await;
}

#[tokio::test]
async fn concurrent_sends_keep_their_order() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    for n in 1..=200 {
        ada.say(send_frame(&clinic, n, "visit", ADA, &format!("{n}")))
            .await;
    }
    for _ in 1..=200 {
        let receipt = ada.expect("receipt").await;
        assert_eq!(receipt["receipt"]["number"], receipt["request"]);
    }
    let path = clinic.path("/chats/visit/messages?after=0&limit=200");
    let page = clinic
        .get(&path, &clinic.token(BEN))
        .await
        .expect(200)
        .json();
    let texts = page["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["text"].as_str().unwrap());
    assert!(texts.eq((1..=200).map(|n| n.to_string())));
}

#[tokio::test]
async fn live_send_gets_the_same_refusal_as_http() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let before = clinic.version().await;
    let mut ben = clinic.connect(address, BEN).await;
    let private = direct(ADA, PIA);
    let mut mismatch = send_frame(&clinic, 3, "visit", BEN, "for one");
    mismatch["recipient"] = json!({ "person": id(PIA) });
    let mut elsewhere = send_frame(&clinic, 4, "visit", BEN, "hello");
    elsewhere["visit"] = json!(Uuid::now_v7());
    for (frame, request, status, code) in [
        (
            send_frame(&clinic, 1, &private, BEN, "psst"),
            1,
            404,
            "chat_unknown",
        ),
        (
            send_frame(&clinic, 2, "visit", BEN, "a\u{0}b"),
            2,
            422,
            "forbidden_character",
        ),
        (mismatch, 3, 422, "recipient_mismatch"),
        (elsewhere, 4, 404, "visit_unknown"),
    ] {
        ben.say(frame).await;
        let answer = ben.expect("problem").await;
        assert_eq!(answer["request"], request);
        let problem = &answer["problem"];
        assert_eq!(
            (&problem["status"], &problem["code"]),
            (&json!(status), &json!(code))
        );
    }
    assert_eq!(clinic.version().await, before);
}

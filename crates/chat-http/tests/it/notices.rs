//! Notices to the care team (W7, R4).

use crate::{
    clinic::{ADA, BEN, Clinic, OUTSIDER, PIA, QUIN, direct, id, schedule_body},
    http::{Answer, keys},
};
use axum::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const HELP: &str = "I need help now";

async fn inside() -> Clinic {
    let clinic = Clinic::new().await;
    clinic.act(PIA, "enter_waiting_room").await;
    clinic
}

async fn view(clinic: &Clinic, who: u128) -> Value {
    let answer = clinic.get(&clinic.path(""), &clinic.token(who)).await;
    answer.expect(200).json()
}

async fn settle(clinic: &Clinic, who: u128, sender: u128, notice: &str) -> Answer {
    let path = format!("/notices/{}/{notice}/seen", id(sender));
    let path = clinic.path(&path);
    clinic.call(Method::PUT, &path, &clinic.token(who)).await
}

#[tokio::test]
async fn notice_is_shown_to_the_care_team_and_its_sender() {
    let clinic = inside().await;
    let offered = json!(["I lost the connection", HELP]);
    assert_eq!(view(&clinic, PIA).await["offered_notices"], offered);
    assert_eq!(view(&clinic, ADA).await["offered_notices"], json!([]));
    let notice = Uuid::now_v7().to_string();
    let receipt = clinic.notify(PIA, &notice, HELP).await.expect(200).json();
    assert_eq!(keys(&receipt), ["notice", "sent_at"]);
    let shown = |status: &str, seen_by: Option<u128>, seen_at: &Value| {
        json!([{
            "sender": id(PIA), "notice": notice, "text": HELP, "sent_at": receipt["sent_at"],
            "status": status, "seen_by": seen_by.map(id), "seen_at": seen_at,
        }])
    };
    let waits = shown("waiting", None, &Value::Null);
    let seen = view(&clinic, ADA).await;
    assert_eq!(seen["notices"], waits);
    assert_eq!(seen["waiting_since"], receipt["sent_at"]);
    let seen = view(&clinic, PIA).await;
    assert_eq!(seen["notices"], waits);
    assert_eq!(seen["waiting_since"], json!(null));
    assert_eq!(view(&clinic, QUIN).await["notices"], json!([]));
    // It is in no chat.
    for chat in ["visit", &direct(ADA, PIA)] {
        let path = clinic.path(&format!("/chats/{chat}/messages"));
        let page = clinic.get(&path, &clinic.token(ADA)).await;
        assert_eq!(page.expect(200).json()["messages"], json!([]));
    }
    // No message ends its wait.
    clinic.say(ADA, &direct(ADA, PIA), "I am coming").await;
    assert_eq!(view(&clinic, PIA).await["notices"], waits);
    settle(&clinic, ADA, PIA, &notice).await.expect(204);
    for who in [PIA, BEN] {
        let seen = view(&clinic, who).await;
        let at = &seen["notices"][0]["seen_at"];
        assert!(at.is_string());
        assert_eq!(seen["notices"], shown("settled", Some(ADA), at));
        assert_eq!(seen["waiting_since"], json!(null));
    }
}

#[tokio::test]
async fn repeated_notice_gets_the_first_receipt() {
    let clinic = inside().await;
    let notice = Uuid::now_v7().to_string();
    let first = clinic.notify(PIA, &notice, HELP).await.expect(200).json();
    let version = clinic.version().await;
    for again in [notice.clone(), Uuid::now_v7().to_string()] {
        let receipt = clinic.notify(PIA, &again, HELP).await.expect(200).json();
        assert_eq!(receipt, first);
    }
    let other = clinic.notify(PIA, &notice, "I lost the connection").await;
    assert_eq!(other.refuses(409, "notice_id_reused")["rule"], "F7");
    assert_eq!(clinic.version().await, version);
}

#[tokio::test]
async fn notice_that_is_not_permitted_stores_nothing() {
    let clinic = inside().await;
    let before = clinic.version().await;
    let notice = Uuid::now_v7().to_string();
    for (who, text, status, code) in [
        (PIA, "My own words", 409, "notice_not_offered"),
        (PIA, "", 422, "text_empty"),
        (QUIN, HELP, 403, "not_entered"),
        (ADA, HELP, 403, "notices_are_for_attendees"),
        (OUTSIDER, HELP, 404, "visit_unknown"),
    ] {
        let answer = clinic.notify(who, &notice, text).await;
        answer.refuses(status, code);
    }
    let long = "x".repeat(101);
    let answer = clinic.notify(PIA, &notice, &long).await;
    answer.refuses(422, "text_too_long");
    assert_eq!(clinic.version().await, before);
    let older = Clinic::under_version_1().await;
    older.act(PIA, "enter_waiting_room").await;
    let answer = older.notify(PIA, &notice, HELP).await;
    assert_eq!(answer.refuses(403, "no_notices")["rule"], "W7");
}

#[tokio::test]
async fn any_of_the_care_team_records_that_they_saw_to_a_notice() {
    let clinic = inside().await;
    let notice = Uuid::now_v7().to_string();
    clinic.notify(PIA, &notice, HELP).await.expect(200);
    settle(&clinic, PIA, PIA, &notice)
        .await
        .refuses(403, "care_team_only");
    let other = Uuid::now_v7().to_string();
    for (sender, notice) in [(PIA, &other), (QUIN, &notice)] {
        let answer = settle(&clinic, ADA, sender, notice).await;
        answer.refuses(404, "notice_unknown");
    }
    // Any of the care team, not only those who have a chat with the sender.
    settle(&clinic, BEN, PIA, &notice).await.expect(204);
    let seen = view(&clinic, PIA).await;
    assert_eq!(seen["notices"][0]["status"], "settled");
    assert_eq!(seen["notices"][0]["seen_by"], json!(id(BEN)));
    let version = clinic.version().await;
    settle(&clinic, ADA, PIA, &notice).await.expect(204);
    assert_eq!(clinic.version().await, version);
}

#[tokio::test]
async fn host_names_the_notices_of_a_visit() {
    let clinic = Clinic::new().await;
    for wrong in [
        json!(["Help", " Help"]),
        json!([""]),
        json!(["x".repeat(101)]),
        json!(["1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    ] {
        let mut body = schedule_body();
        body["visit"] = json!(Uuid::now_v7());
        body["notices"] = wrong;
        let answer = clinic.post("/v1/visits", &clinic.host(), &body).await;
        answer.refuses(422, "invalid_notices");
    }
    for (chosen, offered) in [
        (json!(["Water, please"]), json!(["Water, please"])),
        (json!([]), json!([])),
        (json!(null), json!(["I lost the connection", HELP])),
    ] {
        let visit = Uuid::now_v7();
        let mut body = schedule_body();
        body["visit"] = json!(visit);
        body["notices"] = chosen;
        let answer = clinic.post("/v1/visits", &clinic.host(), &body).await;
        answer.expect(201);
        let path = format!("/v1/visits/{visit}");
        let act = json!({ "action": "enter_waiting_room" });
        let (actions, token) = (format!("{path}/actions"), clinic.token(PIA));
        clinic.post(&actions, &token, &act).await.expect(204);
        let seen = clinic.get(&path, &clinic.token(PIA)).await.expect(200);
        assert_eq!(seen.json()["offered_notices"], offered);
    }
}

#[tokio::test]
async fn both_sides_are_told_live() {
    let clinic = inside().await;
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    let follow = json!({ "type": "follow_dashboard", "waiting": true });
    ada.say(follow).await;
    assert_eq!(ada.expect("dashboard_waiting").await["visits"], 0);
    let mut pia = clinic.connect(address, PIA).await;
    pia.say(json!({ "type": "follow", "visit": clinic.visit }))
        .await;
    assert_eq!(pia.expect("view").await["view"]["notices"], json!([]));

    let notice = Uuid::now_v7().to_string();
    clinic.notify(PIA, &notice, HELP).await.expect(200);
    let row = ada.expect("dashboard_row").await;
    assert_eq!(row["view"]["notices"][0]["status"], "waiting");
    assert_eq!(ada.expect("dashboard_waiting").await["visits"], 1);
    loop {
        let frame = pia.next().await;
        if frame["type"] == "view" {
            assert_eq!(frame["view"]["notices"][0]["status"], "waiting");
            break;
        }
    }
    settle(&clinic, ADA, PIA, &notice).await.expect(204);
    ada.expect("dashboard_row_removed").await;
    assert_eq!(ada.expect("dashboard_waiting").await["visits"], 0);
    let frame = pia.next().await;
    assert_eq!(frame["view"]["notices"][0]["status"], "settled");
}

//! Closing by policy and the follow-up of a completed visit (W8).

use crate::{
    clinic::{ADA, Clinic, PIA, QUIN, direct, id, send_body},
    http::Answer,
};
use serde_json::{Value, json};

/// A visit with a follow-up, in which the provider has written to one patient, that is completed.
async fn followed_up() -> Clinic {
    let clinic = Clinic::new().await;
    let hours = json!({ "policy": { "complete_after_hours": 12, "follow_up_hours": 72 } });
    let path = clinic.path("");
    let edited = clinic.patch(&path, &clinic.host(), &hours).await;
    edited.expect(204);
    clinic.act(PIA, "enter_waiting_room").await;
    clinic
        .say(ADA, &direct(ADA, PIA), "Take it with water")
        .await;
    clinic.act(ADA, "complete_visit").await;
    clinic
}

async fn view(clinic: &Clinic, who: u128) -> Value {
    let answer = clinic.get(&clinic.path(""), &clinic.token(who)).await;
    answer.expect(200).json()
}

async fn try_to_say(clinic: &Clinic, who: u128, chat: &str) -> Answer {
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    let body = send_body(chat, who, "One more question");
    clinic.post(&path, &clinic.token(who), &body).await
}

/// The actions that the viewer may take.
fn actions(view: &Value) -> Vec<&str> {
    let actions = view["actions"].as_array().unwrap().iter();
    let permitted = actions.filter(|one| one["permitted"] == true);
    permitted
        .map(|one| one["action"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn follow_up_keeps_direct_chats_open_until_it_ends() {
    let clinic = followed_up().await;
    let chat = direct(ADA, PIA);
    let shown = view(&clinic, PIA).await;
    assert_eq!(shown["phase"], "completed");
    assert!(shown["follow_up_until"].is_string(), "{shown}");
    try_to_say(&clinic, PIA, &chat).await.expect(200);
    let closed = try_to_say(&clinic, PIA, "visit").await;
    closed.refuses(409, "visit_closed");
    let unstarted = try_to_say(&clinic, QUIN, &direct(ADA, QUIN)).await;
    unstarted.refuses(403, "not_started");

    let shown = view(&clinic, ADA).await;
    assert!(shown["waiting_since"].is_string(), "{shown}");
    assert_eq!(actions(&shown), ["end_follow_up", "reopen_visit"]);
    assert_eq!(actions(&view(&clinic, PIA).await), [""; 0]);
    clinic.act(ADA, "end_follow_up").await;
    let shown = view(&clinic, ADA).await;
    assert_eq!(shown["follow_up_until"], Value::Null);
    assert_eq!(shown["waiting_since"], Value::Null);
    let closed = try_to_say(&clinic, PIA, &chat).await;
    closed.refuses(409, "visit_closed");
}

#[tokio::test]
async fn only_those_who_manage_the_visit_end_a_follow_up() {
    let clinic = followed_up().await;
    let path = clinic.path("/actions");
    let body = json!({ "action": "end_follow_up" });
    let answer = clinic.post(&path, &clinic.token(PIA), &body).await;
    answer.refuses(403, "care_team_only");
    clinic.post(&path, &clinic.host(), &body).await.expect(204);
    assert_eq!(view(&clinic, ADA).await["follow_up_until"], Value::Null);
    assert_eq!(view(&clinic, ADA).await["me"], json!(id(ADA)));
}

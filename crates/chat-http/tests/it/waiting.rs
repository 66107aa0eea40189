//! Messages that wait for an answer (R4).

use crate::{
    clinic::{ADA, BEN, CY, Clinic, OUTSIDER, PIA, direct, id, send_body},
    http::{Answer, keys},
};
use serde_json::{Value, json};

async fn say(clinic: &Clinic, who: u128, text: &str) {
    let chat = direct(ADA, PIA);
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    let body = send_body(&chat, who, text);
    let sent = clinic.post(&path, &clinic.token(who), &body).await;
    sent.expect(200);
}

async fn read(clinic: &Clinic, who: u128, through: u64) {
    let path = clinic.path(&format!("/chats/{}/reading", direct(ADA, PIA)));
    let body = json!({ "through": through });
    let marked = clinic.put(&path, &clinic.token(who), &body).await;
    marked.expect(204);
}

async fn set_aside(clinic: &Clinic, who: u128, through: Value) -> Answer {
    let chat = direct(ADA, PIA);
    let path = clinic.path(&format!("/chats/{chat}/no-answer-needed"));
    let body = json!({ "through": through });
    clinic.put(&path, &clinic.token(who), &body).await
}

async fn waiting(clinic: &Clinic, who: u128) -> Value {
    let path = "/v1/visits?waiting=true";
    let page = clinic.get(path, &clinic.token(who)).await;
    page.expect(200).json()
}

#[tokio::test]
async fn waiting_message_is_listed_until_no_answer_is_needed() {
    let clinic = Clinic::new().await;
    say(&clinic, ADA, "hello").await;
    assert_eq!(waiting(&clinic, ADA).await["waiting"], 0);
    say(&clinic, PIA, "I need help").await;
    let page = waiting(&clinic, ADA).await;
    assert_eq!((&page["waiting"], &page["next"]), (&json!(1), &json!(null)));
    let view = &page["visits"][0];
    assert_eq!(view["visit"], json!(clinic.visit));
    assert_eq!(view["records_no_answer_needed"], true);
    let chats = view["chats"].as_array().unwrap();
    let chat = chats
        .iter()
        .find(|chat| chat["chat"] == json!(direct(ADA, PIA)));
    let message = &chat.unwrap()["waiting"];
    assert_eq!(keys(message), ["number", "since"]);
    assert_eq!(message["number"], 2);
    assert_eq!(message["since"], view["waiting_since"]);

    set_aside(&clinic, ADA, json!(2)).await.expect(204);
    for (who, by) in [(ADA, json!(id(ADA))), (PIA, json!(null))] {
        let view = clinic.get(&clinic.path(""), &clinic.token(who)).await;
        let view = view.expect(200).json();
        let mut chats = view["chats"].as_array().unwrap().iter();
        let chat = chats.find(|chat| chat["chat"] == json!(direct(ADA, PIA)));
        let record = &chat.unwrap()["no_answer_needed"];
        assert_eq!((&record["by"], record["at"].is_string()), (&by, who == ADA));
    }
    let page = waiting(&clinic, ADA).await;
    assert_eq!((&page["waiting"], &page["visits"]), (&json!(0), &json!([])));
    let version = clinic.version().await;
    set_aside(&clinic, ADA, json!(2)).await.expect(204);
    assert_eq!(
        clinic.version().await,
        version,
        "a repetition stores nothing"
    );
}

#[tokio::test]
async fn only_the_care_side_ends_a_wait() {
    let clinic = Clinic::new().await;
    say(&clinic, ADA, "hello").await;
    say(&clinic, PIA, "I need help").await;
    for through in [json!(-1), json!("1"), json!(1_u64 << 63), json!(null)] {
        let answer = set_aside(&clinic, ADA, through).await;
        answer.refuses(400, "unexpected_json");
    }
    for (who, status, code) in [
        (PIA, 403, "care_team_only"),
        (BEN, 404, "chat_unknown"),
        (OUTSIDER, 404, "visit_unknown"),
    ] {
        set_aside(&clinic, who, json!(2))
            .await
            .refuses(status, code);
    }
    let beyond = set_aside(&clinic, ADA, json!(3)).await;
    beyond.refuses(404, "message_unknown");
    assert_eq!(waiting(&clinic, ADA).await["waiting"], 1);
    let wrong = "/v1/visits?waiting=maybe";
    let answer = clinic.get(wrong, &clinic.token(ADA)).await;
    answer.refuses(400, "invalid_query");
}

#[tokio::test]
async fn version_1_shows_what_waits_and_records_no_act() {
    let clinic = Clinic::under_version_1().await;
    say(&clinic, ADA, "hello").await;
    say(&clinic, PIA, "I need help").await;
    let page = waiting(&clinic, ADA).await;
    assert_eq!(page["waiting"], 1);
    assert_eq!(page["visits"][0]["records_no_answer_needed"], false);
    let answer = set_aside(&clinic, ADA, json!(2)).await;
    let problem = answer.refuses(403, "no_answer_needed_not_recorded");
    assert_eq!(problem["rule"], "R4");
}

#[tokio::test]
async fn wait_of_a_removed_provider_is_shown_to_the_care_team_until_one_of_it_ends_it() {
    let clinic = Clinic::new().await;
    say(&clinic, ADA, "hello").await;
    say(&clinic, PIA, "I need help").await;
    let chat = direct(ADA, PIA);
    let address = clinic.serve().await;
    let mut cy = clinic.connect(address, CY).await;
    let follow = json!({ "type": "follow_dashboard", "waiting": true });
    cy.say(follow).await;
    assert_eq!(cy.expect("dashboard_waiting").await["visits"], 0);
    let removal = clinic.path(&format!("/participants/{}/removal", id(ADA)));
    let body = json!({ "reason": "ill" });
    let removed = clinic.post(&removal, &clinic.host(), &body).await;
    removed.expect(204);
    let row = cy.expect("dashboard_row").await;
    let wait = &row["view"]["passed_on"][0];
    assert_eq!(keys(wait), ["chat", "newest", "since"]);
    assert_eq!(wait["chat"], json!(chat));
    assert_eq!(row["view"]["waiting_since"], wait["since"]);
    assert_eq!(cy.expect("dashboard_waiting").await["visits"], 1);
    // It says when, and not what.
    assert!(!row.to_string().contains("I need help"), "{row}");
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    let read = clinic.get(&path, &clinic.token(CY)).await;
    read.refuses(404, "chat_unknown");

    let path = clinic.path(&format!("/chats/{chat}/no-answer-needed"));
    let end = async |who, body: Value| clinic.put(&path, &clinic.token(who), &body).await;
    let newest = json!({ "newest": wait["newest"] });
    for body in [
        json!({}),
        json!({ "newest": "yesterday" }),
        json!({ "newest": wait["newest"], "through": 2 }),
    ] {
        end(CY, body).await.refuses(400, "unexpected_json");
    }
    let other = json!({ "newest": "2020-01-01T00:00:00Z" });
    end(CY, other).await.refuses(404, "message_unknown");
    let by_number = end(CY, json!({ "through": 2 })).await;
    by_number.refuses(404, "chat_unknown");
    end(PIA, newest.clone()).await.refuses(404, "chat_unknown");
    end(CY, newest.clone()).await.expect(204);
    cy.expect("dashboard_row_removed").await;
    assert_eq!(cy.expect("dashboard_waiting").await["visits"], 0);
    end(CY, newest).await.refuses(404, "chat_unknown");
}

#[tokio::test]
async fn count_and_rows_are_live() {
    let clinic = Clinic::new().await;
    say(&clinic, ADA, "hello").await;
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    let follow = json!({ "type": "follow_dashboard", "waiting": true });
    ada.say(follow).await;
    assert_eq!(ada.expect("dashboard_waiting").await["visits"], 0);
    say(&clinic, PIA, "I need help").await;
    let row = ada.expect("dashboard_row").await;
    assert!(row["view"]["waiting_since"].is_string(), "{row}");
    assert_eq!(ada.expect("dashboard_waiting").await["visits"], 1);
    read(&clinic, ADA, 2).await;
    say(&clinic, ADA, "I am coming").await;
    let gone = ada.expect("dashboard_row_removed").await;
    assert_eq!(gone["visit"], json!(clinic.visit));
    assert_eq!(ada.expect("dashboard_waiting").await["visits"], 0);
}

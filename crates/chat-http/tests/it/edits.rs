//! Edits, undone removals, and what followers are shown of them (V4, W9).

use crate::{
    clinic::{ADA, CY, Clinic, OUTSIDER, PIA, QUIN, id},
    socket::Socket,
};
use serde_json::{Value, json};

fn named(view: &Value, person: u128) -> Value {
    let mut people = view["participants"].as_array().unwrap().iter();
    let id = json!(id(person));
    people.find(|p| p["person"] == id).unwrap().clone()
}

/// The next view.
async fn next_view(socket: &mut Socket) -> Value {
    loop {
        let frame = socket.next().await;
        if frame["type"] == "view" {
            return frame;
        }
    }
}

#[tokio::test]
async fn v4_only_the_host_edits_the_policy() {
    let clinic = Clinic::new().await;
    let edit = json!({ "policy": { "max_acts_per_person": 9 } });
    let path = clinic.path("");
    for person in [ADA, CY] {
        let answer = clinic.patch(&path, &clinic.token(person), &edit).await;
        answer.refuses(403, "host_only");
    }
    let answer = clinic.patch(&path, &clinic.host(), &edit).await;
    answer.expect(204);
}

#[tokio::test]
async fn v4_followers_and_dashboards_are_shown_an_edit() {
    let clinic = Clinic::new().await;
    clinic.act(PIA, "enter_waiting_room").await;
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    ada.follow(&clinic, json!({})).await;
    next_view(&mut ada).await;
    let mut pia = clinic.connect(address, PIA).await;
    let every_day = json!({ "type": "follow_dashboard", "from": "2026-01-01T00:00:00Z" });
    pia.say(every_day).await;
    let row = pia.expect("dashboard_row").await;
    assert_eq!(row["view"]["me"], json!(id(PIA)));
    pia.expect("dashboard_waiting").await;

    let path = clinic.path(&format!("/participants/{}", id(PIA)));
    let edit = json!({ "name": "Pia Lindqvist", "second_identifier": "MRN 8" });
    clinic
        .patch(&path, &clinic.token(ADA), &edit)
        .await
        .expect(204);
    let seen = next_view(&mut ada).await;
    let shown = named(&seen["view"], PIA);
    assert_eq!(
        (&shown["name"], &shown["second_identifier"]),
        (&json!("Pia Lindqvist"), &json!("MRN 8"))
    );
    let row = pia.expect("dashboard_row").await;
    assert_eq!(named(&row["view"], PIA)["name"], "Pia Lindqvist");

    // The same edit again writes nothing; `null` drops the identifier.
    let version = clinic.version_of(clinic.visit).await;
    clinic.patch(&path, &clinic.host(), &edit).await.expect(204);
    clinic
        .patch(&path, &clinic.host(), &json!({}))
        .await
        .expect(204);
    assert_eq!(clinic.version_of(clinic.visit).await, version);
    let dropped = json!({ "second_identifier": null });
    clinic
        .patch(&path, &clinic.host(), &dropped)
        .await
        .expect(204);
    let seen = next_view(&mut ada).await;
    assert_eq!(named(&seen["view"], PIA)["second_identifier"], Value::Null);

    let later = json!({ "scheduled_for": "2031-05-06T09:30:00Z" });
    clinic
        .patch(&clinic.path(""), &clinic.host(), &later)
        .await
        .expect(204);
    let seen = next_view(&mut ada).await;
    assert_eq!(seen["view"]["scheduled_for"], "2031-05-06T09:30:00Z");
}

#[tokio::test]
async fn v4_edits_are_refused_with_their_rule() {
    let clinic = Clinic::new().await;
    let pia = clinic.path(&format!("/participants/{}", id(PIA)));
    let name = json!({ "name": "Someone Else" });
    clinic
        .patch(&pia, &clinic.token(PIA), &name)
        .await
        .refuses(403, "care_team_only");
    clinic
        .patch(&pia, &clinic.token(OUTSIDER), &name)
        .await
        .refuses(404, "visit_unknown");
    let stranger = clinic.path(&format!("/participants/{}", id(7)));
    clinic
        .patch(&stranger, &clinic.host(), &name)
        .await
        .refuses(404, "person_unknown");
    let role = json!({ "role": "staff" });
    clinic
        .patch(&pia, &clinic.host(), &role)
        .await
        .refuses(409, "role_fixed");
    let history = json!({ "policy": { "open_history": true } });
    clinic
        .patch(&clinic.path(""), &clinic.host(), &history)
        .await
        .refuses(409, "policy_fixed");
    let never = json!({ "scheduled_for": "soon" });
    clinic
        .patch(&clinic.path(""), &clinic.host(), &never)
        .await
        .refuses(400, "invalid_time");
    let old = Clinic::under_version_1().await;
    let later = json!({ "scheduled_for": "2031-05-06T09:30:00Z" });
    old.patch(&old.path(""), &old.host(), &later)
        .await
        .refuses(409, "not_editable");
    let removal = old.path(&format!("/participants/{}/removal", id(PIA)));
    let because = json!({ "reason": "wrong visit" });
    let removed = old.post(&removal, &old.host(), &because).await;
    removed.expect(204);
    let undo = format!("{removal}/undo");
    old.post(&undo, &old.host(), &because)
        .await
        .refuses(409, "not_editable");
}

#[tokio::test]
async fn w9_a_person_who_comes_back_reads_what_was_sent_outside_the_gap() {
    let clinic = Clinic::new().await;
    clinic.act(PIA, "enter_waiting_room").await;
    clinic.say(ADA, "visit", "before").await;
    let removal = clinic.path(&format!("/participants/{}/removal", id(PIA)));
    let because = json!({ "reason": "by mistake" });
    clinic
        .post(&removal, &clinic.host(), &because)
        .await
        .expect(204);
    clinic.say(ADA, "visit", "between").await;
    let undo = format!("{removal}/undo");
    clinic
        .post(&undo, &clinic.token(QUIN), &because)
        .await
        .refuses(403, "care_team_only");
    clinic
        .post(&undo, &clinic.token(ADA), &because)
        .await
        .expect(204);
    clinic
        .post(&undo, &clinic.token(ADA), &because)
        .await
        .expect(204);
    clinic.say(ADA, "visit", "after").await;
    let view = clinic
        .get(&clinic.path(""), &clinic.token(PIA))
        .await
        .expect(200)
        .json();
    assert_eq!(view["came_back"], true);
    let texts = |messages: &Value| -> Vec<String> {
        let messages = messages.as_array().unwrap().iter();
        let texts = messages.map(|message| message["text"].as_str().unwrap().to_owned());
        texts.collect()
    };
    let path = clinic.path("/chats/visit/messages");
    let page = clinic
        .get(&path, &clinic.token(PIA))
        .await
        .expect(200)
        .json();
    assert_eq!(texts(&page["messages"]), ["before", "after"]);
    // A follower who resumes from before the gap.
    let address = clinic.serve().await;
    let mut pia = clinic.connect(address, PIA).await;
    pia.follow(&clinic, json!({ "visit": 1 })).await;
    next_view(&mut pia).await;
    let mut next = pia.next().await;
    while next["type"] != "message" {
        next = pia.next().await;
    }
    assert_eq!(
        (&next["message"]["text"], &next["number"]),
        (&json!("after"), &json!(2))
    );
}

#[tokio::test]
async fn v3_early_report_of_the_host_takes_effect_when_the_call_begins() {
    let clinic = Clinic::new().await;
    let actions = clinic.path("/actions");
    let joins = |person| json!({ "action": "join_call", "person": id(person) });
    for _ in 0..2 {
        clinic
            .post(&actions, &clinic.host(), &joins(PIA))
            .await
            .expect(204);
    }
    let own = json!({ "action": "join_call" });
    clinic
        .post(&actions, &clinic.token(PIA), &own)
        .await
        .refuses(409, "no_call_in_progress");
    let presence = async || {
        let view = clinic
            .get(&clinic.path(""), &clinic.token(PIA))
            .await
            .expect(200)
            .json();
        named(&view, PIA)["presence"].clone()
    };
    assert_eq!(presence().await, "waiting");
    clinic
        .post(&actions, &clinic.host(), &joins(ADA))
        .await
        .expect(204);
    assert_eq!(presence().await, "in_call");
    clinic.say(PIA, "visit", "I can write now").await;
}

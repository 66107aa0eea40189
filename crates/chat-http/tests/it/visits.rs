//! Scheduling, listing and viewing visits.

use crate::{
    clinic::{ADA, CY, Clinic, EVE, OUTSIDER, PIA, QUIN, direct, id, schedule_body},
    http::keys,
};
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn view_has_the_documented_shape() {
    let clinic = Clinic::new().await;
    let view = clinic
        .get(&clinic.path(""), &clinic.token(ADA))
        .await
        .expect(200)
        .json();
    assert_eq!(
        keys(&view),
        [
            "actions",
            "additions",
            "call_underway",
            "came_back",
            "chats",
            "clinic",
            "default_direct_chat",
            "follow_up_until",
            "handovers",
            "keeps_read_marks",
            "kind",
            "limits",
            "may_be_handed_over",
            "may_have_direct_chats",
            "me",
            "notices",
            "offered_notices",
            "participants",
            "passed_on",
            "phase",
            "records_no_answer_needed",
            "scheduled_for",
            "shows_typing",
            "told_who_read_retracted",
            "visit",
            "waiting_since",
        ]
    );
    assert_eq!(view["scheduled_for"], "2026-01-05T09:00:00Z");
    assert_eq!(
        (&view["kind"], &view["phase"]),
        (&json!("group"), &json!("scheduled"))
    );
    assert_eq!(
        view["participants"][3],
        json!({
            "person": id(PIA), "role": "patient", "care_team": false, "name": "Pia", "looks": "pla",
            "qualifier": null, "presence": "expected", "in_waiting_room_since": null, "departure": null, "away_since": null, "rank": null, "second_identifier": "1970",
            "is_primary": false, "direct_refusal": null,
            "changes": [
                { "change": "edit", "permitted": true, "refusal": null },
                { "change": "remove", "permitted": true, "refusal": null },
            ],
        })
    );
    assert_eq!(
        view["chats"][1],
        json!({
            "chat": direct(ADA, PIA), "peer": id(PIA), "recipient": { "person": id(PIA) },
            "can_read": true, "can_write": true, "read_refusal": null, "write_refusal": null,
            "closed": false, "started": false, "locked": false, "may_lock": true,
            "may_correct": true, "may_retract": "any", "waiting": null,
            "no_answer_needed": null,
        })
    );
    assert_eq!(view["chats"][0]["recipient"], "everyone");
    assert_eq!(
        view["limits"],
        json!({ "max_text_chars": 8000, "max_files_per_message": 5, "max_file_bytes": 26_214_400, "max_addressed": 100 })
    );
}

#[tokio::test]
async fn greyed_out_actions_are_refused_with_the_shown_reason() {
    let clinic = Clinic::new().await;
    let view = clinic
        .get(&clinic.path(""), &clinic.token(PIA))
        .await
        .expect(200)
        .json();
    let chat = view["chats"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["chat"] == direct(ADA, PIA));
    let shown = &chat.unwrap()["write_refusal"];
    let body = crate::clinic::send_body(&direct(ADA, PIA), PIA, "hello?");
    let path = clinic.path(&format!("/chats/{}/messages", direct(ADA, PIA)));
    let refused = clinic
        .post(&path, &clinic.token(PIA), &body)
        .await
        .refuses(403, "not_started");
    assert_eq!(shown["rule"], refused["rule"]);
    assert_eq!(shown["code"], refused["code"]);
    assert_eq!(shown["sentence"], refused["detail"]);
}

#[tokio::test]
async fn only_the_host_schedules() {
    let clinic = Clinic::new().await;
    for token in [clinic.token(ADA), clinic.token(OUTSIDER), clinic.overseer()] {
        let answer = clinic.post("/v1/visits", &token, &schedule_body()).await;
        answer.refuses(403, "care_team_only");
    }
    let scheduled = clinic
        .post("/v1/visits", &clinic.host(), &schedule_body())
        .await;
    let scheduled = scheduled.expect(201).json();
    let visit: Uuid = scheduled["visit"].as_str().unwrap().parse().unwrap();
    assert_eq!(clinic.version_of(visit).await, 6);
    let mut again = schedule_body();
    again["visit"] = json!(visit);
    // H1: the same answer to the same request.
    let repeated = clinic.post("/v1/visits", &clinic.host(), &again).await;
    assert_eq!(repeated.expect(201).json(), scheduled);
    again["kind"] = json!("one_to_one");
    again["participants"].as_array_mut().unwrap().truncate(4);
    clinic
        .post("/v1/visits", &clinic.host(), &again)
        .await
        .refuses(409, "already_scheduled");
    assert_eq!(clinic.version_of(visit).await, 6);
}

#[tokio::test]
async fn host_cannot_read_visits() {
    let clinic = Clinic::new().await;
    clinic.say(ADA, "visit", "for the visit").await;
    for path in ["", "/chats/visit/messages"] {
        let answer = clinic.get(&clinic.path(path), &clinic.host()).await;
        answer.refuses(403, "participants_only");
    }
    clinic
        .get("/v1/visits", &clinic.host())
        .await
        .refuses(403, "participants_only");
    clinic
        .get("/v1/live", &clinic.host())
        .await
        .refuses(403, "participants_only");
}

#[tokio::test]
async fn people_list_their_own_visits_in_pages() {
    let clinic = Clinic::new().await;
    let mut all = vec![clinic.visit];
    for _ in 0..4 {
        let visit = Uuid::now_v7();
        clinic.schedule(visit).await;
        all.push(visit);
    }
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/v1/visits?phase=scheduled,in_progress&limit=2&after={after}&from=");
        let page = clinic
            .get(&path, &clinic.token(CY))
            .await
            .expect(200)
            .json();
        assert!(page["visits"].as_array().unwrap().len() <= 2);
        let visits = page["visits"].as_array().unwrap();
        found.extend(
            visits
                .iter()
                .map(|v| v["visit"].as_str().unwrap().parse::<Uuid>().unwrap()),
        );
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    all.sort();
    assert_eq!(found, all);

    let count = async |query: &str, person| {
        let path = format!("/v1/visits?{query}");
        let page = clinic
            .get(&path, &clinic.token(person))
            .await
            .expect(200)
            .json();
        page["visits"].as_array().unwrap().len()
    };
    assert_eq!(count("", QUIN).await, 5);
    assert_eq!(count("phase=completed", QUIN).await, 0);
    assert_eq!(count("from=2026-01-05T09:00:00Z", QUIN).await, 5);
    assert_eq!(count("from=2026-01-05T10:00:01%2B01:00", QUIN).await, 0);
    assert_eq!(count("until=2026-01-05T09:00:00Z", QUIN).await, 0);
    assert_eq!(count("", OUTSIDER).await, 0);
    assert_eq!(count("", EVE).await, 0);
}

#[tokio::test]
async fn p3_direct_message_opens_with_the_first_patient_in_the_call_else_the_primary() {
    let clinic = Clinic::new().await;
    let opens_with = async |patient: Option<u128>| {
        let view = clinic.get(&clinic.path(""), &clinic.token(ADA)).await;
        let expected = patient.map_or(Value::Null, |patient| json!(direct(ADA, patient)));
        assert_eq!(view.expect(200).json()["default_direct_chat"], expected);
    };
    opens_with(None).await;
    clinic.act(PIA, "enter_waiting_room").await;
    clinic.act(QUIN, "enter_waiting_room").await;
    opens_with(Some(PIA)).await;
    clinic.act(ADA, "join_call").await;
    clinic.act(QUIN, "join_call").await;
    opens_with(Some(QUIN)).await;
    clinic.act(PIA, "join_call").await;
    opens_with(Some(PIA)).await;
    clinic.act(PIA, "leave").await;
    opens_with(Some(QUIN)).await;
    clinic.act(QUIN, "leave").await;
    opens_with(Some(PIA)).await;
}

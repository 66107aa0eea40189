//! Presence, participants, locks.

use crate::clinic::{ADA, BEN, Clinic, OUTSIDER, PIA, QUIN, direct, id};
use axum::http::Method;
use serde_json::json;

#[tokio::test]
async fn people_act_for_themselves_and_the_host_for_anyone_else() {
    let clinic = Clinic::new().await;
    let path = clinic.path("/actions");
    clinic.act(PIA, "enter_waiting_room").await;
    let for_quin = json!({ "action": "enter_waiting_room", "person": id(QUIN) });
    clinic
        .post(&path, &clinic.token(PIA), &for_quin)
        .await
        .refuses(403, "not_your_presence");
    clinic
        .post(&path, &clinic.host(), &for_quin)
        .await
        .expect(204);
    let nobody_named = json!({ "action": "leave" });
    clinic
        .post(&path, &clinic.host(), &nobody_named)
        .await
        .refuses(422, "person_missing");

    let join = json!({ "action": "join_call" });
    clinic
        .post(&path, &clinic.token(PIA), &join)
        .await
        .refuses(409, "no_call_in_progress");
    clinic.act(ADA, "join_call").await;
    clinic.act(PIA, "join_call").await;
    let view = clinic
        .get(&clinic.path(""), &clinic.token(ADA))
        .await
        .expect(200)
        .json();
    assert_eq!(view["call_underway"], true);
    assert_eq!(view["phase"], "in_progress");
    assert_eq!(view["default_direct_chat"], direct(ADA, PIA));
    assert_eq!(view["participants"][3]["is_primary"], true);
    assert_eq!(view["participants"][3]["rank"], 1);

    let cancel = json!({ "action": "cancel_visit" });
    clinic
        .post(&path, &clinic.token(ADA), &cancel)
        .await
        .refuses(409, "call_underway");
    for action in [
        "end_call",
        "complete_visit",
        "reopen_visit",
        "complete_visit",
    ] {
        let body = json!({ "action": action });
        clinic.post(&path, &clinic.host(), &body).await.expect(204);
    }
    let body = crate::clinic::send_body("visit", ADA, "too late");
    let sent = clinic
        .post(
            &clinic.path("/chats/visit/messages"),
            &clinic.token(ADA),
            &body,
        )
        .await;
    sent.refuses(409, "visit_closed");
}

#[tokio::test]
async fn participants_are_added_and_removed() {
    let clinic = Clinic::new().await;
    let new = json!({ "person": id(OUTSIDER), "role": "patient", "name": "Nia" });
    let add = clinic.path("/participants");
    clinic
        .post(&add, &clinic.token(PIA), &new)
        .await
        .refuses(403, "care_team_only");
    clinic
        .post(&add, &clinic.token(ADA), &new)
        .await
        .expect(204);
    // H1: the same addition again is a success, another one a conflict.
    clinic
        .post(&add, &clinic.token(ADA), &new)
        .await
        .expect(204);
    let other = json!({ "person": id(OUTSIDER), "role": "guest", "name": "Nia" });
    clinic
        .post(&add, &clinic.token(ADA), &other)
        .await
        .refuses(409, "already_a_participant");
    clinic
        .get(&clinic.path(""), &clinic.token(OUTSIDER))
        .await
        .expect(200);

    let remove = clinic.path(&format!("/participants/{}/removal", id(OUTSIDER)));
    let because = json!({ "reason": "wrong visit" });
    clinic
        .post(&remove, &clinic.token(PIA), &because)
        .await
        .refuses(403, "care_team_only");
    clinic
        .post(&remove, &clinic.host(), &because)
        .await
        .expect(204);
    clinic
        .get(&clinic.path(""), &clinic.token(OUTSIDER))
        .await
        .refuses(403, "removed");
    clinic
        .post(&remove, &clinic.host(), &because)
        .await
        .expect(204);
    let otherwise = json!({ "reason": "another reason" });
    clinic
        .post(&remove, &clinic.host(), &otherwise)
        .await
        .refuses(409, "already_removed");
    let stranger = clinic.path(&format!("/participants/{}/removal", id(7)));
    clinic
        .post(&stranger, &clinic.host(), &because)
        .await
        .refuses(404, "person_unknown");
    let ben = clinic.path(&format!("/participants/{}/removal", id(BEN)));
    let ada = clinic.path(&format!("/participants/{}/removal", id(ADA)));
    clinic
        .post(&ben, &clinic.host(), &because)
        .await
        .expect(204);
    clinic
        .post(&ada, &clinic.host(), &because)
        .await
        .refuses(409, "last_provider");
}

#[tokio::test]
async fn locked_chat_refuses_attendee_messages() {
    let clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    clinic.say(ADA, &chat, "hello").await;
    clinic.say(PIA, &chat, "hello").await;
    let lock = clinic.path(&format!("/chats/{chat}/lock"));
    let put = async |token: &str| clinic.call(Method::PUT, &lock, token).await;
    put(&clinic.token(PIA)).await.refuses(403, "care_team_only");
    put(&clinic.token(BEN)).await.refuses(404, "chat_unknown");
    put(&clinic.host()).await.refuses(404, "visit_unknown");
    put(&clinic.token(ADA)).await.expect(204);
    put(&clinic.token(ADA)).await.expect(204);
    let body = crate::clinic::send_body(&chat, PIA, "still there?");
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    clinic
        .post(&path, &clinic.token(PIA), &body)
        .await
        .refuses(409, "locked");
    clinic
        .call(Method::DELETE, &lock, &clinic.token(ADA))
        .await
        .expect(204);
    clinic
        .post(&path, &clinic.token(PIA), &body)
        .await
        .expect(200);
}

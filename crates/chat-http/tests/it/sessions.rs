//! Sessions of invitation links: what they reach, and how they end.

use crate::{
    clinic::{ADA, Clinic, PIA, direct, id, send_body},
    http::request,
    socket::Socket,
};
use axum::{
    body::{Body, to_bytes},
    http::Method,
};
use chat_app::{Rate, TOKEN_PREFIX};
use chat_attachments::fixture;
use chat_domain::ClinicId;
use chat_http::{HttpOptions, QuickPhrase};
use chat_ports::MAX_SESSIONS;
use serde_json::{Value, json};
use std::time::Duration;
use tower::ServiceExt as _;
use uuid::Uuid;

/// A clinic with a second visit of the same people, and a session of the patient in the first one.
async fn two_visits() -> (Clinic, Uuid, String, Value) {
    let clinic = Clinic::with(
        HttpOptions::default().with_quick_phrases(vec![QuickPhrase::new("We are late.").unwrap()]),
    )
    .await;
    let other = Uuid::now_v7();
    clinic.schedule(other).await;
    let (token, invited) = clinic.join(PIA).await;
    (clinic, other, token, invited)
}

#[tokio::test]
async fn session_reaches_its_visit_only() {
    let (clinic, other, token, _) = two_visits().await;
    // The same person's own login reaches both.
    let login = clinic.token(PIA);
    let elsewhere = |rest: &str| format!("/v1/visits/{other}{rest}");
    let nowhere = Uuid::now_v7();
    clinic.act(PIA, "enter_waiting_room").await;
    let enter = json!({ "action": "enter_waiting_room" });
    let entered = clinic.post(&elsewhere("/actions"), &login, &enter).await;
    entered.expect(204);
    for rest in ["", "/chats/visit/messages"] {
        clinic.get(&elsewhere(rest), &login).await.expect(200);
        let refused = clinic.get(&elsewhere(rest), &token).await;
        let absent = format!("/v1/visits/{nowhere}{rest}");
        assert_eq!(refused, clinic.get(&absent, &token).await);
        refused.refuses(404, "visit_unknown");
        clinic.get(&clinic.path(rest), &token).await.expect(200);
    }
    let listed = clinic.get("/v1/visits", &token).await.expect(200).json();
    let visits = listed["visits"].as_array().unwrap();
    assert_eq!(visits.len(), 1);
    assert_eq!(visits[0]["visit"], json!(clinic.visit));
    assert_eq!(listed["next"], Value::Null);
    let mine = clinic.get("/v1/visits", &login).await.expect(200).json();
    assert_eq!(mine["visits"].as_array().unwrap().len(), 2);
    let phrases = clinic.get("/v1/phrases", &token).await.expect(200).json();
    assert_eq!(phrases["phrases"], json!([]));
}

#[tokio::test]
async fn session_may_not_use_routes_without_a_visit() {
    let (clinic, other, token, _) = two_visits().await;
    let to = json!([{ "visit": other, "recipient": "everyone", "client_id": Uuid::now_v7() }]);
    let body = json!({ "text": "hello", "to": to });
    let many = clinic.post("/v1/messages", &token, &body).await;
    many.refuses(403, "one_visit_only");
    let people = format!("/v1/people/{}/connections", id(PIA));
    let out = clinic.call(Method::DELETE, &people, &token).await;
    out.refuses(403, "one_visit_only");
    let events = clinic.get("/v1/events", &token).await;
    events.refuses(403, "one_visit_only");
    let before = clinic.versions().await;
    let schedule = crate::clinic::schedule_body();
    let scheduled = clinic.post("/v1/visits", &token, &schedule).await;
    scheduled.refuses(403, "one_visit_only");
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn live_connection_of_a_session_reaches_its_visit_only() {
    let (clinic, other, token, _) = two_visits().await;
    let address = clinic.serve().await;
    let mut socket = Socket::open(address, &token).await.unwrap();
    socket.follow(&clinic, json!({})).await;
    let view = socket.expect("view").await;
    assert_eq!(view["visit"], json!(clinic.visit));
    socket
        .say(json!({ "type": "follow", "visit": other, "seen": {} }))
        .await;
    let ended = loop {
        let frame = socket.next().await;
        if frame["visit"] == json!(other) {
            break frame;
        }
    };
    assert_eq!(ended["type"], "ended");
    assert_eq!(ended["refusal"]["code"], "visit_unknown");
    let mut send = send_body(&direct(ADA, PIA), PIA, "hello");
    send["type"] = json!("send");
    send["visit"] = json!(other);
    send["chat"] = json!(direct(ADA, PIA));
    send["request"] = json!(7);
    socket.say(send).await;
    let problem = socket.expect("problem").await;
    assert_eq!(
        (&problem["request"], &problem["problem"]["code"]),
        (&json!(7), &json!("visit_unknown"))
    );
    socket.say(json!({ "type": "mark_read", "visit": other, "chat": "visit", "request": 8, "through": 1 })).await;
    let problem = socket.expect("problem").await;
    assert_eq!(
        (&problem["request"], &problem["problem"]["code"]),
        (&json!(8), &json!("visit_unknown"))
    );
    socket.say(json!({ "type": "follow_dashboard" })).await;
    let problem = socket.expect("problem").await;
    assert_eq!(problem["problem"]["code"], "one_visit_only");
    socket
        .say(json!({ "type": "typing", "visit": other, "chat": "visit" }))
        .await;
    socket.silent().await;
}

#[tokio::test]
async fn revoked_link_closes_its_connections_and_refuses_its_sessions() {
    let (clinic, _, token, invited) = two_visits().await;
    let (other_token, _) = clinic.join(PIA).await;
    let address = clinic.serve().await;
    let mut socket = Socket::open(address, &token).await.unwrap();
    let mut other = Socket::open(address, &other_token).await.unwrap();
    let mut login = clinic.connect(address, PIA).await;
    for socket in [&mut socket, &mut other, &mut login] {
        socket.silent().await;
    }
    clinic.revoke(&invited).await.expect(204);
    assert_eq!(socket.closed().await, 4401);
    clinic
        .get("/v1/me", &token)
        .await
        .refuses(401, "invalid_token");
    let exchanged = clinic.exchange(&invited, json!({})).await;
    exchanged.refuses(403, "invitation_refused");
    // Those of other links and of the host's login stay.
    other.silent().await;
    login.silent().await;
    clinic.get("/v1/me", &other_token).await.expect(200);
    clinic.revoke(&invited).await.expect(204);
}

#[tokio::test]
async fn person_signs_out_of_one_session() {
    let (clinic, _, token, invited) = two_visits().await;
    let second = clinic.session(&invited).await;
    let address = clinic.serve().await;
    let mut socket = Socket::open(address, &token).await.unwrap();
    let mut other = Socket::open(address, &second).await.unwrap();
    other.silent().await;
    socket.silent().await;
    let ended = clinic.call(Method::DELETE, "/v1/session", &token).await;
    ended.expect(204);
    assert_eq!(socket.closed().await, 4401);
    other.silent().await;
    clinic
        .get("/v1/me", &token)
        .await
        .refuses(401, "invalid_token");
    clinic.get("/v1/me", &second).await.expect(200);
    // The link still works.
    clinic.session(&invited).await;
    let login = clinic.token(PIA);
    let login = clinic.call(Method::DELETE, "/v1/session", &login).await;
    login.refuses(403, "no_session");
}

#[tokio::test]
async fn host_signs_a_person_out_of_all_sessions() {
    let (clinic, _, token, invited) = two_visits().await;
    let (second, _) = clinic.join(PIA).await;
    let address = clinic.serve().await;
    let mut socket = Socket::open(address, &token).await.unwrap();
    socket.silent().await;
    let people = format!("/v1/people/{}/connections", id(PIA));
    let out = clinic.call(Method::DELETE, &people, &clinic.host()).await;
    out.expect(204);
    assert_eq!(socket.closed().await, 4401);
    for token in [&token, &second] {
        clinic
            .get("/v1/me", token)
            .await
            .refuses(401, "invalid_token");
    }
    clinic.session(&invited).await;
}

#[tokio::test]
async fn closed_visit_is_still_read_by_its_sessions() {
    let (clinic, _, token, invited) = two_visits().await;
    clinic.cancel().await;
    clinic.get(&clinic.path(""), &token).await.expect(200);
    let exchanged = clinic.exchange(&invited, json!({})).await;
    exchanged.refuses(403, "invitation_refused");
}

#[tokio::test]
async fn unknown_session_tokens_are_refused_without_asking_the_login() {
    let (clinic, _, token, _) = two_visits().await;
    let mut other = token.clone();
    other.replace_range(other.len() - 8.., "AAAAAAAA");
    for wrong in ["vcs_", &other, &token[..20]] {
        let answer = clinic.get("/v1/me", wrong).await;
        answer.refuses(401, "invalid_token");
    }
    let service = &clinic.service;
    let holder = service.session(&token).await.unwrap().unwrap();
    assert_eq!(holder.visit.clinic, ClinicId::new(clinic.clinic));
    assert_eq!(service.session(&other).await.unwrap(), None);
}

#[tokio::test]
async fn host_revokes_one_session_of_a_link() {
    let (clinic, _, token, invited) = two_visits().await;
    let kept = clinic.session(&invited).await;
    let link = invited["invitation"].as_str().unwrap();
    let path = clinic.path(&format!("/invitations/{link}/sessions"));
    let sessions = async || clinic.get(&path, &clinic.host()).await.expect(200).json();
    let listed = sessions().await;
    assert!(!listed.to_string().contains(TOKEN_PREFIX), "{listed}");
    let holder = clinic.service.session(&token).await.unwrap().unwrap();
    let lost = json!(holder.session);
    let all = listed["sessions"].as_array().unwrap();
    assert_eq!(all.len(), 2);
    assert!(all.iter().any(|session| session["session"] == lost));
    let address = clinic.serve().await;
    let mut socket = Socket::open(address, &token).await.unwrap();
    let mut other = Socket::open(address, &kept).await.unwrap();
    socket.silent().await;
    let one = format!("{path}/{}", holder.session);
    for token in [clinic.token(ADA), clinic.token(PIA), kept.clone()] {
        let answer = clinic.call(Method::DELETE, &one, &token).await;
        answer.refuses(404, "visit_unknown");
    }
    socket.silent().await;
    // Repeating it is no error.
    for _ in 0..2 {
        let revoked = clinic.call(Method::DELETE, &one, &clinic.host()).await;
        revoked.expect(204);
    }
    assert_eq!(socket.closed().await, 4401);
    other.silent().await;
    let ended = clinic.get("/v1/me", &token).await;
    ended.refuses(401, "invalid_token");
    assert_eq!(sessions().await["sessions"].as_array().unwrap().len(), 1);
    clinic.session(&invited).await;
}

/// Each session of a link but the newest ten.
#[tokio::test]
async fn evicted_session_closes_its_connections() {
    let clinic = Clinic::with(HttpOptions::default().with_exchange_tries(Rate {
        burst: 100,
        every: Duration::from_secs(1),
    }))
    .await;
    let (token, invited) = clinic.join(PIA).await;
    let address = clinic.serve().await;
    let mut socket = Socket::open(address, &token).await.unwrap();
    socket.silent().await;
    // Several may have begun in the same millisecond, so the first is the oldest after two times ten.
    for _ in 0..2 * MAX_SESSIONS {
        clinic.session(&invited).await;
    }
    assert_eq!(socket.closed().await, 4401);
}

#[tokio::test]
async fn running_download_ends_with_its_session() {
    let (clinic, _, token, invited) = two_visits().await;
    let other = clinic.session(&invited).await;
    clinic.act(PIA, "enter_waiting_room").await;
    let file = clinic.sent("a.pdf", fixture::pdf()).await.file;
    let path = clinic.path(&format!("/files/{file}"));
    let opened = async |token: &str| {
        let request = request(Method::GET, &path, token).body(Body::empty());
        let answer = clinic.router.clone().oneshot(request.unwrap()).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200);
        answer.into_body()
    };
    let (ends, stays) = (opened(&token).await, opened(&other).await);
    let ended = clinic.call(Method::DELETE, "/v1/session", &token).await;
    ended.expect(204);
    assert!(to_bytes(ends, usize::MAX).await.is_err());
    let whole = to_bytes(stays, usize::MAX).await.unwrap();
    assert_eq!(whole, fixture::pdf());
}

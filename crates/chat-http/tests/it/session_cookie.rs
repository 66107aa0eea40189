//! Sessions whose token is in a cookie.

use crate::{
    clinic::{Clinic, PIA},
    http::{Answer, request},
};
use axum::{
    body::Body,
    http::{Method, header},
};
use chat_http::{AllowedOrigins, HttpOptions, SessionCookie};
use serde_json::{Value, json};

const OWN: &str = "https://chat.example.org";
const LISTED: &str = "https://clinic.example.org";
const FOREIGN: &str = "https://evil.example";

async fn clinic(session_cookie: SessionCookie) -> Clinic {
    Clinic::with(HttpOptions {
        allowed_origins: AllowedOrigins::also([LISTED.to_owned()]),
        session_cookie,
        ..HttpOptions::default()
    })
    .await
}

async fn exchange(clinic: &Clinic, invited: &Value, origin: Option<&str>) -> Answer {
    let body = json!({ "secret": invited["secret"], "cookie": true }).to_string();
    let mut request = request(Method::POST, "/v1/invitations/exchange", "")
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    clinic.send(request.body(body.into()).unwrap()).await
}

async fn call(
    clinic: &Clinic,
    method: Method,
    path: &str,
    (cookie, origin): (&str, Option<&str>),
) -> Answer {
    let mut request = request(method, path, "").header(header::COOKIE, cookie);
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    clinic.send(request.body(Body::empty()).unwrap()).await
}

/// The cookie as a browser sends it, beside another one.
fn sent(set: &str) -> String {
    format!("theme=dark; {}", set.split(';').next().unwrap())
}

#[tokio::test]
async fn token_is_in_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let clinic = clinic(SessionCookie::Secure).await;
    let invited = clinic.invite(PIA, json!({})).await;
    for origin in [None, Some(FOREIGN)] {
        let answer = exchange(&clinic, &invited, origin).await;
        answer.refuses(403, "origin_not_allowed");
    }
    let answer = exchange(&clinic, &invited, Some(OWN)).await.expect(200);
    assert_eq!(answer.json()["token"], Value::Null);
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-visit-chat=vcs_"), "{set}");
    for attribute in [
        "; HttpOnly",
        "; Secure",
        "; SameSite=Strict",
        "; Path=/",
        "; Max-Age=",
    ] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    let me = call(&clinic, Method::GET, "/v1/me", (&sent(set), None)).await;
    me.expect(200);
    // The name without the prefix is another cookie.
    let plain = sent(set).replace("__Host-", "");
    let other = call(&clinic, Method::GET, "/v1/me", (&plain, None)).await;
    other.refuses(401, "unauthenticated");
}

#[tokio::test]
async fn change_by_cookie_needs_an_allowed_origin() {
    let clinic = clinic(SessionCookie::Secure).await;
    let invited = clinic.invite(PIA, json!({})).await;
    let answer = exchange(&clinic, &invited, Some(OWN)).await;
    let cookie = sent(answer.expect(200).header("set-cookie"));
    for origin in [None, Some(FOREIGN), Some("null")] {
        let refused = call(&clinic, Method::DELETE, "/v1/session", (&cookie, origin)).await;
        refused.refuses(403, "origin_not_allowed");
    }
    let act = json!({ "action": "enter_waiting_room" }).to_string();
    for (origin, status) in [(FOREIGN, 403), (OWN, 204), (LISTED, 204)] {
        let request = request(Method::POST, &clinic.path("/actions"), "")
            .header(header::COOKIE, &cookie)
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/json");
        let answer = clinic.send(request.body(act.clone().into()).unwrap()).await;
        assert_eq!(answer.status, status, "{origin}: {answer:?}");
    }
    // A page of another site can't open a live connection either; without an upgrade there is none anyway.
    for (origin, code) in [(FOREIGN, "origin_not_allowed"), (OWN, "websocket_required")] {
        let live = call(&clinic, Method::GET, "/v1/live", (&cookie, Some(origin))).await;
        assert_eq!(live.json()["code"], code);
    }
    let out = call(&clinic, Method::DELETE, "/v1/session", (&cookie, Some(OWN))).await;
    let out = out.expect(204);
    let deleted = out.header("set-cookie");
    assert!(
        deleted.starts_with("__Host-visit-chat=; Max-Age=0; "),
        "{deleted}"
    );
    let me = call(&clinic, Method::GET, "/v1/me", (&cookie, None)).await;
    me.refuses(401, "invalid_token");
}

#[tokio::test]
async fn trial_over_plain_http_has_a_plain_cookie() {
    let clinic = clinic(SessionCookie::Plain).await;
    let invited = clinic.invite(PIA, json!({})).await;
    let answer = exchange(&clinic, &invited, Some(OWN)).await.expect(200);
    let set = answer.header("set-cookie");
    assert!(set.starts_with("visit-chat=vcs_"), "{set}");
    assert!(
        !set.contains("Secure") && set.contains("; HttpOnly"),
        "{set}"
    );
    let me = call(&clinic, Method::GET, "/v1/me", (&sent(set), None)).await;
    me.expect(200);
}

//! Sessions whose token is in a cookie.

use crate::{
    clinic::{ADA, Clinic, PIA, id},
    http::{Answer, request},
};
use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    http::{Method, Request, Version, header, request::Parts},
};
use chat_domain::{ClinicId, PersonId};
use chat_http::{
    AllowedOrigins, AuthenticationError, Authenticator, HttpOptions, Identity,
    SessionAuthenticator, SessionCookie, Subject, router,
};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const OWN: &str = "https://chat.example.org";
const LISTED: &str = "https://clinic.example.org";
const FOREIGN: &str = "https://evil.example";

async fn clinic(session_cookie: SessionCookie) -> Clinic {
    Clinic::with(
        HttpOptions::default()
            .with_allowed_origins(AllowedOrigins::also([LISTED.to_owned()]))
            .with_session_cookie(session_cookie),
    )
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

/// Over HTTP/2 the host is in the address, and browsers send no `Host`.
#[tokio::test]
async fn host_of_http_2_is_that_of_the_address() {
    let clinic = clinic(SessionCookie::Secure).await;
    let invited = clinic.invite(PIA, json!({})).await;
    let sent_to = async |path: &str, method: Method, cookie: &str, origin: &str, body: Value| {
        let request = Request::builder()
            .version(Version::HTTP_2)
            .method(method)
            .uri(format!("{OWN}/chat{path}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, origin);
        let body = Body::from(body.to_string());
        clinic.send(request.body(body).unwrap()).await
    };
    let exchange = async |origin: &str| {
        let body = json!({ "secret": invited["secret"], "cookie": true });
        let path = "/v1/invitations/exchange";
        sent_to(path, Method::POST, "theme=dark", origin, body).await
    };
    exchange(FOREIGN).await.refuses(403, "origin_not_allowed");
    let answer = exchange(OWN).await.expect(200);
    let cookie = sent(answer.header("set-cookie"));
    let act = async |origin: &str| {
        let body = json!({ "action": "enter_waiting_room" });
        let path = clinic.path("/actions");
        sent_to(&path, Method::POST, &cookie, origin, body).await
    };
    act(FOREIGN).await.refuses(403, "origin_not_allowed");
    act(OWN).await.expect(204);
}

/// A host's login with its own cookie: `login=ada`; any other value is invalid.
struct HostLogin(ClinicId);

#[async_trait]
impl Authenticator for HostLogin {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        let cookies = request.headers[header::COOKIE].to_str().unwrap();
        let login = cookies.split_once("login=").map(|(_, login)| login);
        match login {
            None => Err(AuthenticationError::Missing),
            Some("ada") => Ok(Identity {
                clinic: self.0,
                subject: Subject::Person {
                    person: PersonId::new(Uuid::from_u128(ADA)),
                    may_oversee: false,
                },
                expires_at: None,
            }),
            Some(_) => Err(AuthenticationError::Invalid),
        }
    }
}

#[tokio::test]
async fn login_of_the_host_goes_before_the_cookie() {
    let mut clinic = clinic(SessionCookie::Secure).await;
    let invited = clinic.invite(PIA, json!({})).await;
    let answer = exchange(&clinic, &invited, Some(OWN)).await.expect(200);
    let session = sent(answer.header("set-cookie"));
    let service = clinic.service.clone();
    let login = Arc::new(HostLogin(ClinicId::new(clinic.clinic)));
    let login = SessionAuthenticator::new(service.clone(), SessionCookie::Secure, login);
    let routes = router(service, Arc::new(login), HttpOptions::default());
    clinic.router = Router::new().nest("/chat", routes);

    let me = async |cookies: &str| call(&clinic, Method::GET, "/v1/me", (cookies, None)).await;
    assert_eq!(
        me(&session).await.expect(200).json()["person"],
        json!(id(PIA))
    );
    let both = format!("{session}; login=ada");
    assert_eq!(me(&both).await.expect(200).json()["person"], json!(id(ADA)));
    let expired = me(&format!("{session}; login=expired")).await;
    expired.refuses(401, "invalid_token");
    // The session is not that of the person who signed in.
    let out = call(&clinic, Method::DELETE, "/v1/session", (&both, None)).await;
    out.refuses(403, "no_session");
    me(&session).await.expect(200);
}

//! Layers around every handler: panics, timeouts, the log.

use crate::clinic::{ADA, Clinic, PIA, SECRET, direct};
use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header, request::Parts},
};
use bytes::Bytes;
use chat_http::{
    AuthenticationError, Authenticator, HttpOptions, Identity, JwtAuthenticator, router,
};
use futures::{StreamExt as _, stream};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tower::ServiceExt as _;

/// Behaves as the token says.
struct Moody;

#[async_trait]
impl Authenticator for Moody {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        match chat_http::bearer(request) {
            Some("panic") => panic!("with something private"),
            Some("down") => Err(AuthenticationError::Unavailable(
                "the directory is down".into(),
            )),
            _ => std::future::pending().await,
        }
    }
}

async fn ask(clinic: &Clinic, token: &str) -> (u16, String, Value) {
    let routes = router(
        clinic.service.clone(),
        Arc::new(Moody),
        HttpOptions::default(),
    );
    let request = Request::get("/v1/me")
        .header(header::HOST, "chat.example.org")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    let response = routes
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let retry = response
        .headers()
        .get("retry-after")
        .map(|v| v.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (
        status,
        retry.unwrap_or_default(),
        serde_json::from_slice(&body).unwrap(),
    )
}

#[tokio::test]
async fn panic_message_is_not_disclosed() {
    let clinic = Clinic::new().await;
    let (status, _, problem) = ask(&clinic, "panic").await;
    assert_eq!((status, &problem["code"]), (500, &Value::from("internal")));
    assert!(!problem.to_string().contains("private"));
}

#[tokio::test]
async fn unavailable_has_retry_after() {
    let clinic = Clinic::new().await;
    let (status, retry, problem) = ask(&clinic, "down").await;
    assert_eq!((status, retry.as_str()), (503, "1"));
    assert_eq!(problem["code"], "unavailable");
    assert!(!problem.to_string().contains("directory"));
}

#[tokio::test]
async fn missing_body_times_out() {
    let options = HttpOptions::default().with_request_timeout(Duration::from_millis(50));
    let clinic = Clinic::with(options).await;
    let drip = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"{")) });
    let request = Request::post(format!("/chat{}", clinic.path("/chats/visit/messages")))
        .header(header::HOST, "chat.example.org")
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", clinic.token(ADA)),
        )
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from_stream(drip.chain(stream::pending())))
        .unwrap();
    let answer = clinic.send(request).await;
    answer.problem();
    assert!([408, 503].contains(&answer.status.as_u16()), "{answer:?}");
}

#[tokio::test]
async fn stalled_upload_times_out() {
    let options = HttpOptions::default().with_upload_idle(Duration::from_millis(50));
    let clinic = Clinic::with(options).await;
    let drip = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"\x89PNG")) });
    let body = Body::from_stream(drip.chain(stream::pending()));
    let answer = clinic
        .upload(ADA, "visit", "a.png", "image/png", body)
        .await;
    answer.refuses(400, "upload_interrupted");
}

#[tokio::test]
async fn trickling_upload_times_out() {
    let options = HttpOptions::default().with_upload_whole(Duration::from_millis(100));
    let clinic = Clinic::with(options).await;
    let drip = stream::unfold("%PDF-1.7", |bytes| async move {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Some((Ok::<_, std::io::Error>(Bytes::from(bytes)), " "))
    });
    let body = Body::from_stream(drip);
    let answer = clinic
        .upload(ADA, "visit", "a.pdf", "application/pdf", body)
        .await;
    answer.refuses(400, "upload_interrupted");
}

#[tokio::test]
async fn router_can_be_nested() {
    let clinic = Clinic::new().await;
    let authenticator = Arc::new(JwtAuthenticator::new(SECRET).unwrap());
    let routes = router(
        clinic.service.clone(),
        authenticator,
        HttpOptions::default(),
    );
    let host = Router::new()
        .nest("/a/b", routes)
        .route("/own", axum::routing::get(|| async { "own" }));
    let get = async |path: &str| {
        let request = Request::get(path).header(header::HOST, "chat.example.org");
        let request = request.body(Body::empty()).unwrap();
        host.clone()
            .oneshot(request)
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(get("/a/b/v1/openapi.json").await, 200);
    assert_eq!(get("/a/b/v1/me").await, 401);
    assert_eq!(get("/own").await, 200);
}

#[tokio::test]
async fn log_has_routes_and_no_personal_data() {
    let clinic = Clinic::new().await;
    let token = clinic.token(ADA);
    clinic.say(ADA, &direct(ADA, PIA), "HIV positive").await;
    clinic
        .get(&clinic.path("?name=HIV"), &token)
        .await
        .expect(200);
    clinic
        .get("/v1/HIV", &token)
        .await
        .refuses(404, "route_not_found");
    clinic
        .upload(ADA, "visit", "HIV.mp4", "video/mp4", "HIV")
        .await
        .problem();
    clinic
        .get("/v1/me", &format!("{token}x"))
        .await
        .refuses(401, "invalid_token");
    let logged = crate::log::of_this_thread();
    let own = logged.lines().filter(|line| line.contains("chat_"));
    let own: Vec<_> = own.collect();
    assert!(own.len() >= 6, "{logged}");
    assert!(
        logged.contains("/chat/v1/visits/{visit}/chats/{chat}/messages"),
        "{logged}"
    );
    let ids = [
        clinic.visit,
        clinic.clinic,
        crate::clinic::id(ADA),
        crate::clinic::id(PIA),
    ];
    for line in own {
        assert!(!line.contains("HIV") && !line.contains(&token), "{line}");
        assert!(
            !ids.iter().any(|id| line.contains(&id.to_string())),
            "{line}"
        );
    }
}

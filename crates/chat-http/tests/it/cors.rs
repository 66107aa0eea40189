//! Pages of other hosts.

use crate::clinic::Clinic;
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chat_http::{AllowedOrigins, HttpOptions};

const PORTAL: &str = "https://portal.example";

/// A clinic whose service pages of these origins may use.
async fn open_to(origins: &[&str]) -> Clinic {
    let origins = origins.iter().map(|&origin| origin.to_owned());
    Clinic::with(HttpOptions::default().with_allowed_origins(AllowedOrigins::also(origins))).await
}

/// A preflight request or a request without a token.
async fn ask(clinic: &Clinic, method: Method, origin: &str) -> (StatusCode, HeaderMap) {
    let request = Request::builder()
        .method(method)
        .uri("/chat/v1/me")
        .header(header::HOST, "chat.example.org")
        .header(header::ORIGIN, origin)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization");
    let answer = clinic.send(request.body(Body::empty()).unwrap()).await;
    (answer.status, answer.headers)
}

#[tokio::test]
async fn allowed_origin_may_ask_and_read_refusals() {
    let clinic = open_to(&["https://other.example", PORTAL]).await;
    let (status, headers) = ask(&clinic, Method::OPTIONS, PORTAL).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], PORTAL);
    let allowed = headers[header::ACCESS_CONTROL_ALLOW_HEADERS]
        .to_str()
        .unwrap();
    for name in ["authorization", "upload-id", "content-disposition"] {
        assert!(allowed.contains(name), "{allowed}");
    }
    assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));

    // Without a token: the page can read why it was refused.
    let (status, headers) = ask(&clinic, Method::GET, PORTAL).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], PORTAL);
}

#[tokio::test]
async fn other_origin_gets_no_cors_headers() {
    let closed = open_to(&[]).await;
    let open = open_to(&[PORTAL]).await;
    for (clinic, origin) in [
        (&closed, PORTAL),
        (&open, "https://portal.example.evil.example"),
        (&open, "http://portal.example"),
        (&open, "null"),
    ] {
        for method in [Method::OPTIONS, Method::GET] {
            let (_, headers) = ask(clinic, method, origin).await;
            assert!(
                !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN),
                "{origin}"
            );
        }
    }
}

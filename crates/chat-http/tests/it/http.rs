//! Calls the router without a network.

use crate::clinic::Clinic;
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header, request::Builder},
};
use bytes::Bytes;
use serde_json::Value;
use tower::ServiceExt as _;

/// The id of every request, so that responses can be compared.
pub(crate) const REQUEST_ID: &str = "0192d1f0-0000-7000-8000-00000000feed";

/// A complete response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Clinic {
    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(
            request(Method::GET, path, token)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        let request = request(Method::POST, path, token)
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8");
        self.send(request.body(body.to_string().into()).unwrap())
            .await
    }

    pub(crate) async fn put(&self, path: &str, token: &str, body: &Value) -> Answer {
        let request = request(Method::PUT, path, token)
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8");
        self.send(request.body(body.to_string().into()).unwrap())
            .await
    }

    pub(crate) async fn patch(&self, path: &str, token: &str, body: &Value) -> Answer {
        let request = request(Method::PATCH, path, token)
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8");
        self.send(request.body(body.to_string().into()).unwrap())
            .await
    }

    pub(crate) async fn call(&self, method: Method, path: &str, token: &str) -> Answer {
        self.send(request(method, path, token).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

pub(crate) fn request(method: Method, path: &str, token: &str) -> Builder {
    let request = Request::builder()
        .method(method)
        .uri(format!("/chat{path}"))
        .header(header::HOST, "chat.example.org")
        .header("x-request-id", REQUEST_ID);
    match token {
        "" => request,
        token => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
    }
}

impl Answer {
    /// The response, if it has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        assert_eq!(self.header("x-content-type-options"), "nosniff");
        assert!(self.header("cache-control").contains("no-store"));
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The problem document, if the response is a well-formed one.
    #[track_caller]
    pub(crate) fn problem(&self) -> Value {
        let shown = String::from_utf8_lossy(&self.body);
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{shown}"
        );
        assert_eq!(self.header("x-content-type-options"), "nosniff");
        assert_eq!(self.header("cache-control"), "no-store");
        let problem = self.json();
        let mut members = keys(&problem);
        let waits = members.len();
        members.retain(|member| *member != "retry_after");
        assert_eq!(waits > members.len(), problem["code"] == "rate_limited");
        // Only a refused token has a fault.
        let others = members.len();
        members.retain(|member| *member != "token_fault");
        assert!(others == members.len() || problem["code"] == "invalid_token");
        assert_eq!(
            members,
            [
                "code",
                "detail",
                "request_id",
                "rule",
                "status",
                "title",
                "type"
            ]
        );
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        assert_eq!(problem["status"], self.status.as_u16());
        let code = problem["code"].as_str().unwrap();
        assert_eq!(problem["type"], format!("urn:visit-chat:problem:{code}"));
        assert!(
            problem["detail"].as_str().unwrap().ends_with('.'),
            "{shown}"
        );
        problem
    }

    /// Asserts that the response is this problem.
    #[track_caller]
    pub(crate) fn refuses(&self, status: u16, code: &str) -> Value {
        let problem = self.problem();
        assert_eq!(
            (self.status.as_u16(), problem["code"].as_str()),
            (status, Some(code))
        );
        problem
    }
}

/// The names of an object's members in alphabetical order.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

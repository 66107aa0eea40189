//! The routes and the end of a process.

use crate::building::{CLINIC, PROVIDER, schedule};
use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, request::Parts},
};
use std::{sync::Arc, time::Duration};
use tower::ServiceExt as _;
use visit_chat::{
    VisitChat,
    http::{AuthenticationError, Authenticator, Identity, Subject},
};

/// Knows the provider by the name in a header.
struct ByHeader;

#[async_trait]
impl Authenticator for ByHeader {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        let user = request.headers.get("x-user");
        let _haddad = user
            .filter(|user| *user == "haddad")
            .ok_or(AuthenticationError::Missing)?;
        Ok(Identity {
            clinic: CLINIC,
            subject: Subject::Person {
                person: PROVIDER,
                may_oversee: false,
            },
            expires_at: None,
        })
    }
}

async fn status(app: &Router, path: &str, user: Option<&str>) -> StatusCode {
    let mut request = Request::get(path).header("host", "clinic.example");
    if let Some(user) = user {
        request = request.header("x-user", user);
    }
    let request = request.body(Body::empty()).unwrap();
    app.clone().oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn routes_are_nested_and_ask_the_hosts_login() {
    let chat = VisitChat::builder().in_memory().build().await.unwrap();
    let visit = schedule(&chat).await;
    let app = Router::new().nest("/chat", chat.router(Arc::new(ByHeader)));
    let path = format!("/chat/v1/visits/{}", visit.visit);
    assert_eq!(status(&app, &path, Some("haddad")).await, StatusCode::OK);
    assert_eq!(status(&app, &path, None).await, StatusCode::UNAUTHORIZED);
    let other = "/chat/v1/visits/018f0000-0000-7000-8000-000000000000";
    assert_eq!(
        status(&app, other, Some("haddad")).await,
        StatusCode::NOT_FOUND
    );
    chat.shut_down(Duration::from_secs(1)).await;
}

//! Request ids: in the response, in the problem document and in the log.

use crate::{
    clinic::{ADA, Clinic},
    http::{Answer, REQUEST_ID},
};
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use uuid::Uuid;

async fn ask(clinic: &Clinic, method: Method, id: Option<&str>) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri("/chat/v1/me")
        .header(header::HOST, "chat.example.org");
    if let Some(id) = id {
        request = request.header("x-request-id", id);
    }
    clinic.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn well_formed_id_is_echoed_in_header_problem_and_log() {
    let clinic = Clinic::new().await;
    let id = Uuid::now_v7().to_string();
    let refused = ask(&clinic, Method::GET, Some(&id)).await;
    assert_eq!(refused.headers["x-request-id"], id.as_str());
    assert_eq!(refused.problem()["request_id"], id.as_str());
    let logged = crate::log::of_this_thread();
    let answered = logged
        .lines()
        .find(|line| line.contains("answered") && line.contains(&id));
    assert!(answered.is_some(), "{logged}");

    let token = clinic.token(ADA);
    let accepted = clinic.get("/v1/me", &token).await.expect(200);
    assert_eq!(accepted.headers["x-request-id"], REQUEST_ID);
}

#[tokio::test]
async fn other_text_is_replaced_and_never_logged() {
    let clinic = Clinic::new().await;
    let name = "Ana Pace, HIV positive";
    for sent in [Some(name), None] {
        let refused = ask(&clinic, Method::GET, sent).await;
        let id = refused.headers["x-request-id"].to_str().unwrap();
        assert_eq!(Uuid::parse_str(id).unwrap().get_version_num(), 7);
        assert_eq!(refused.problem()["request_id"], id);
    }
    assert!(!crate::log::of_this_thread().contains("Ana Pace"));
}

#[tokio::test]
async fn head_has_the_length_of_the_document_and_no_body() {
    let clinic = Clinic::new().await;
    let got = ask(&clinic, Method::GET, Some(REQUEST_ID)).await;
    let head = ask(&clinic, Method::HEAD, Some(REQUEST_ID)).await;
    assert_eq!(head.headers["x-request-id"], REQUEST_ID);
    assert!(head.body.is_empty());
    if let Some(length) = head.headers.get(header::CONTENT_LENGTH) {
        assert_eq!(length.to_str().unwrap(), got.body.len().to_string());
    }
}

#[tokio::test]
async fn unknown_routes_have_an_id_too() {
    let clinic = Clinic::new().await;
    let answer = clinic.get("/v1/nowhere", "").await;
    answer.refuses(404, "route_not_found");
    assert_eq!(answer.problem()["request_id"], REQUEST_ID);
}

//! Every operation, called by callers without access.

use crate::{
    clinic::{ADA, OUTSIDER},
    examples::all,
    tokens::bad_tokens,
};
use axum::http::Method;
use uuid::Uuid;

#[tokio::test]
async fn every_operation_requires_a_valid_token() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    for example in examples.iter().filter(|example| !example.public) {
        example
            .ask_as(&clinic, "")
            .await
            .refuses(401, "unauthenticated");
        for (what, _, token) in bad_tokens(&clinic) {
            let answer = example.ask_as(&clinic, &token).await;
            assert_eq!(answer.status, 401, "{what}: {example:?}");
            answer.refuses(401, "invalid_token");
        }
    }
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn visit_looks_absent_to_outsiders_and_other_clinics() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    let within = examples
        .iter()
        .filter(|example| example.parameters.contains_key("visit"));
    let mut asked = 0;
    for example in within {
        for token in [clinic.token(OUTSIDER), clinic.token_in(Uuid::now_v7(), ADA)] {
            let answer = example.ask_as(&clinic, &token).await;
            assert_eq!(answer.status, 404, "{example:?}");
            answer.refuses(404, "visit_unknown");
            asked += 1;
        }
    }
    assert_eq!(asked, 70);
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn unknown_methods_and_addresses_are_problems() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    for example in &examples {
        let unknown = Method::from_bytes(b"PURGE").unwrap();
        for method in [unknown, Method::OPTIONS, Method::TRACE] {
            let answer = clinic.call(method, &example.target(), &example.token).await;
            answer.refuses(405, "method_not_allowed");
            assert!(
                answer.header("allow").contains(example.method.as_str()),
                "{answer:?}"
            );
        }
        let beyond = format!("{}/beyond/beyond", example.target());
        clinic
            .get(&beyond, &example.token)
            .await
            .refuses(404, "route_not_found");
    }
    for path in ["", "/v1", "/v1/", "/v2/me", "/v1/visits/", "/v1//me"] {
        clinic
            .get(path, &clinic.token(ADA))
            .await
            .refuses(404, "route_not_found");
    }
    assert_eq!(clinic.versions().await, before);
}

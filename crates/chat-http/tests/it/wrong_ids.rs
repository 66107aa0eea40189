//! Every operation, about things that don't exist, can't exist, or in the wrong words.

use crate::examples::{Example, all};
use axum::{body::Body, http::Method};
use uuid::Uuid;

/// Ids that nothing can have, as they may stand in a path.
const ILL_FORMED: [&str; 8] = [
    "nonsense",
    "0",
    "%00",
    "%FF",
    "..%2F..%2Fetc",
    "00000000-0000-0000-0000-00000000000g",
    "visit'%20OR%201=1--",
    "direct:x:y",
];

#[tokio::test]
async fn unknown_and_ill_formed_ids_are_one_answer() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    let mut asked = 0;
    for example in &examples {
        for name in example.parameters.keys() {
            let unknown = match name.as_str() {
                "chat" => format!("direct:{}:{}", Uuid::now_v7(), Uuid::now_v7()),
                _ => Uuid::now_v7().to_string(),
            };
            let absent = with(example, name, &unknown).ask(&clinic).await;
            assert_eq!(absent.status, 404, "{name} of {example:?}: {absent:?}");
            absent.problem();
            for wrong in ILL_FORMED {
                let answer = with(example, name, wrong).ask(&clinic).await;
                assert_eq!(answer, absent, "{wrong} as {name} of {example:?}");
            }
            asked += 1;
        }
    }
    assert_eq!(asked, 29);
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn query_strings_that_mean_nothing_are_problems() {
    let (clinic, examples) = all().await;
    let mut asked = 0;
    for example in examples.iter().filter(|example| !example.query.is_empty()) {
        for name in &example.query {
            for wrong in [
                "x",
                "-1",
                "%00",
                "%FF",
                "1e99",
                "99999999999999999999999999",
            ] {
                let path = format!("{}?{name}={wrong}", example.target());
                let answer = clinic.get(&path, &example.token).await;
                assert!(answer.status == 400, "{path}: {answer:?}");
                answer.problem();
                asked += 1;
            }
            let twice = format!("{}?{name}=1&{name}=1", example.target());
            clinic
                .get(&twice, &example.token)
                .await
                .refuses(400, "query_not_understood");
        }
        for unknown in ["unknown=1", "Limit=1", "limit[]=1"] {
            let path = format!("{}?{unknown}", example.target());
            clinic
                .get(&path, &example.token)
                .await
                .refuses(400, "query_not_understood");
        }
    }
    assert_eq!(asked, 9 * 6);
    let messages = clinic.path("/chats/visit/messages?before=3&after=1");
    clinic
        .get(&messages, &clinic.token(crate::clinic::ADA))
        .await
        .refuses(400, "query_not_understood");
}

#[tokio::test]
async fn dates_outside_of_rfc_3339_are_refused_and_not_stored() {
    let (clinic, _) = all().await;
    let before = clinic.versions().await;
    for time in [
        "0000-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-00:01",
        "soon",
        "2026-02-30T00:00:00Z",
    ] {
        let mut body = crate::clinic::schedule_body();
        body["scheduled_for"] = time.into();
        clinic
            .post("/v1/visits", &clinic.host(), &body)
            .await
            .refuses(400, "not_a_time");
    }
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn a_body_where_none_belongs_is_not_read() {
    let (clinic, examples) = all().await;
    for example in examples
        .iter()
        .filter(|example| example.method == Method::GET)
    {
        let request = crate::http::request(Method::GET, &example.target(), &example.token)
            .body(Body::from(vec![b'x'; 1_000_000]))
            .unwrap();
        assert_eq!(
            clinic.send(request).await.status,
            example.success,
            "{example:?}"
        );
    }
}

fn with(example: &Example, name: &str, value: &str) -> Example {
    let mut example = example.clone();
    example.parameters.insert(name.to_owned(), value.to_owned());
    example
}

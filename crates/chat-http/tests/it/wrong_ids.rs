//! Every operation with unknown, malformed or non-canonical ids.

use crate::examples::{Example, all};
use axum::{body::Body, http::Method};
use uuid::Uuid;

/// Ids that nothing can have, as they could appear in a path.
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
async fn unknown_and_malformed_ids_get_the_same_response() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    let mut asked = 0;
    // The clinic keeps no list of people: for one who is not known, nothing is to end and nothing to list.
    let known = |example: &&Example| !example.path.starts_with("/v1/people/");
    for example in examples.iter().filter(known) {
        // So does a session of a link: one that has ended is not known.
        for name in example.parameters.keys().filter(|name| *name != "session") {
            let unknown = match name.as_str() {
                "chat" => format!("direct:{}:{}", Uuid::now_v7(), Uuid::now_v7()),
                _ => Uuid::now_v7().to_string(),
            };
            let absent = with(example, name, &unknown).ask(&clinic).await;
            assert_eq!(absent.status, 404, "{name} of {example:?}: {absent:?}");
            absent.problem();
            let spelled = other_spellings(&example.parameters[name]);
            for wrong in ILL_FORMED
                .into_iter()
                .chain(spelled.iter().map(String::as_str))
            {
                let answer = with(example, name, wrong).ask(&clinic).await;
                assert_eq!(answer, absent, "{wrong} as {name} of {example:?}");
            }
            asked += 1;
        }
    }
    assert_eq!(asked, 63);
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn invalid_query_strings_are_problems() {
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
                .refuses(400, "invalid_query");
        }
        for unknown in ["unknown=1", "Limit=1", "limit[]=1"] {
            let path = format!("{}?{unknown}", example.target());
            clinic
                .get(&path, &example.token)
                .await
                .refuses(400, "invalid_query");
        }
    }
    assert_eq!(asked, 22 * 6);
    let messages = clinic.path("/chats/visit/messages?before=3&after=1");
    clinic
        .get(&messages, &clinic.token(crate::clinic::ADA))
        .await
        .refuses(400, "invalid_query");
}

#[tokio::test]
async fn dates_outside_rfc_3339_are_refused() {
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
            .refuses(400, "invalid_time");
    }
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn unexpected_body_is_ignored() {
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

/// An equivalent non-canonical spelling of an id.
fn other_spellings(id: &str) -> Vec<String> {
    match id.rsplit_once(':') {
        Some((before, last)) => other_spellings(last)
            .iter()
            .map(|last| format!("{before}:{last}"))
            .collect(),
        None => vec![
            format!("{}F", &id[..35]),
            id.to_uppercase(),
            id.replace('-', ""),
            format!("%7B{id}%7D"),
            format!("urn:uuid:{id}"),
            format!("{id}%20"),
        ],
    }
}

#[tokio::test]
async fn body_ids_must_be_canonical() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    let mut asked = 0;
    for example in examples.iter().filter(|example| example.body.is_some()) {
        let body = example.body.as_ref().unwrap().to_string();
        let ids = body.split('"').filter(|word| word.parse::<Uuid>().is_ok());
        for id in ids {
            for other in [
                id.to_uppercase().replace('0', "A"),
                id.replace('-', ""),
                format!("{{{id}}}"),
                format!("urn:uuid:{id}"),
            ] {
                let mut spelled = example.clone();
                spelled.body = Some(serde_json::from_str(&body.replace(id, &other)).unwrap());
                spelled.ask(&clinic).await.refuses(400, "unexpected_json");
                asked += 1;
            }
        }
    }
    assert!(asked >= 40, "{asked}");
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn upload_ids_and_cursors_must_be_canonical() {
    let (clinic, _) = all().await;
    let id = Uuid::now_v7();
    for other in [
        id.simple().to_string(),
        id.braced().to_string(),
        id.to_string() + "A",
    ] {
        let answer = clinic.upload_as(
            Some(&other),
            crate::clinic::ADA,
            "visit",
            "a.png",
            chat_attachments::fixture::png(2, 2),
        );
        answer.await.refuses(400, "invalid_upload_id");
    }
    for cursor in [
        format!("1.{}", id.simple()),
        format!("%2B1.{id}"),
        format!("01.{id}"),
        format!("-0.{id}"),
    ] {
        let path = format!("/v1/visits?after={cursor}");
        clinic
            .get(&path, &clinic.token(crate::clinic::ADA))
            .await
            .refuses(400, "invalid_query");
    }
    let good = format!("/v1/visits?after=1.{id}");
    clinic
        .get(&good, &clinic.token(crate::clinic::ADA))
        .await
        .expect(200);
}

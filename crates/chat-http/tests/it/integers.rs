//! Incoming integers are accepted exactly in the range that the description states.

use crate::{
    clinic::{ADA, Clinic, direct},
    examples::{Example, all},
};
use axum::http::Method;
use serde_json::{Value, json};

/// The maximum that a schema allows; `None` if it is not a single integer.
fn greatest(schema: &Value) -> Option<u64> {
    let kind = &schema["type"];
    let integer = *kind == "integer" || kind.as_array()?.contains(&json!("integer"));
    assert!(!integer || schema["minimum"] == 0, "{schema}");
    match schema["format"].as_str() {
        Some("int32") if integer => Some(i32::MAX.unsigned_abs().into()),
        Some("int64") if integer => Some(i64::MAX.unsigned_abs()),
        format => {
            assert!(
                !integer,
                "an integer without a range: {format:?} in {schema}"
            );
            None
        }
    }
}

fn beyond(most: u64) -> [Value; 5] {
    [
        json!(most + 1),
        json!(u64::MAX),
        json!(-1),
        json!(1.5),
        serde_json::from_str("99999999999999999999").unwrap(),
    ]
}

#[tokio::test]
async fn query_integers_are_bounded_as_described() {
    let (clinic, examples) = all().await;
    let document = chat_http::openapi();
    let mut tried = 0;
    for example in &examples {
        let method = example.method.as_str().to_lowercase();
        let parameters = &document["paths"][&example.path][method]["parameters"];
        let in_query = parameters.as_array().cloned().unwrap_or_default();
        for parameter in in_query
            .iter()
            .filter(|parameter| parameter["in"] == "query")
        {
            let Some(most) = greatest(&parameter["schema"]) else {
                continue;
            };
            let name = parameter["name"].as_str().unwrap();
            let ask = async |value: &str| {
                let path = format!("{}?{name}={value}", example.target());
                clinic.get(&path, &example.token).await
            };
            for good in [0, 1, most] {
                let answer = ask(&good.to_string()).await;
                assert_eq!(answer.status, 200, "{name}={good}: {answer:?}");
            }
            for bad in beyond(most) {
                ask(&bad.to_string()).await.refuses(400, "invalid_query");
            }
            tried += 1;
        }
    }
    assert_eq!(tried, 8, "before, after, five limits and a wait");
}

#[tokio::test]
async fn body_integers_are_bounded_as_described() {
    let document = chat_http::openapi();
    let mut tried = Vec::new();
    for at in 0..all().await.1.len() {
        let (clinic, examples) = all().await;
        let example = &examples[at];
        let Some(body) = &example.body else { continue };
        let method = example.method.as_str().to_lowercase();
        let operation = &document["paths"][&example.path][method];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        for (pointer, most) in integers(&document, schema, "") {
            let mut missing = body.clone();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let Some(place) = missing.pointer_mut(parent) else {
                panic!("the example of {} has no {parent}", example.path);
            };
            place
                .as_object_mut()
                .unwrap()
                .insert(name.to_owned(), json!(most));
            try_integer(&clinic, example, &missing, &pointer, most).await;
            tried.push(pointer);
        }
    }
    tried.sort();
    // The policy is part of scheduling and of an edit.
    let (of_policy, others): (Vec<_>, Vec<_>) =
        tried.into_iter().partition(|at| at.starts_with("/policy/"));
    assert!(of_policy.chunks_exact(2).all(|pair| pair[0] == pair[1]));
    let mut tried = others;
    tried.extend(of_policy.into_iter().step_by(2));
    tried.sort();
    let all = [
        "/before",
        "/limit",
        "/overlap_seconds",
        "/policy/complete_after_hours",
        "/policy/escalate_after_minutes",
        "/policy/follow_up_hours",
        "/policy/max_acts_per_person",
        "/policy/max_corrections_per_message",
        "/policy/max_entries_per_person",
        "/policy/max_file_bytes",
        "/policy/max_files_per_message",
        "/policy/max_text_bytes_per_person",
        "/policy/max_upload_bytes_per_person",
        "/policy/max_upload_bytes_per_visit",
        "/policy/max_uploads_per_person",
        "/policy/max_uploads_per_visit",
        "/policy/min_counted_file_bytes",
        "/policy/remind_attendees_after_minutes",
        "/policy/remind_attendees_again_after_minutes",
        "/policy/remind_care_team_after_minutes",
        "/policy/remind_care_team_again_after_minutes",
        "/through",
        "/through",
    ];
    assert_eq!(tried, all);
}

async fn try_integer(clinic: &Clinic, example: &Example, body: &Value, pointer: &str, most: u64) {
    let mut spoiled = example.clone();
    for bad in beyond(most) {
        let mut body = body.clone();
        *body.pointer_mut(pointer).unwrap() = bad;
        spoiled.body = Some(body);
        spoiled.ask(clinic).await.refuses(400, "unexpected_json");
    }
    let mut body = body.clone();
    if let Some(visit) = body.get_mut("visit") {
        *visit = json!(uuid::Uuid::now_v7());
    }
    spoiled.body = Some(body);
    let answer = spoiled.ask(clinic).await;
    if pointer == "/policy/min_counted_file_bytes" && example.method == Method::PATCH {
        answer.refuses(409, "policy_fixed");
    } else if pointer == "/through" {
        // Well-formed, but no chat has that number of entries.
        answer.refuses(404, "message_unknown");
    } else {
        assert_eq!(answer.status, example.success, "{pointer}: {answer:?}");
    }
}

/// JSON pointers to the integers of a schema, with the maximum of each.
fn integers(document: &Value, schema: &Value, at: &str) -> Vec<(String, u64)> {
    if let Some(target) = schema["$ref"].as_str() {
        let schema = document.pointer(target.strip_prefix('#').unwrap()).unwrap();
        return integers(document, schema, at);
    }
    let mut found: Vec<_> = greatest(schema)
        .into_iter()
        .map(|most| (at.to_owned(), most))
        .collect();
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        found.extend(integers(document, member, &format!("{at}/{name}")));
    }
    for member in schema["oneOf"].as_array().into_iter().flatten() {
        found.extend(integers(document, member, at));
    }
    found
}

#[tokio::test]
async fn frame_integers_are_bounded_as_described() {
    let clinic = Clinic::new().await;
    clinic.say(ADA, "visit", "hello").await;
    let address = clinic.serve().await;
    let mut socket = clinic.connect(address, ADA).await;
    let most = i64::MAX.unsigned_abs();
    let frame = |request: &Value, seen: &Value| {
        [
            json!({
                "type": "send", "request": request, "visit": clinic.visit, "chat": "visit",
                "recipient": "everyone", "client_id": uuid::Uuid::now_v7(), "text": "hello",
            }),
            json!({ "type": "follow", "visit": clinic.visit, "seen": { direct(ADA, 1): seen } }),
        ]
    };
    for bad in beyond(most) {
        for frame in frame(&bad, &bad) {
            socket.say(frame).await;
            let answer = socket.expect("problem").await;
            assert_eq!(answer["problem"]["code"], "invalid_frame", "{bad}");
        }
    }
    let [send, follow] = frame(&json!(most), &json!(most));
    socket.say(send).await;
    assert_eq!(socket.expect("receipt").await["request"], json!(most));
    socket.say(follow).await;
    socket.expect("view").await;
}

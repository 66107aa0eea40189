//! Invalid JSON bodies, for every operation with a JSON body.

use crate::{
    clinic::Clinic,
    examples::{Example, all},
    http::{Answer, request},
};
use axum::{body::Body, http::header};
use serde_json::{Value, json};

async fn ask(
    clinic: &Clinic,
    example: &Example,
    media_type: &str,
    body: impl Into<Body>,
) -> Answer {
    let mut request = request(example.method.clone(), &example.target(), &example.token);
    if !media_type.is_empty() {
        request = request.header(header::CONTENT_TYPE, media_type);
    }
    clinic.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn invalid_json_is_a_problem() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut asked = 0;
    for example in examples.iter().filter(|example| example.body.is_some()) {
        let good = example.body.as_ref().unwrap().to_string();
        let cut = &good[..good.len() - 1];
        let trailing = format!("{good}x");
        let twice = format!("{good}{good}");
        for body in [
            "",
            " ",
            "{",
            "nul",
            cut,
            &trailing,
            &twice,
            "{'a':1}",
            "\u{FEFF}{}",
            &deep,
        ] {
            let answer = ask(&clinic, example, "application/json", body.to_owned()).await;
            answer.refuses(
                400,
                if body == deep {
                    code_of(&answer)
                } else {
                    "invalid_json"
                },
            );
            assert_eq!(answer.status, 400);
        }
        let mut not_utf8 = good.clone().into_bytes();
        not_utf8.insert(2, 0xFF);
        let answer = ask(&clinic, example, "application/json", not_utf8).await;
        assert_eq!(answer.status, 400, "{example:?}");
        answer.problem();
        for media_type in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "text/json",
        ] {
            let answer = ask(&clinic, example, media_type, good.clone()).await;
            answer.refuses(415, "unsupported_media_type");
        }
        let padded = format!("{good}{}", " ".repeat(256 * 1024));
        ask(&clinic, example, "application/json", padded)
            .await
            .refuses(413, "body_too_large");
        asked += 1;
    }
    assert_eq!(asked, 21);
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn json_of_the_wrong_shape_is_a_problem() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    let mut asked = 0;
    for example in examples.iter().filter(|example| example.body.is_some()) {
        let good = example.body.as_ref().unwrap();
        let mut bodies = vec![
            json!(null),
            json!(true),
            json!(1),
            json!("x"),
            json!([]),
            json!([good]),
        ];
        // The members in order, as an array, are not an object.
        bodies.push(good.as_object().unwrap().values().cloned().collect());
        for pointer in places(good) {
            for wrong in [
                json!({ "no such": ["shape"] }),
                json!([[1]]),
                json!(-1.5),
                json!(true),
            ] {
                let mut body = good.clone();
                let place = body.pointer_mut(&pointer).unwrap();
                if *place != wrong && !(place.is_boolean() && wrong.is_boolean()) {
                    *place = wrong;
                    bodies.push(body);
                }
            }
            let mut body = good.clone();
            if let Value::Object(members) = body.pointer_mut(&pointer).unwrap() {
                members.insert("surplus".to_owned(), json!(1));
                bodies.push(body);
            }
        }
        for body in bodies {
            let answer = ask(&clinic, example, "application/json", body.to_string()).await;
            assert_eq!(answer.status, 400, "{body} to {example:?}: {answer:?}");
            answer.refuses(400, code_of(&answer));
            asked += 1;
        }
    }
    assert!(asked > 150, "{asked}");
    assert_eq!(clinic.versions().await, before);
}

#[tokio::test]
async fn problem_does_not_echo_the_request() {
    let (clinic, examples) = all().await;
    for example in examples.iter().filter(|example| example.body.is_some()) {
        for body in [
            json!("HIV positive"),
            json!({ "HIV positive": "HIV positive" }),
        ] {
            let answer = ask(&clinic, example, "application/json", body.to_string()).await;
            assert!(
                !String::from_utf8_lossy(&answer.body).contains("HIV"),
                "{example:?}"
            );
        }
    }
}

/// JSON pointers to the document and everything in it.
fn places(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, v)| (name.clone(), v)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, v)| (at.to_string(), v))
            .collect(),
        _ => Vec::new(),
    };
    for (name, member) in members {
        found.extend(places(member).iter().map(|rest| format!("/{name}{rest}")));
    }
    found
}

fn code_of(answer: &Answer) -> &'static str {
    // Some shapes are rejected before the parser knows the expected one.
    if answer.json()["code"] == "invalid_json" {
        "invalid_json"
    } else {
        "unexpected_json"
    }
}

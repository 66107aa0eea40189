//! The OpenAPI description covers the status and media type of every response.

use crate::{
    clinic::{Clinic, OUTSIDER},
    examples::{Example, all},
    http::{Answer, request},
};
use axum::{
    body::Body,
    http::{Method, header},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Checks a response against the description and records its status.
fn check(document: &Value, example: &Example, answer: &Answer, seen: &mut BTreeSet<String>) {
    let method = match example.method.as_str() {
        "HEAD" => "get".to_owned(),
        method => method.to_lowercase(),
    };
    let described = &document["paths"][&example.path][method]["responses"];
    let status = answer.status.as_str();
    let class = format!("{}XX", &status[..1]);
    let found = [status, &class]
        .into_iter()
        .find(|key| described.get(key).is_some());
    let key = found.unwrap_or_else(|| panic!("{status} is not described: {example:?}"));
    let mut response = &described[key];
    if let Some(target) = response["$ref"].as_str() {
        response = document.pointer(target.strip_prefix('#').unwrap()).unwrap();
    }
    let content_type = answer.header("content-type");
    let essence = content_type.split(';').next().unwrap().trim();
    let contents = response["content"].as_object();
    let documented =
        contents.is_some_and(|all| all.contains_key(essence) || all.contains_key("*/*"));
    let nothing = essence.is_empty() && contents.is_none();
    assert!(
        documented || nothing,
        "{status} with {essence}: {example:?}"
    );
    for name in response["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
    {
        assert!(
            !answer.header(&name.to_lowercase()).is_empty(),
            "{status} without {name}"
        );
    }
    if essence.ends_with("json") && !answer.body.is_empty() {
        let schema = &response["content"][essence]["schema"];
        has_required(document, schema, &answer.json(), &example.path);
    }
    seen.insert(status.to_owned());
}

/// Fails if a property that the schema requires is absent from the value, at any depth.
fn has_required(document: &Value, schema: &Value, value: &Value, path: &str) {
    if let Some(target) = schema["$ref"].as_str() {
        let schema = document.pointer(target.strip_prefix('#').unwrap()).unwrap();
        return has_required(document, schema, value, path);
    }
    for schema in schema["oneOf"].as_array().into_iter().flatten() {
        if schema.get("$ref").is_some() && !value.is_null() {
            has_required(document, schema, value, path);
        }
    }
    for item in value.as_array().into_iter().flatten() {
        has_required(document, &schema["items"], item, path);
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let member = value.get(name.as_str().unwrap());
        let member = member.unwrap_or_else(|| panic!("{path} has no {name}: {value}"));
        has_required(
            document,
            &schema["properties"][name.as_str().unwrap()],
            member,
            path,
        );
    }
}

#[tokio::test]
async fn every_response_is_described() {
    let document = chat_http::openapi();
    let mut seen = BTreeSet::new();
    for at in 0..all().await.1.len() {
        let (clinic, examples) = all().await;
        let example = &examples[at];
        for token in [
            "",
            "garbage",
            &*clinic.token(OUTSIDER),
            &*clinic.host(),
            &*clinic.overseer(),
        ] {
            if token != example.token {
                let answer = example.ask_as(&clinic, token).await;
                check(&document, example, &answer, &mut seen);
            }
        }
        for answer in spoiled(&clinic, example).await {
            check(&document, example, &answer, &mut seen);
        }
        let success = example.ask(&clinic).await;
        check(&document, example, &success, &mut seen);
        for answer in conditional(&clinic, example, success.header("etag")).await {
            check(&document, example, &answer, &mut seen);
        }
        // Again, since the visit has changed.
        let again = example.ask(&clinic).await;
        check(&document, example, &again, &mut seen);
        // With another name or reason, it may be a conflict (H1).
        let mut other = example.clone();
        for text in ["name", "reason"] {
            if let Some(body) = &mut other.body
                && let Some(place) = body.get_mut(text)
            {
                *place = json!("another");
            }
        }
        let other = other.ask(&clinic).await;
        check(&document, example, &other, &mut seen);
    }
    let expected = [
        "200", "201", "204", "206", "304", "400", "401", "403", "404", "409", "413", "415", "416",
        "422", "501",
    ];
    let missing: Vec<_> = expected
        .iter()
        .filter(|status| !seen.contains(**status))
        .collect();
    assert!(
        missing.is_empty(),
        "never answered: {missing:?}; only {seen:?}"
    );
}

async fn spoiled(clinic: &Clinic, example: &Example) -> Vec<Answer> {
    let mut answers = Vec::new();
    for name in example.parameters.keys() {
        let mut absent = example.clone();
        absent
            .parameters
            .insert(name.clone(), Uuid::now_v7().to_string());
        answers.push(absent.ask(clinic).await);
    }
    let long = "x".repeat(9_000);
    for body in [json!({}), json!({ "reason": "" }), json!({ "text": long })] {
        let mut other = example.clone();
        other.body = other.body.map(|_| body);
        if other.body.is_some() {
            answers.push(other.ask(clinic).await);
        }
    }
    for (name, value) in [
        (header::HOST, "twice.example"),
        (header::TRANSFER_ENCODING, "gzip, chunked"),
        (header::CONTENT_ENCODING, "gzip"),
        (header::CONTENT_TYPE, "text/plain"),
        (header::RANGE, "bytes=9999-"),
    ] {
        let asked = request(example.method.clone(), &example.target(), &example.token);
        let body = Body::from(vec![b' '; 300_000]);
        if example.method != Method::DELETE {
            let answer = clinic.send(asked.header(name, value).body(body).unwrap());
            answers.push(answer.await);
        }
    }
    if example.body.is_some() {
        let asked = request(example.method.clone(), &example.target(), &example.token);
        let asked = asked.header(header::CONTENT_TYPE, "application/json");
        answers.push(
            clinic
                .send(asked.body(vec![b' '; 300_000].into()).unwrap())
                .await,
        );
    }
    answers
}

/// HEAD, a matching condition and a range, for every GET.
async fn conditional(clinic: &Clinic, example: &Example, etag: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    if example.method != Method::GET {
        return answers;
    }
    for (method, name, value) in [
        (Method::HEAD, header::ACCEPT, "*/*"),
        (Method::GET, header::IF_NONE_MATCH, etag),
        (Method::GET, header::RANGE, "bytes=0-1"),
    ] {
        let asked = request(method, &example.target(), &example.token);
        answers.push(
            clinic
                .send(asked.header(name, value).body(Body::empty()).unwrap())
                .await,
        );
    }
    answers
}

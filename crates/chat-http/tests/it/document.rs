//! The OpenAPI document is complete and valid.

use crate::{clinic::Clinic, http::request};
use axum::{
    body::Body,
    http::{Method, header},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path};

#[test]
fn every_route_is_described() {
    let document = chat_http::openapi();
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let contract = BTreeSet::from(
        [
            "GET /v1/me",
            "GET /v1/phrases",
            "DELETE /v1/people/{person}/connections",
            "POST /v1/visits/{visit}/invitations",
            "GET /v1/visits/{visit}/invitations",
            "DELETE /v1/visits/{visit}/invitations/{invitation}",
            "GET /v1/visits/{visit}/invitations/{invitation}/sessions",
            "DELETE /v1/visits/{visit}/invitations/{invitation}/sessions/{session}",
            "POST /v1/invitations/exchange",
            "DELETE /v1/session",
            "POST /v1/messages",
            "POST /v1/visits",
            "GET /v1/visits",
            "GET /v1/visits/{visit}",
            "PATCH /v1/visits/{visit}",
            "POST /v1/visits/{visit}/participants",
            "PATCH /v1/visits/{visit}/participants/{person}",
            "POST /v1/visits/{visit}/participants/{person}/removal/undo",
            "POST /v1/visits/{visit}/participants/{person}/removal",
            "POST /v1/visits/{visit}/handover",
            "POST /v1/visits/{visit}/actions",
            "POST /v1/visits/{visit}/chats/{chat}/messages",
            "GET /v1/visits/{visit}/chats/{chat}/messages",
            "POST /v1/visits/{visit}/messages/{message}/correction",
            "POST /v1/visits/{visit}/messages/{message}/retraction",
            "GET /v1/visits/{visit}/messages/{message}/versions",
            "GET /v1/visits/{visit}/chats/{chat}/reading",
            "PUT /v1/visits/{visit}/chats/{chat}/reading",
            "PUT /v1/visits/{visit}/chats/{chat}/no-answer-needed",
            "PUT /v1/visits/{visit}/chats/{chat}/lock",
            "DELETE /v1/visits/{visit}/chats/{chat}/lock",
            "POST /v1/visits/{visit}/chats/{chat}/files",
            "GET /v1/visits/{visit}/files/{attachment}",
            "GET /v1/visits/{visit}/files/{attachment}/thumbnail",
            "GET /v1/visits/{visit}/uploads/{upload}",
            "DELETE /v1/visits/{visit}/uploads/{upload}",
            "POST /v1/visits/{visit}/chats/{chat}/oversight",
            "POST /v1/visits/{visit}/notices",
            "PUT /v1/visits/{visit}/notices/{sender}/{notice}/seen",
            "GET /v1/visits/{visit}/status",
            "GET /v1/visits/{visit}/accesses",
            "GET /v1/people/{person}/accesses",
            "GET /v1/visits/{visit}/transcript",
            "GET /v1/visits/{visit}/fhir",
            "GET /v1/events",
            "GET /v1/webhooks",
            "POST /v1/webhooks",
            "GET /v1/webhooks/{webhook}",
            "PATCH /v1/webhooks/{webhook}",
            "DELETE /v1/webhooks/{webhook}",
            "POST /v1/webhooks/{webhook}/secrets",
            "GET /v1/live",
            "GET /v1/openapi.json",
        ]
        .map(str::to_owned),
    );
    assert_eq!(described, contract);
}

#[test]
fn document_is_valid() {
    let document = chat_http::openapi();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(
        document["components"]["securitySchemes"]["token"]["scheme"],
        "bearer"
    );
    // Every reference resolves.
    let mut references = Vec::new();
    find_references(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            assert!(
                ids.insert(operation["operationId"].to_string()),
                "twice in {path}"
            );
            let responses = operation["responses"].as_object().unwrap();
            assert!(!responses.is_empty(), "{path}");
            for (status, response) in responses {
                let description = response["description"].as_str().unwrap_or_default();
                let described = !description.is_empty() || response.get("$ref").is_some();
                assert!(described, "{path} does not describe {status}");
            }
            let parameters = operation["parameters"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            for segment in path.split('/').filter_map(|s| s.strip_prefix('{')) {
                let name = segment.strip_suffix('}').unwrap();
                let declared = |p: &Value| p["name"] == name && p["in"] == "path";
                assert!(
                    parameters.iter().any(declared),
                    "{path} does not declare {name}"
                );
            }
        }
    }
    for schema in [
        "VisitView",
        "MessagePage",
        "Problem",
        "ClientFrame",
        "ServerFrame",
    ] {
        assert!(
            document["components"]["schemas"][schema].is_object(),
            "{schema}"
        );
    }
}

#[tokio::test]
async fn document_needs_no_token() {
    let clinic = Clinic::new().await;
    let served = clinic.get("/v1/openapi.json", "").await;
    assert_eq!(
        (served.status.as_u16(), served.header("cache-control")),
        (200, "no-cache")
    );
    // The paths are relative to where the router is nested.
    let mut document = served.json();
    let servers = document.as_object_mut().unwrap().remove("servers");
    assert_eq!(servers, Some(json!([{ "url": "/chat" }])));
    assert_eq!(document, chat_http::openapi());
}

/// `docs/openapi.json` is for tools that generate clients, and shows each change of the API to its reviewers.
#[test]
fn documented_description_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let current = serde_json::to_string_pretty(&chat_http::openapi()).unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == current,
        "docs/openapi.json is stale. If the change is meant, write it with\n  \
         UPDATE_OPENAPI=1 cargo test -p chat-http --test it document"
    );
}

#[test]
fn only_requests_with_a_body_describe_one() {
    let document = chat_http::openapi();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "delete"] {
            assert!(item[method].get("requestBody").is_none(), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn cached_document_gets_304() {
    let clinic = Clinic::new().await;
    let ask = async |method: Method, condition: Option<&str>| {
        let mut asked = request(method, "/v1/openapi.json", "");
        if let Some(condition) = condition {
            asked = asked.header(header::IF_NONE_MATCH, condition);
        }
        clinic.send(asked.body(Body::empty()).unwrap()).await
    };
    let whole = ask(Method::GET, None).await;
    let etag = whole.header("etag").to_owned();
    assert!(etag.starts_with('"') && etag.len() == 66, "{etag}");
    for known in [&*etag, "*", &*format!("\"x\", W/{etag}")] {
        for method in [Method::GET, Method::HEAD] {
            let answer = ask(method, Some(known)).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("etag")),
                (304, &*etag)
            );
            assert!(answer.body.is_empty() && answer.header("content-type").is_empty());
        }
    }
    assert_eq!(ask(Method::GET, Some("\"another\"")).await, whole);
    let head = ask(Method::HEAD, None).await;
    assert!(head.body.is_empty());
    let length = whole.body.len().to_string();
    assert_eq!(
        (head.status, head.header("content-length")),
        (whole.status, &*length)
    );
    assert_eq!(head.header("etag"), etag);
}

fn find_references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(target) if name == "$ref" => found.push(target),
                    member => find_references(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find_references(item, found)),
        _ => {}
    }
}

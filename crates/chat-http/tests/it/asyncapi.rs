//! The AsyncAPI description of the live connection: the schemas of the OpenAPI description, with the examples of
//! `docs/protocol.md`. After changing a frame:
//!
//! ```text
//! UPDATE_ASYNCAPI=1 cargo test -p chat-http --test it asyncapi
//! ```

use crate::protocol::{examples, schemas};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, path::Path};

const COMMAND: &str = "UPDATE_ASYNCAPI=1 cargo test -p chat-http --test it asyncapi";

/// Where both descriptions have their schemas.
const SCHEMAS: &str = "#/components/schemas/";

fn document() -> Value {
    let openapi = chat_http::openapi();
    let live = &openapi["paths"]["/v1/live"]["get"];
    let examples = examples();
    let (mut messages, mut channel) = (Map::new(), Map::new());
    let (mut from_client, mut from_server) = (Vec::new(), Vec::new());
    for (frame, mut payload) in schemas(&openapi) {
        let title = payload["title"].as_str().unwrap().to_owned();
        let description = payload.as_object_mut().unwrap().remove("description");
        let message = json!({
            "name": frame.1,
            "title": title,
            "description": description,
            "contentType": "application/json",
            "payload": payload,
            "examples": [{ "name": frame.1, "payload": examples[&frame] }],
        });
        let of_channel = json!({ "$ref": format!("#/channels/live/messages/{title}") });
        match frame.0 {
            "ClientFrame" => from_client.push(of_channel),
            _ => from_server.push(of_channel),
        }
        channel.insert(
            title.clone(),
            json!({ "$ref": format!("#/components/messages/{title}") }),
        );
        messages.insert(title, message);
    }
    let operation = |action, summary, messages| {
        json!({
            "action": action,
            "summary": summary,
            "channel": { "$ref": "#/channels/live" },
            "messages": messages,
            "security": [{ "$ref": "#/components/securitySchemes/token" }],
        })
    };
    let reached = reached(&messages, &openapi);
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Visit chat: the live connection",
            "version": openapi["info"]["version"],
            "description": "One WebSocket for any number of visits and one dashboard. The address is relative to where \
                the router is nested.",
        },
        "defaultContentType": "application/json",
        "channels": { "live": {
            "address": "/v1/live",
            "title": live["summary"],
            "description": live["description"],
            "messages": channel,
            "bindings": { "ws": { "method": "GET", "bindingVersion": "0.1.0", "headers": {
                "type": "object",
                "properties": { "Sec-WebSocket-Protocol": {
                    "type": "string",
                    "description": "`visit-chat.v1, bearer.<token>`",
                } },
            } } },
        } },
        "operations": {
            "receive_frames": operation("receive", "The server takes the client's frames.", from_client),
            "send_frames": operation("send", "The server sends frames.", from_server),
        },
        "components": {
            "messages": messages,
            "schemas": reached,
            "securitySchemes": { "token": openapi["components"]["securitySchemes"]["token"] },
        },
    })
}

/// The schemas that the messages refer to, directly or not.
fn reached(messages: &Map<String, Value>, openapi: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    let payloads = messages.values().map(|message| &message["payload"]);
    let mut left: BTreeSet<String> = payloads.flat_map(referred).collect();
    while let Some(name) = left.pop_first() {
        let schema = &openapi["components"]["schemas"][&name];
        let new = referred(schema)
            .into_iter()
            .filter(|it| !found.contains_key(it));
        left.extend(new);
        found.insert(name, schema.clone());
    }
    found
}

/// The names of the schemas that a schema refers to.
fn referred(schema: &Value) -> Vec<String> {
    let text = schema.to_string();
    let names = text.split(SCHEMAS).skip(1);
    names
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// `docs/asyncapi.json` is for tools, as `docs/openapi.json` is.
#[test]
fn documented_asyncapi_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/asyncapi.json");
    let current = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    if std::env::var_os("UPDATE_ASYNCAPI").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == current,
        "docs/asyncapi.json is stale. If the change is meant, write it with\n  {COMMAND}"
    );
}

#[test]
fn every_reference_of_the_asyncapi_document_resolves() {
    let document = document();
    let text = document.to_string();
    let references: Vec<_> = text.split("\"$ref\":\"#").skip(1).collect();
    assert!(references.len() > 50);
    for rest in references {
        let pointer = rest.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

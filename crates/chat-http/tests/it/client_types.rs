//! The types of the JavaScript client's data, which follow from the OpenAPI description.
//!
//! `chat-web/modules/client/wire.js` has them as JSDoc, for TypeScript. After changing a type of `chat-wire`:
//!
//! ```text
//! UPDATE_CLIENT_TYPES=1 cargo test -p chat-http --test it client_types
//! ```

use serde_json::{Map, Value};
use std::{collections::BTreeSet, fmt::Write as _, path::Path};

const COMMAND: &str = "UPDATE_CLIENT_TYPES=1 cargo test -p chat-http --test it client_types";

/// What a client of a person sends and receives.
const ROOTS: &[&str] = &[
    "ClientFrame",
    "Me",
    "NoticeReceipt",
    "Send",
    "SendNotice",
    "ServerFrame",
    "Upload",
    "UploadStatus",
    "Versions",
    "Visits",
];

#[test]
fn client_has_the_types_of_the_description() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chat-web/modules/client/wire.js");
    let document = chat_http::openapi();
    let computed = types(document["components"]["schemas"].as_object().unwrap());
    if std::env::var_os("UPDATE_CLIENT_TYPES").is_some() {
        std::fs::write(&path, &computed).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let lines = computed.lines().zip(written.lines());
    let first = lines.zip(1..).find(|((should, is), _)| should != is);
    assert!(
        computed == written,
        "wire.js is stale: {first:?}\nIf the change is meant, write it with\n  {COMMAND}"
    );
}

fn types(schemas: &Map<String, Value>) -> String {
    let mut text = "// The server's data as types for TypeScript, made from the description of its API by a test of `chat-http`.\n".to_owned();
    for name in reachable(schemas) {
        let schema = &schemas[&name];
        let description = described(schema).unwrap_or_default();
        let Some(properties) = schema["properties"].as_object() else {
            let line = format!("@typedef {{{}}} {name} {description}", type_of(schema));
            _ = writeln!(text, "\n/** {} */", line.trim_end());
            continue;
        };
        text.push_str("\n/**\n");
        if !description.is_empty() {
            _ = writeln!(text, " * {description}");
        }
        _ = writeln!(text, " * @typedef {{object}} {name}");
        for (property, value) in properties {
            let shown = if is_required(schema, property) {
                property.clone()
            } else {
                format!("[{property}]")
            };
            let description = described(value).map(|text| format!(" {text}"));
            let description = description.unwrap_or_default();
            _ = writeln!(
                text,
                " * @property {{{}}} {shown}{description}",
                type_of(value)
            );
        }
        text.push_str(" */\n");
    }
    text
}

/// The names of the schemas that the roots refer to, in order.
fn reachable(schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut left: Vec<String> = ROOTS.iter().map(|&name| name.to_owned()).collect();
    while let Some(name) = left.pop() {
        let text = schemas[&name].to_string();
        let named = text.split("\"#/components/schemas/").skip(1);
        left.extend(
            named
                .map(|rest| rest.split('"').next().unwrap().to_owned())
                .filter(|name| !found.contains(name)),
        );
        found.insert(name);
    }
    found
}

fn described(schema: &Value) -> Option<String> {
    Some(schema["description"].as_str()?.replace('\n', " "))
}

fn is_required(schema: &Value, property: &str) -> bool {
    let required = schema["required"].as_array();
    required.is_some_and(|names| names.iter().any(|name| name == property))
}

fn type_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap().to_owned();
    }
    let all = |key: &str| -> Option<Vec<String>> {
        Some(schema[key].as_array()?.iter().map(type_of).collect())
    };
    if let Some(either) = all("oneOf").or_else(|| all("anyOf")) {
        return either.join(" | ");
    }
    if let Some(parts) = all("allOf") {
        return parts.join(" & ");
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().map(Value::to_string).collect();
        return values.join(" | ");
    }
    match &schema["type"] {
        Value::Array(kinds) => {
            let kinds: Vec<_> = kinds.iter().map(|kind| plain(kind, schema)).collect();
            kinds.join(" | ")
        }
        kind => plain(kind, schema),
    }
}

/// A type without alternatives.
fn plain(kind: &Value, schema: &Value) -> String {
    match kind.as_str().unwrap() {
        "integer" => "number".to_owned(),
        "array" => format!("Array<{}>", type_of(&schema["items"])),
        "object" => match schema["properties"].as_object() {
            Some(properties) => {
                let member = |(name, value): (&String, &Value)| {
                    let mark = if is_required(schema, name) { "" } else { "?" };
                    format!("{name}{mark}: {}", type_of(value))
                };
                let members: Vec<_> = properties.iter().map(member).collect();
                format!("{{{}}}", members.join(", "))
            }
            None => format!(
                "Record<string, {}>",
                type_of(&schema["additionalProperties"])
            ),
        },
        kind => kind.to_owned(),
    }
}

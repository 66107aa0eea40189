//! Marks the properties of responses as required: the service writes each one, `null` where there is no value. A
//! generated client then need not tell an absent property from `null`.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What clients send over the live connection. No operation names it.
const FRAME: &str = "#/components/schemas/ClientFrame";

/// The properties that are left out where they have no value.
const LEFT_OUT: [(&str, &str); 3] = [
    ("Problem", "request_id"),
    ("Problem", "retry_after"),
    ("Problem", "token_fault"),
];

/// Marks the properties of all schemas that occur in responses only.
pub(super) fn mark(document: &mut Value) {
    let sent = sent_by_clients(document);
    let schemas = document.pointer_mut("/components/schemas");
    for (name, schema) in schemas.and_then(Value::as_object_mut).into_iter().flatten() {
        if !sent.contains(&format!("#/components/schemas/{name}")) {
            require_all(name, schema);
        }
    }
}

/// The references to the schemas that occur in requests.
fn sent_by_clients(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.filter_map(|(_, path)| path.as_object()).flatten();
    let mut to_read: Vec<String> = vec![FRAME.to_owned()];
    for (_, operation) in operations {
        references(&operation["requestBody"], &mut to_read);
        references(&operation["parameters"], &mut to_read);
    }
    let mut sent = BTreeSet::new();
    while let Some(reference) = to_read.pop() {
        if let Some(schema) = document.pointer(reference.trim_start_matches('#'))
            && sent.insert(reference)
        {
            references(schema, &mut to_read);
        }
    }
    sent
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                found.push(reference.to_owned());
            }
            members
                .values()
                .for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

fn require_all(name: &str, value: &mut Value) {
    match value {
        Value::Object(members) => {
            members
                .values_mut()
                .for_each(|member| require_all(name, member));
            if let Some(required) = required(name, members) {
                members.insert("required".to_owned(), required);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| require_all(name, item)),
        _ => {}
    }
}

fn required(name: &str, schema: &Map<String, Value>) -> Option<Value> {
    if schema.get("type")? != "object" {
        return None;
    }
    let properties = schema.get("properties")?.as_object()?;
    let written = properties
        .keys()
        .filter(|property| !LEFT_OUT.contains(&(name, property)));
    Some(written.map(String::as_str).collect())
}

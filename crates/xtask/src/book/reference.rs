//! The reference of the API: `docs/api.md`, a table of all operations, made from `docs/openapi.json`.

use crate::{outcome::Outcome, repository};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

const DESCRIPTION: &str = "docs/openapi.json";
const PAGE: &str = "docs/api.md";

/// Added to operations that anyone may call.
const NO_TOKEN: &str = " Needs no token.";

const HEAD: &str = "# API reference

All requests over HTTP. [openapi.json](openapi.json) is the complete description (OpenAPI 3.1), with every field; the service has it at
`GET /v1/openapi.json`. Paths are relative to where the router is nested: `/chat` for `chat-server`. [The first
day](first-day.md) shows the main ones, [embedding](embedding.md) explains them, and [the live protocol](protocol.md) has the frames of
`GET /v1/live`.

Every request has a bearer [token](embedding.md#tokens), unless the table says otherwise. A refused request gets a problem (RFC 9457) with
the rule. This page is generated: `cargo xtask reference` writes it.
";

/// Fails if the page is stale.
pub(super) fn check(root: &Path) -> Outcome {
    if repository::read(&root.join(PAGE)).unwrap_or_default() == current(root)? {
        Ok(())
    } else {
        Err(format!("{PAGE} is stale: run `cargo xtask reference`"))
    }
}

pub(super) fn write(root: &Path) -> Outcome {
    fs::write(root.join(PAGE), current(root)?).map_err(|error| format!("{PAGE}: {error}"))
}

fn current(root: &Path) -> Outcome<String> {
    let text = repository::read(&root.join(DESCRIPTION))?;
    let description = serde_json::from_str(&text);
    let description = description.map_err(|error| format!("{DESCRIPTION}: {error}"))?;
    Ok(page(&description))
}

fn page(description: &Value) -> String {
    let mut tags: BTreeMap<&str, String> = BTreeMap::new();
    let paths = description.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let tag = operation.pointer("/tags/0").and_then(Value::as_str);
            let rows = tags.entry(tag.unwrap_or("other")).or_default();
            _ = writeln!(rows, "{}", row(method, path, operation));
        }
    }
    let mut text = HEAD.to_owned();
    for (tag, rows) in tags {
        let mut letters = tag.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        let title: String = first.into_iter().chain(letters).collect();
        _ = write!(
            text,
            "\n## {title}\n\n| request | what it does | body | answers |\n| --- | --- | --- | --- |\n{rows}"
        );
    }
    text
}

fn row(method: &str, path: &str, operation: &Value) -> String {
    let text = |member: &str| operation.get(member).and_then(Value::as_str);
    let summary = text("summary").unwrap_or_default();
    let summary = summary.replace('\n', " ").replace('|', "\\|");
    let open = operation.get("security").and_then(Value::as_array);
    let open = open.is_some_and(|it| it.iter().all(|one| one == &Value::Object(Map::new())));
    let open = match open && !summary.ends_with(NO_TOKEN.trim()) {
        true => NO_TOKEN,
        false => "",
    };
    let body = operation.pointer("/requestBody/content");
    let body = body.map(content).unwrap_or_default();
    let responses = operation.get("responses").and_then(Value::as_object);
    let answers: Vec<_> = responses
        .into_iter()
        .flatten()
        .filter(|(status, _)| status.starts_with(['1', '2']))
        .map(|(status, response)| {
            let schema = response.get("content").map(content).unwrap_or_default();
            format!("{status} {schema}").trim_end().to_owned()
        })
        .collect();
    format!(
        "| `{} {path}` | {summary}{open} | {body} | {} |",
        method.to_uppercase(),
        answers.join(", ")
    )
}

/// What a body is: the name of its schema, or its media types.
fn content(content: &Value) -> String {
    let types = content.as_object().into_iter().flatten();
    let names: Vec<_> = types
        .map(|(media_type, body)| {
            let reference = body.pointer("/schema/$ref").and_then(Value::as_str);
            let name = reference.and_then(|it| it.rsplit('/').next());
            format!("`{}`", name.unwrap_or(media_type))
        })
        .collect();
    let mut distinct = names;
    distinct.dedup();
    distinct.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_are_listed_by_tag() {
        let send = json!({
            "tags": ["messages"], "summary": "Sends\na message.",
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/x/Send" } } } },
            "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/x/Receipt" } } } },
                "4XX": {} },
        });
        let ask = json!({ "tags": ["service"], "summary": "Answers.", "security": [{}],
            "responses": { "204": {} } });
        let text = page(&json!({ "paths": { "/b": { "post": send }, "/a": { "get": ask } } }));
        assert!(text.contains("\n## Messages\n"), "{text}");
        for row in [
            "| `POST /b` | Sends a message. | `Send` | 200 `Receipt` |\n",
            "| `GET /a` | Answers. Needs no token. |  | 204 |\n",
        ] {
            assert!(text.contains(row), "{row} in {text}");
        }
    }
}

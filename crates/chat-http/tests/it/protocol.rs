//! The frames in `docs/protocol.md`: each example is replayed with the wire types, and the tables of fields are generated
//! from the API's description. After changing a frame:
//!
//! ```text
//! UPDATE_PROTOCOL=1 cargo test -p chat-http --test it protocol
//! ```

use chat_wire::{ClientFrame, ServerFrame};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::PathBuf,
};

const COMMAND: &str = "UPDATE_PROTOCOL=1 cargo test -p chat-http --test it protocol";

/// The lines around a table of fields.
const MARKS: [&str; 2] = ["<!-- fields: generated -->", "<!-- end of fields -->"];

/// The chapters with frames, and the schema of each.
const CHAPTERS: [(&str, &str); 2] = [
    ("## Frames of the client", "ClientFrame"),
    ("## Frames of the server", "ServerFrame"),
];

/// A schema's name and the type of a frame.
type Frame = (&'static str, String);

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/protocol.md")
}

/// Each line of the document with the frame whose section it is in.
fn lines(document: &str) -> Vec<(Option<Frame>, &str)> {
    let (mut schema, mut frame) = (None, None);
    let mut found = Vec::new();
    for line in document.lines() {
        if line.starts_with("## ") {
            let chapter = CHAPTERS.iter().find(|(title, _)| *title == line);
            (schema, frame) = (chapter.map(|(_, schema)| *schema), None);
        } else if let Some(name) = line.strip_prefix("### `") {
            frame = schema.map(|schema| (schema, name.trim_end_matches('`').to_owned()));
        }
        found.push((frame.clone(), line));
    }
    found
}

/// The examples of the document.
pub(crate) fn examples() -> BTreeMap<Frame, Value> {
    let document = fs::read_to_string(path()).unwrap();
    let mut examples = BTreeMap::new();
    let mut open: Option<(Frame, String)> = None;
    for (frame, line) in lines(&document) {
        match (open.take(), line) {
            (None, "```json") => open = Some((frame.unwrap(), String::new())),
            (None, _) => {}
            (Some((frame, text)), "```") => {
                let example: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(example["type"], *frame.1);
                let earlier = examples.insert(frame, example);
                assert_eq!(earlier, None, "a frame has one example");
            }
            (Some((frame, text)), line) => open = Some((frame, text + line + "\n")),
        }
    }
    examples
}

/// The schemas of all frames, which follow from the variants of the wire types.
pub(crate) fn schemas(document: &Value) -> BTreeMap<Frame, Value> {
    let mut found = BTreeMap::new();
    for (_, schema) in CHAPTERS {
        for variant in document["components"]["schemas"][schema]["oneOf"]
            .as_array()
            .unwrap()
        {
            let name = variant["properties"]["type"]["enum"][0].as_str().unwrap();
            found.insert((schema, name.to_owned()), variant.clone());
        }
    }
    found
}

#[test]
fn every_frame_has_an_example() {
    let described: BTreeSet<_> = schemas(&chat_http::openapi()).into_keys().collect();
    assert!(described.len() > 15);
    let documented: BTreeSet<_> = examples().into_keys().collect();
    assert_eq!(documented, described);
}

#[test]
fn examples_of_the_client_are_frames_that_the_server_takes() {
    for ((schema, name), example) in examples() {
        if schema == "ClientFrame" {
            let frame: ClientFrame = serde_json::from_value(example.clone())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let parsed = serde_json::to_value(frame).unwrap();
            for (member, value) in example.as_object().unwrap() {
                assert_eq!(parsed[member], *value, "{member} of {name}");
            }
        }
    }
}

#[test]
fn examples_of_the_server_are_frames_as_it_sends_them() {
    for ((schema, name), example) in examples() {
        if schema == "ServerFrame" {
            let frame: ServerFrame<'_> = serde_json::from_value(example.clone())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(serde_json::to_value(frame).unwrap(), example, "{name}");
        }
    }
}

#[test]
fn documented_fields_are_current() {
    let written = fs::read_to_string(path()).unwrap();
    let schemas = schemas(&chat_http::openapi());
    let (mut computed, mut inside) = (String::new(), false);
    for (frame, line) in lines(&written) {
        inside &= line != MARKS[1];
        if !inside {
            computed = computed + line + "\n";
        }
        if line == MARKS[0] {
            computed += &table(&schemas[&frame.unwrap()]);
            inside = true;
        }
    }
    if std::env::var_os("UPDATE_PROTOCOL").is_some() {
        fs::write(path(), &computed).unwrap();
    }
    assert!(
        fs::read_to_string(path()).unwrap() == computed,
        "docs/protocol.md is stale. If the change is meant, write it with\n  {COMMAND}"
    );
    let tables = computed.matches(MARKS[0]).count();
    assert_eq!(tables, schemas.len(), "each frame has its table");
}

/// What a frame means, and its fields.
fn table(schema: &Value) -> String {
    let described = |schema: &Value| {
        schema["description"]
            .as_str()
            .map(|it| it.replace('\n', " "))
    };
    let mut text = described(schema).unwrap() + "\n";
    let fields = schema["properties"].as_object().unwrap();
    let fields: Vec<_> = fields.iter().filter(|(name, _)| *name != "type").collect();
    if !fields.is_empty() {
        text += "\n| field | type | meaning |\n| --- | --- | --- |\n";
    }
    for (name, field) in fields {
        let required = schema["required"].as_array().unwrap();
        let optional = match required.iter().any(|it| it == name) {
            true => "",
            false => ", optional",
        };
        let meaning = described(field).unwrap_or_default();
        writeln!(text, "| `{name}` | {}{optional} | {meaning} |", kind(field)).unwrap();
    }
    text
}

fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return format!("`{}`", name.rsplit('/').next().unwrap());
    }
    let one = |kind: &Value| match (kind.as_str().unwrap(), schema["format"].as_str()) {
        ("string", Some(format)) => format.to_owned(),
        ("array", _) => format!("array of {}", kind_of_items(schema)),
        (kind, _) => kind.to_owned(),
    };
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(one).collect::<Vec<_>>().join(" or "),
        kind => one(kind),
    }
}

fn kind_of_items(schema: &Value) -> String {
    kind(&schema["items"])
}

use super::*;
use chat_domain::{Event, Seq, log::from_stored};
use std::collections::BTreeSet;
use uuid_of::{clinic, visit};

/// Entries of every kind, with all fields.
const GOLDEN: &str = include_str!("../../../chat-domain/tests/golden/v1.jsonl");

/// The document for hosts, which lists every type.
const EMBEDDING: &str = include_str!("../../../../docs/embedding.md");

mod uuid_of {
    use chat_domain::{ClinicId, VisitId};

    pub(super) fn clinic() -> ClinicId {
        "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()
    }

    pub(super) fn visit() -> VisitId {
        "01890a5d-ac96-774b-bcce-b302099a8058".parse().unwrap()
    }
}

fn entries() -> Vec<Entry> {
    let lines = GOLDEN.lines().filter(|line| !line.is_empty());
    lines
        .map(|line| from_stored(line.as_bytes()).unwrap())
        .collect()
}

fn out(entry: &Entry, content: EventContent) -> Value {
    let event = EventOut::new(clinic(), visit(), entry, content).unwrap();
    serde_json::to_value(event).unwrap()
}

/// Each kind of event has one type, two kinds never have the same, and each type is documented.
#[test]
fn every_kind_of_event_has_its_own_documented_type() {
    let kind = |entry: &Entry| {
        let stored = serde_json::to_value(&entry.event).unwrap();
        stored["type"].as_str().unwrap().to_owned()
    };
    let pairs: BTreeSet<_> = entries()
        .iter()
        .map(|entry| (kind(entry), event_type(&entry.event)))
        .collect();
    let kinds: BTreeSet<_> = pairs.iter().map(|(kind, _)| kind.clone()).collect();
    let types: BTreeSet<_> = pairs.iter().map(|(_, name)| *name).collect();
    assert_eq!((kinds.len(), types.len()), (pairs.len(), pairs.len()));
    let arms = include_str!("../event_type.rs")
        .matches(" => \"visit.")
        .count();
    assert_eq!(types.len(), arms, "the golden log has every kind");
    for name in types {
        assert!(EMBEDDING.contains(&format!("| `{name}`")), "{name}");
    }
}

/// Every text in an entry that is not an id, a time or a fixed word is content, and none of it is in an event by default.
#[test]
fn event_has_no_content_unless_it_is_included() {
    let mut found = 0;
    for entry in entries() {
        let stored = serde_json::to_value(&entry.event).unwrap();
        let texts = content(&stored);
        let bare = out(&entry, EventContent::Omitted).to_string();
        let whole = out(&entry, EventContent::Included).to_string();
        for text in texts {
            let quoted = Value::from(text).to_string();
            assert!(!bare.contains(&quoted), "{quoted} in {bare}");
            assert!(whole.contains(&quoted), "{quoted} is not in {whole}");
            found += 1;
        }
    }
    assert!(found > 20, "the golden log has content: {found}");
}

/// The texts of these fields, found without the list of what is no content.
fn content(value: &Value) -> Vec<&str> {
    let is_content = |name: &str| {
        [
            "text",
            "name",
            "reason",
            "second_identifier",
            "notices",
            "sha256",
        ]
        .contains(&name)
    };
    match value {
        Value::Object(fields) => {
            let texts = fields.iter().flat_map(|(name, value)| match value {
                Value::String(text) if is_content(name) => vec![text.as_str()],
                Value::Array(texts) if is_content(name) => {
                    texts.iter().filter_map(Value::as_str).collect()
                }
                inner => content(inner),
            });
            texts.collect()
        }
        Value::Array(items) => items.iter().flat_map(content).collect(),
        _ => Vec::new(),
    }
}

/// An attribute of a later version is content until someone has decided otherwise.
#[test]
fn unknown_attribute_is_left_out() {
    let details = serde_json::json!({
        "person": "p",
        "nickname": "canary",
        "files": [{ "attachment": "a", "name": "canary", "caption": "canary" }],
        "recipient": { "person": "p", "title": "canary" },
    });
    let Value::Object(mut details) = details else {
        panic!("an object");
    };
    strip(&mut details);
    let wanted = serde_json::json!({
        "person": "p",
        "files": [{ "attachment": "a" }],
        "recipient": { "person": "p" },
    });
    assert_eq!(Value::from(details), wanted);
}

/// The attributes that CloudEvents 1.0 requires, and those of its JSON format.
#[test]
fn event_is_a_cloud_event() {
    for entry in entries() {
        let event = out(&entry, EventContent::Omitted);
        assert_eq!(event["specversion"], "1.0");
        let micros = entry.at.unix_timestamp_nanos() / 1_000;
        assert_eq!(event["id"], format!("{}/{}/{micros}", visit(), entry.seq));
        assert_eq!(event["source"], format!("urn:uuid:{}", clinic()));
        assert_eq!(event["subject"], visit().to_string());
        assert_eq!(event["datacontenttype"], "application/json");
        assert_eq!(event["data"]["position"], entry.seq.0);
        assert!(event["time"].is_string() && event["data"]["type"].is_null());
        let names = event.as_object().unwrap().keys();
        let lower = |name: &String| name.bytes().all(|byte| byte.is_ascii_lowercase());
        assert!(
            names.into_iter().all(lower),
            "attribute names are lower case"
        );
        let again: EventOut = serde_json::from_value(event.clone()).unwrap();
        assert_eq!(serde_json::to_value(again).unwrap(), event);
    }
}

/// After a restore, another entry may get the position of one that was lost.
#[test]
fn entries_at_one_position_have_different_ids() {
    let entry = |at| Entry {
        seq: Seq(7),
        at,
        actor: Actor::Host,
        event: Event::VisitCancelled,
    };
    let at = OffsetDateTime::UNIX_EPOCH;
    let id = |at| {
        let event = EventOut::new(clinic(), visit(), &entry(at), EventContent::Omitted);
        event.unwrap().id
    };
    assert_eq!(id(at), id(at));
    assert_ne!(id(at), id(at + time::Duration::MICROSECOND));
}

//! What every bundle has in common: required elements, and the forms of ids, references, times and values.

use crate::{exported, visits};
use chat_fhir::{FhirVersion, Scope};
use chat_laws::cast::{ANA, DOCTOR};
use serde_json::Value;
use std::collections::BTreeSet;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The elements that FHIR requires of each resource.
fn required(kind: &str, version: FhirVersion) -> &'static [&'static str] {
    match (kind, version) {
        ("Encounter", _) => &["status", "class"],
        ("Communication", _) => &["status"],
        ("DocumentReference", _) => &["status", "content"],
        ("Binary", _) => &["contentType"],
        ("Provenance", FhirVersion::R4) => &["target", "recorded", "agent"],
        ("Provenance", _) => &["target", "agent"],
        ("AuditEvent", FhirVersion::R4) => &["type", "recorded", "agent", "source"],
        ("AuditEvent", _) => &["code", "recorded", "agent", "source"],
        _ => panic!("{kind} is not exported"),
    }
}

/// The codes of status that FHIR permits and this crate uses.
fn statuses(kind: &str, version: FhirVersion) -> &'static [&'static str] {
    match (kind, version) {
        ("Encounter", FhirVersion::R4) => {
            &["planned", "arrived", "in-progress", "finished", "cancelled"]
        }
        ("Encounter", _) => &["planned", "in-progress", "completed", "cancelled"],
        ("Communication", _) => &["in-progress", "completed", "entered-in-error"],
        ("DocumentReference", _) => &["current", "entered-in-error"],
        _ => &[],
    }
}

/// Checks a bundle and panics at the first fault.
pub fn check(bundle: &Value, version: FhirVersion) {
    assert_eq!(bundle["resourceType"], "Bundle");
    assert_eq!(bundle["type"], "collection");
    let entries = bundle["entry"].as_array().unwrap();
    let mut urls = BTreeSet::new();
    for entry in entries {
        let (url, resource) = (entry["fullUrl"].as_str().unwrap(), &entry["resource"]);
        let kind = resource["resourceType"].as_str().unwrap();
        let id = resource["id"].as_str().unwrap();
        assert!((1..=64).contains(&id.len()), "{id}");
        assert!(
            id.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)),
            "{id}"
        );
        assert_eq!(url, format!("urn:uuid:{id}"));
        assert!(urls.insert(url), "{kind} {url} is there twice");
        for element in required(kind, version) {
            assert!(!resource[element].is_null(), "{kind} lacks {element}");
        }
        if let Some(status) = resource["status"].as_str() {
            assert!(statuses(kind, version).contains(&status), "{kind} {status}");
        }
    }
    walk(bundle, "Bundle", &urls);
}

/// Checks each value and each reference.
fn walk(value: &Value, name: &str, urls: &BTreeSet<&str>) {
    match value {
        Value::Null => panic!("{name} is null"),
        Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            assert!(!text.trim().is_empty(), "{name} is empty");
            let times = [
                "sent",
                "received",
                "recorded",
                "date",
                "timestamp",
                "start",
                "end",
            ];
            if times.contains(&name) || name.ends_with("DateTime") || name.ends_with("StartDate") {
                assert!(
                    OffsetDateTime::parse(text, &Rfc3339).is_ok(),
                    "{name} {text}"
                );
            }
            if name == "reference" {
                let inside = text == "#patients" || urls.contains(text.as_str());
                assert!(inside, "{text} is not in the bundle");
            }
        }
        Value::Array(values) => {
            assert!(!values.is_empty(), "{name} is an empty list");
            values.iter().for_each(|value| walk(value, name, urls));
        }
        Value::Object(members) => {
            assert!(!members.is_empty(), "{name} is an empty object");
            for (name, value) in members {
                walk(value, name, urls);
            }
        }
    }
}

#[test]
fn made_visits_are_well_formed() {
    for (_, visit) in visits::all() {
        for version in FhirVersion::ALL {
            check(&exported(&visit, version, Scope::Host), version);
            for person in visit.state.participants.values().filter(|p| p.is_active()) {
                check(
                    &exported(&visit, version, Scope::Person(person.person)),
                    version,
                );
            }
        }
    }
}

#[test]
fn ids_are_the_same_in_every_export() {
    let visit = visits::one_to_one();
    let ids = |scope, version| -> BTreeSet<String> {
        let bundle = exported(&visit, version, scope);
        let entries = bundle["entry"].as_array().unwrap();
        let urls = entries.iter().map(|entry| entry["fullUrl"].to_string());
        urls.collect()
    };
    let host = ids(Scope::Host, FhirVersion::R4);
    assert_eq!(host, ids(Scope::Host, FhirVersion::R5));
    for person in [DOCTOR, ANA] {
        let known = ids(Scope::Person(person), FhirVersion::R4);
        assert!(known.is_subset(&host));
    }
}

//! NDJSON.

use crate::{exported, visits};
use chat_fhir::{FhirVersion, Files, Options, Scope, lines};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn lines_are_the_resources_of_the_bundle() {
    for (_, visit) in visits::all() {
        for version in FhirVersion::ALL {
            let options = Options::new(version, Scope::Host);
            let lines = lines(&visit.state, &visit.log, &options).unwrap();
            let mut found = BTreeMap::new();
            for line in lines {
                let line = line.unwrap();
                let text = std::str::from_utf8(&line.json).unwrap();
                assert_eq!(text.find('\n'), Some(text.len() - 1), "one line each");
                let value: Value = serde_json::from_str(text).unwrap();
                assert_eq!(value["resourceType"], line.resource_type.to_string());
                let id = value["id"].as_str().unwrap().to_owned();
                assert!(found.insert(id, value).is_none());
            }
            let bundle = exported(&visit, version, Scope::Host);
            let wanted = bundle["entry"].as_array().unwrap().iter();
            let wanted: BTreeSet<_> = wanted
                .map(|entry| entry["resource"]["id"].as_str().unwrap())
                .collect();
            assert_eq!(wanted, found.keys().map(String::as_str).collect());
            resolve(&found);
        }
    }
}

/// Checks that each reference names a line by type and id.
fn resolve(found: &BTreeMap<String, Value>) {
    let text = serde_json::to_string(&found.values().collect::<Vec<_>>()).unwrap();
    let references = text.split("\"reference\":\"").skip(1);
    for reference in references.map(|rest| rest.split('"').next().unwrap()) {
        if reference == "#patients" {
            continue;
        }
        let (kind, id) = reference.split_once('/').unwrap();
        assert_eq!(found[id]["resourceType"], kind);
    }
}

#[test]
fn lines_of_a_visit_that_does_not_exist_are_refused() {
    let mut options = Options::new(FhirVersion::R4, Scope::Host);
    options.files = Files::Binary;
    let state = chat_domain::VisitState::default();
    let log: [chat_domain::Entry; 0] = [];
    assert!(lines(&state, log, &options).is_err());
}

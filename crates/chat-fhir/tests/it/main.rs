//! Exports of visits: golden files, their structure, and laws over generated visits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests fail by panicking"
)]

mod golden;
mod laws;
mod lines;
mod mapping;
mod structure;
mod visits;

use chat_fhir::{FhirVersion, Files, Options, Scope, bundle};
use serde_json::Value;
use visits::Visit;

/// The bundle of a visit as JSON.
fn exported(visit: &Visit, version: FhirVersion, scope: Scope) -> Value {
    let mut options = Options::new(version, scope);
    options.files = Files::At("https://chat.example/files".to_owned());
    serde_json::to_value(bundle(&visit.state, &visit.log, &options).unwrap()).unwrap()
}

/// The resources of a type in a bundle.
fn all<'a>(bundle: &'a Value, kind: &'a str) -> Vec<&'a Value> {
    let entries = bundle["entry"].as_array().unwrap().iter();
    let resources = entries.map(|entry| &entry["resource"]);
    resources
        .filter(|resource| resource["resourceType"] == kind)
        .collect()
}

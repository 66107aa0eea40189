//! `Provenance`.

use super::datatypes::{CodeableConcept, Instant, Reference};
use serde::Serialize;

/// A correction or retraction.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    pub(crate) id: String,
    pub(crate) target: Vec<Reference>,
    pub(crate) occurred_date_time: Instant,
    pub(crate) recorded: Instant,
    pub(crate) activity: CodeableConcept,
    pub(crate) agent: Vec<ProvenanceAgent>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) entity: Vec<ProvenanceEntity>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ProvenanceAgent {
    #[serde(rename = "type")]
    pub(crate) kind: CodeableConcept,
    pub(crate) who: Reference,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ProvenanceEntity {
    pub(crate) role: &'static str,
    pub(crate) what: Reference,
}

//! `AuditEvent`.

use super::datatypes::{CodeableConcept, Coding, Instant, Reference};
use serde::Serialize;

/// A first read of a chat, or an oversight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditEvent {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) code: AuditCode,
    pub(crate) action: &'static str,
    pub(crate) recorded: Instant,
    pub(crate) outcome: Outcome,
    pub(crate) agent: Vec<Agent>,
    pub(crate) source: Source,
    pub(crate) entity: Vec<Entity>,
    /// R5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) encounter: Option<Reference>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum AuditCode {
    R4 {
        #[serde(rename = "type")]
        kind: Coding,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        subtype: Vec<Coding>,
    },
    R5 {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        category: Vec<CodeableConcept>,
        code: CodeableConcept,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Outcome {
    R4(&'static str),
    R5(OutcomeDetail),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct OutcomeDetail {
    pub(crate) code: Coding,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Agent {
    pub(crate) who: Reference,
    pub(crate) requestor: bool,
    /// R4.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) purpose_of_use: Vec<CodeableConcept>,
    /// R5.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) authorization: Vec<CodeableConcept>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Source {
    pub(crate) observer: Reference,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Entity {
    pub(crate) what: Reference,
}

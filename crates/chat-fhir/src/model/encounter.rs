//! `Encounter`, and the `Group` of patients that it contains.

use super::datatypes::{CodeableConcept, Coding, Identifier, Instant, Meta, Period, Reference};
use serde::Serialize;

/// A visit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Encounter {
    pub(crate) id: String,
    pub(crate) meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) contained: Vec<Group>,
    pub(crate) identifier: Vec<Identifier>,
    pub(crate) status: &'static str,
    pub(crate) class: Class,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Reference>,
    pub(crate) service_provider: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) participant: Vec<EncounterParticipant>,
    /// R4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) period: Option<Period>,
    /// R5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) actual_period: Option<Period>,
    /// R5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) planned_start_date: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Class {
    R4(Coding),
    R5(Vec<CodeableConcept>),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct EncounterParticipant {
    #[serde(rename = "type")]
    pub(crate) kind: Vec<CodeableConcept>,
    /// R4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) individual: Option<Reference>,
    /// R5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) actor: Option<Reference>,
}

/// The patients of a group visit. Contained, since it is nothing without the visit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub(crate) struct Group {
    pub(crate) id: &'static str,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// R4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) actual: Option<bool>,
    /// R5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) membership: Option<&'static str>,
    pub(crate) member: Vec<GroupMember>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct GroupMember {
    pub(crate) entity: Reference,
}

//! `Communication`.

use super::datatypes::{Attachment, CodeableConcept, Identifier, Instant, Reference};
use serde::Serialize;

/// The thread of a chat, a version of a message, or a notice.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Communication {
    pub(crate) id: String,
    pub(crate) identifier: Vec<Identifier>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) part_of: Vec<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) in_response_to: Vec<Reference>,
    pub(crate) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_reason: Option<CodeableConcept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) category: Vec<CodeableConcept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<Priority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) topic: Option<CodeableConcept>,
    pub(crate) encounter: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) received: Option<Instant>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) recipient: Vec<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sender: Option<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) payload: Vec<Payload>,
}

impl Communication {
    /// A completed one without anything else.
    pub(crate) fn new(id: uuid::Uuid, encounter: Reference) -> Self {
        Self {
            id: id.to_string(),
            identifier: vec![Identifier::uuid(id)],
            part_of: Vec::new(),
            in_response_to: Vec::new(),
            status: "completed",
            status_reason: None,
            category: Vec::new(),
            priority: None,
            subject: None,
            topic: None,
            encounter,
            sent: None,
            received: None,
            recipient: Vec::new(),
            sender: None,
            payload: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Priority {
    Urgent,
}

#[derive(Clone, PartialEq, Serialize)]
pub(crate) enum Payload {
    /// R4.
    #[serde(rename = "contentString")]
    Text(String),
    /// R5, which has no texts.
    #[serde(rename = "contentAttachment")]
    Attachment(Attachment),
    #[serde(rename = "contentReference")]
    Reference(Reference),
}

// A text is health data.
impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Payload(…)")
    }
}

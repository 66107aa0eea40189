//! The data types that resources share.

use serde::Serialize;
use time::OffsetDateTime;

/// A moment with its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(crate) struct Instant(#[serde(with = "time::serde::rfc3339")] pub(crate) OffsetDateTime);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Coding {
    pub(crate) system: &'static str,
    pub(crate) code: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) display: &'static str,
}

impl Coding {
    pub(crate) const fn new(
        system: &'static str,
        code: &'static str,
        display: &'static str,
    ) -> Self {
        Self {
            system,
            code,
            display,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CodeableConcept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) coding: Vec<Coding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

impl CodeableConcept {
    pub(crate) fn text(text: &str) -> Self {
        let text = Some(text.to_owned());
        Self {
            coding: Vec::new(),
            text,
        }
    }
}

// A person's reason is health data.
impl std::fmt::Debug for CodeableConcept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeableConcept")
            .field("coding", &self.coding)
            .finish_non_exhaustive()
    }
}

impl From<Coding> for CodeableConcept {
    fn from(coding: Coding) -> Self {
        Self {
            coding: vec![coding],
            text: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Identifier {
    pub(crate) system: &'static str,
    pub(crate) value: String,
}

impl Identifier {
    /// A URI as an identifier.
    pub(crate) fn uri(value: String) -> Self {
        let system = "urn:ietf:rfc:3986";
        Self { system, value }
    }

    /// A UUID as an identifier.
    pub(crate) fn uuid(uuid: uuid::Uuid) -> Self {
        Self::uri(format!("urn:uuid:{uuid}"))
    }
}

/// A reference to a resource of the export, or a logical one by an identifier.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Reference {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) identifier: Option<Identifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) display: Option<String>,
}

// A name is health data.
impl std::fmt::Debug for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reference")
            .field("reference", &self.reference)
            .field("kind", &self.kind)
            .field("identifier", &self.identifier)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Period {
    pub(crate) start: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Meta {
    pub(crate) tag: Vec<Coding>,
}

/// A size in bytes: a number in R4, a 64-bit integer written as a string in R5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Size {
    R4(u32),
    R5(String),
}

/// Has no `hash`: FHIR wants SHA-1, and the log has SHA-256.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attachment {
    pub(crate) content_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<Size>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
}

// A file's name and a text are health data.
impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachment")
            .field("content_type", &self.content_type)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

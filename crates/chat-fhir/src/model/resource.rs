//! Any of the resources.

use super::{
    audit::AuditEvent,
    communication::Communication,
    document::{Binary, DocumentReference},
    encounter::Encounter,
    provenance::Provenance,
};
use serde::Serialize;
use std::fmt;

/// A FHIR resource.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
#[non_exhaustive]
pub enum Resource {
    /// The visit.
    Encounter(Encounter),
    /// The thread of a chat, a version of a message, or a notice.
    Communication(Communication),
    /// A file.
    DocumentReference(DocumentReference),
    /// A file's bytes.
    Binary(Binary),
    /// A correction or retraction.
    Provenance(Provenance),
    /// A first read, or an oversight.
    AuditEvent(AuditEvent),
}

/// The type of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ResourceType {
    /// See [`Resource::Encounter`].
    Encounter,
    /// See [`Resource::Communication`].
    Communication,
    /// See [`Resource::DocumentReference`].
    DocumentReference,
    /// See [`Resource::Binary`].
    Binary,
    /// See [`Resource::Provenance`].
    Provenance,
    /// See [`Resource::AuditEvent`].
    AuditEvent,
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl Resource {
    /// Its type.
    #[must_use]
    pub const fn resource_type(&self) -> ResourceType {
        match self {
            Self::Encounter(_) => ResourceType::Encounter,
            Self::Communication(_) => ResourceType::Communication,
            Self::DocumentReference(_) => ResourceType::DocumentReference,
            Self::Binary(_) => ResourceType::Binary,
            Self::Provenance(_) => ResourceType::Provenance,
            Self::AuditEvent(_) => ResourceType::AuditEvent,
        }
    }

    /// Its id: a UUID.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Encounter(it) => &it.id,
            Self::Communication(it) => &it.id,
            Self::DocumentReference(it) => &it.id,
            Self::Binary(it) => &it.id,
            Self::Provenance(it) => &it.id,
            Self::AuditEvent(it) => &it.id,
        }
    }
}

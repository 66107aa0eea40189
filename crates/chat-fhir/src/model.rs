//! The resources and their parts, as far as this crate writes them.
//!
//! Elements that only one version of FHIR has are optional; their comments name the version.

mod audit;
mod bundle;
mod communication;
mod datatypes;
mod document;
mod encounter;
mod provenance;
mod resource;

pub use audit::AuditEvent;
pub(crate) use audit::{Agent, AuditCode, Entity, Outcome, OutcomeDetail, Source};
pub use bundle::Bundle;
pub(crate) use bundle::BundleEntry;
pub use communication::Communication;
pub(crate) use communication::{Payload, Priority};
pub(crate) use datatypes::{
    Attachment, CodeableConcept, Coding, Identifier, Instant, Meta, Period, Reference, Size,
};
pub use document::{Binary, DocumentReference};
pub(crate) use document::{Content, Context, EncounterContext};
pub use encounter::Encounter;
pub(crate) use encounter::{Class, EncounterParticipant, Group, GroupMember};
pub use provenance::Provenance;
pub(crate) use provenance::{ProvenanceAgent, ProvenanceEntity};
pub use resource::{Resource, ResourceType};

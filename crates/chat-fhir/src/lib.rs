//! The record of a visit as HL7 FHIR resources: R4 (4.0.1) and R5 (5.0.0).
//!
//! * [`Export`] turns a visit's log into resources, entry by entry;
//! * [`bundle`] collects them in one `Bundle`;
//! * [`lines()`] yields them one by one as NDJSON, the form of FHIR Bulk Data, with bounded memory;
//! * [`Scope`] says for whom: the host receives everything, a person what the rules let them read.
//!
//! Pure functions of the log and its folded state. Ids are derived from those of the domain, so two exports of a visit name
//! the same resources. `README.md` has the mapping.

mod audit;
mod bundle;
mod code;
mod encounter;
mod error;
mod export;
mod file;
mod id;
mod lines;
mod message;
mod model;
mod notice;
mod options;
mod people;
mod provenance;
mod thread;

pub use bundle::bundle;
pub use error::ExportError;
pub use export::Export;
pub use lines::{Line, lines};
pub use model::{
    AuditEvent, Binary, Bundle, Communication, DocumentReference, Encounter, Provenance, Resource,
    ResourceType,
};
pub use options::{FhirVersion, Files, NotAVersion, Options, References, Scope};

/// Compiles and runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

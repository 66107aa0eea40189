//! The handlers, one file per resource. None contains a rule.

pub(crate) mod accesses;
pub(crate) mod actions;
pub(crate) mod conditional;
pub(crate) mod download;
pub(crate) mod events;
pub(crate) mod fhir;
pub(crate) mod host_visit;
pub(crate) mod invitations;
pub(crate) mod locks;
pub(crate) mod me;
pub(crate) mod messages;
pub(crate) mod notices;
pub(crate) mod oversight;
pub(crate) mod participants;
pub(crate) mod people;
pub(crate) mod phrases;
pub(crate) mod reading;
pub(crate) mod session;
pub(crate) mod thumbnail;
pub(crate) mod transcript;
pub(crate) mod upload;
pub(crate) mod uploads;
pub(crate) mod visits;
pub(crate) mod waiting;
pub(crate) mod webhooks;

mod content_disposition;
mod event_stream;
mod invitation_bodies;
mod range;

//! Visits, their participants and their state.

mod handover;
mod participant;
mod phase;
mod presence;
mod role;
mod state;

pub use handover::Handover;
pub use participant::{Absence, Participant, Rank, Removal};
pub use phase::{Phase, VisitKind};
pub use presence::{Departure, Presence};
pub use role::Role;
pub use state::{BrokenGlass, Uploaded, VisitState, Written};

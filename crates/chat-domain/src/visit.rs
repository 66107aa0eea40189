//! Visits, their participants and their state.

mod participant;
mod phase;
mod presence;
mod role;
mod state;
mod summary;

pub use participant::{Participant, Rank};
pub use phase::{Phase, VisitKind};
pub use presence::Presence;
pub use role::Role;
pub use state::{Uploaded, VisitState, Written};
pub use summary::{SummaryParticipant, VisitSummary};

//! Who may join by an invitation link.

use super::participant::open;
use crate::{id::PersonId, refusal::Refusal, visit::VisitState};

/// Whether a person may join the visit by a link: an attendee may, and the care team signs in.
///
/// # Errors
/// [`Refusal::VisitUnknown`], [`Refusal::VisitClosed`] (W8), [`Refusal::PersonUnknown`] if they do not take part,
/// [`Refusal::Removed`] after removal (W9).
pub fn may_join_by_link(state: &VisitState, person: PersonId) -> Result<bool, Refusal> {
    open(state)?;
    let participant = state.participants.get(&person);
    let participant = participant.ok_or(Refusal::PersonUnknown)?;
    if participant.is_active() {
        Ok(!participant.role.is_care_team())
    } else {
        Err(Refusal::Removed)
    }
}

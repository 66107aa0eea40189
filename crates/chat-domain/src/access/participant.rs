//! Who takes part in a visit, who may know of whom, and whether it is open.

use crate::{
    id::PersonId,
    refusal::Refusal,
    visit::{Participant, VisitState},
};

/// The participant, if they have not been removed (M7, W9).
///
/// # Errors
/// [`Refusal::VisitUnknown`] for an outsider, [`Refusal::Removed`] after removal.
pub fn participant(state: &VisitState, person: PersonId) -> Result<&Participant, Refusal> {
    let found = state
        .participants
        .get(&person)
        .ok_or(Refusal::VisitUnknown)?; // M7
    if found.is_active() {
        Ok(found)
    } else {
        Err(Refusal::Removed) // W9
    }
}

/// W8: only an open visit accepts messages.
pub(crate) fn open(state: &VisitState) -> Result<(), Refusal> {
    if state.phase.is_open() {
        Ok(())
    } else if state.phase.is_closed() {
        Err(Refusal::VisitClosed { phase: state.phase }) // W8
    } else {
        Err(Refusal::VisitUnknown)
    }
}

/// Whether `viewer` may know that `other` takes part. The care team sees everyone and is seen by
/// everyone. Attendees see each other once both have entered, because from then on they share the
/// visit chat (M1, M7). They don't see participants who were removed before they entered, unless
/// they may read those participants' messages (M6).
#[must_use]
pub fn sees(viewer: &Participant, other: &Participant) -> bool {
    viewer.person == other.person
        || viewer.role.is_care_team()
        || other.role.is_care_team()
        || (viewer.has_entered()
            && other.has_entered()
            && other.removed.is_none_or(|at| at > viewer.knows_from))
}

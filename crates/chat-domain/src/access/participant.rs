//! Who takes part in a visit, who may know of whom, and whether it is open.

use crate::{
    id::PersonId,
    log::{actor::Actor, seq::Seq},
    refusal::Refusal,
    visit::{Absence, Participant, VisitState},
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

/// V1: the host and the care team manage the visit, whether it is open or closed.
pub(crate) fn may_manage(state: &VisitState, actor: Actor) -> Result<(), Refusal> {
    match actor {
        _ if state.ids.is_none() => Err(Refusal::VisitUnknown),
        Actor::Host => Ok(()),
        Actor::Person(person) if participant(state, person)?.role.is_care_team() => Ok(()),
        Actor::Person(_) => Err(Refusal::CareTeamOnly), // V1
        Actor::Overseer(_) | Actor::Service => Err(Refusal::VisitUnknown),
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
            && other.removal.as_ref().is_none_or(|removal| {
                removal.at > viewer.knows_from
                    && !came_and_went_while_away(viewer, other, removal.at)
            }))
}

/// The log position from which `viewer`, who sees `other`, has known of them. It never changes while
/// both keep their roles, and reveals no order in which others came before the viewer did (M7).
pub(crate) fn known_since(viewer: &Participant, other: &Participant) -> Seq {
    let (Some(came), Some(entered)) = (viewer.entered, other.entered) else {
        return other.added; // one of them is of the care team, or has not entered
    };
    let both = came.max(entered);
    let returns = viewer.absences.iter().chain(&other.absences);
    let later = returns.map(|absence| absence.to).filter(|at| *at > both);
    [both]
        .into_iter()
        .chain(later)
        .filter(|at| saw(viewer, other, *at))
        .min()
        .unwrap_or(both)
}

/// Whether `viewer` saw `other` when the entry at this log position was written; both attendees had
/// entered by then.
fn saw(viewer: &Participant, other: &Participant, at: Seq) -> bool {
    let covers = |absence: &&Absence| absence.from < at && at < absence.to;
    let mut removed = other.absences.iter().filter(covers);
    !was_away_at(viewer, at)
        && removed.all(|absence| {
            absence.from > viewer.knows_from
                && !came_and_went_while_away(viewer, other, absence.from)
        })
}

/// Whether `other` entered the visit and was removed from it while `viewer` was away (W9).
fn came_and_went_while_away(viewer: &Participant, other: &Participant, removed: Seq) -> bool {
    other.entered.is_some_and(|entered| {
        let mut absences = viewer.absences.iter();
        absences.any(|absence| absence.from < entered && removed < absence.to)
    })
}

/// Whether the participant was removed when the entry at this log position was written, and came back
/// later (W9).
pub(crate) fn was_away_at(participant: &Participant, seq: Seq) -> bool {
    let mut absences = participant.absences.iter();
    absences.any(|absence| absence.from < seq && seq < absence.to)
}

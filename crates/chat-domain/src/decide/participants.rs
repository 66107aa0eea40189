//! Adding and removing participants (V1, V4, W9).

use super::manages;
use crate::{
    access::may_act,
    command::NewParticipant,
    event::Event,
    id::PersonId,
    log::Actor,
    refusal::Refusal,
    text::Reason,
    visit::{Role, VisitKind, VisitState},
};
use std::collections::BTreeSet;

pub(super) fn add(
    state: &VisitState,
    actor: Actor,
    new: &NewParticipant,
) -> Result<Vec<Event>, Refusal> {
    manages(state, actor)?;
    if state.participants.contains_key(&new.person) {
        return Err(Refusal::AlreadyAParticipant); // V4: removal is final
    }
    let roles = state.participants.values().map(|p| p.role);
    one_patient(state.kind, roles.chain([new.role]))?;
    may_act(state, actor, 1)?; // V8
    Ok(vec![added(new)])
}

pub(super) fn remove(
    state: &VisitState,
    actor: Actor,
    person: PersonId,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
    manages(state, actor)?;
    let whom = state
        .participants
        .get(&person)
        .ok_or(Refusal::PersonUnknown)?;
    if !whom.is_active() {
        return Ok(Vec::new());
    }
    let providers = state
        .participants
        .values()
        .filter(|p| p.role == Role::Provider && p.is_active())
        .count();
    if whom.role == Role::Provider && providers == 1 {
        return Err(Refusal::LastProvider); // V4
    }
    Ok(vec![Event::ParticipantRemoved {
        person,
        reason: reason.clone(),
    }])
}

/// V4 for the initial participants of a visit.
pub(super) fn check_all(kind: VisitKind, new: &[NewParticipant]) -> Result<(), Refusal> {
    let different: BTreeSet<_> = new.iter().map(|p| p.person).collect();
    if different.len() != new.len() {
        return Err(Refusal::AlreadyAParticipant); // V4
    }
    one_patient(kind, new.iter().map(|p| p.role))
}

/// V4. A second patient would read the first patient's messages, even after the first was removed
/// (M6).
fn one_patient(kind: VisitKind, roles: impl Iterator<Item = Role>) -> Result<(), Refusal> {
    let patients = roles.filter(|role| *role == Role::Patient).count();
    if kind == VisitKind::OneToOne && patients > 1 {
        return Err(Refusal::OnePatientOnly); // V4
    }
    Ok(())
}

pub(super) fn added(new: &NewParticipant) -> Event {
    Event::ParticipantAdded {
        person: new.person,
        role: new.role,
        name: new.name.clone(),
        second_identifier: new.second_identifier.clone(),
    }
}

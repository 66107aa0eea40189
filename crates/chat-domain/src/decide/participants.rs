//! Adding and removing participants, and handing over (V1, V4, V7, W9).

use super::manages;
use crate::{
    access::{may_act, participant},
    command::NewParticipant,
    event::Event,
    id::PersonId,
    log::Actor,
    refusal::Refusal,
    text::Reason,
    visit::{Participant, Role, VisitKind, VisitState},
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

/// V7: a provider hands over their own part of the visit; staff and the host hand over anyone's, even
/// that of a removed provider. Another provider can't give themselves access to a colleague's chats.
pub(super) fn hand_over(
    state: &VisitState,
    actor: Actor,
    from: PersonId,
    to: PersonId,
) -> Result<Vec<Event>, Refusal> {
    manages(state, actor)?;
    if !state.rules().hands_over {
        return Err(Refusal::NoHandover); // V7
    }
    let known = |person| {
        state
            .participants
            .get(&person)
            .ok_or(Refusal::PersonUnknown)
    };
    let (former, next) = (known(from)?, known(to)?);
    let provider = |whom: &Participant| whom.role == Role::Provider;
    if from == to || !provider(former) || !provider(next) || !next.is_active() {
        return Err(Refusal::NotBetweenProviders); // V7
    }
    if let Actor::Person(me) = actor
        && me != from
        && participant(state, me).is_ok_and(provider)
    {
        return Err(Refusal::NotYoursToHandOver); // V7
    }
    let mut current = state.handovers.iter();
    if current.any(|handover| (handover.from, handover.to) == (from, to)) {
        return Ok(Vec::new());
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::HandedOver { from, to }])
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

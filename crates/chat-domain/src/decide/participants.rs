//! Adding and removing participants, and handing over (V1, V4, V7, W9).

use crate::{
    access::{may_act, may_manage, may_share_history, open, participant},
    command::NewParticipant,
    event::Event,
    id::PersonId,
    log::actor::Actor,
    refusal::Refusal,
    rules::Rules,
    text::Reason,
    visit::{Participant, Role, VisitKind, VisitState},
};
use std::collections::BTreeSet;

pub(super) fn add(
    state: &VisitState,
    actor: Actor,
    new: &NewParticipant,
) -> Result<Vec<Event>, Refusal> {
    may_manage(state, actor)?;
    if state
        .active(new.person)
        .is_some_and(|p| was_added_as(p, new))
    {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    if state.participants.contains_key(&new.person) {
        return Err(Refusal::AlreadyAParticipant); // V4: a removed person is brought back, not added again
    }
    has_room(state, new.role)?;
    shares_history(state.rules(), state.kind, new)?;
    may_act(state, actor, 1)?; // V8
    Ok(vec![added(new)])
}

/// Whether a new person can be added in a role, without a shared history.
pub(crate) fn may_add(state: &VisitState, actor: Actor, role: Role) -> Result<(), Refusal> {
    may_manage(state, actor)?;
    open(state)?; // W8
    has_room(state, role)?;
    may_act(state, actor, 1) // V8
}

fn has_room(state: &VisitState, role: Role) -> Result<(), Refusal> {
    let patients = state.participants.values().filter(|p| p.was_patient);
    let roles = patients.map(|_| Role::Patient);
    one_patient(state.kind, roles.chain([role])) // V4
}

pub(super) fn remove(
    state: &VisitState,
    actor: Actor,
    person: PersonId,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
    may_manage(state, actor)?;
    let found = state.participants.get(&person);
    let removal = found.and_then(|whom| whom.removal.as_ref());
    if removal.is_some_and(|removal| removal.reason == *reason) {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    may_remove(state, actor, found.ok_or(Refusal::PersonUnknown)?)?;
    Ok(vec![Event::ParticipantRemoved {
        person,
        reason: reason.clone(),
    }])
}

/// Whether a participant can be removed.
pub(crate) fn may_remove(
    state: &VisitState,
    actor: Actor,
    whom: &Participant,
) -> Result<(), Refusal> {
    may_manage(state, actor)?;
    open(state)?; // W8
    if !whom.is_active() {
        return Err(Refusal::AlreadyRemoved); // H1
    }
    if is_last_provider(state, whom) {
        return Err(Refusal::LastProvider); // V4
    }
    Ok(())
}

/// V7: a provider hands over their own part of the visit; staff and the host hand over anyone's, even
/// that of a removed provider. Another provider can't give themselves access to a colleague's chats.
pub(super) fn hand_over(
    state: &VisitState,
    actor: Actor,
    from: PersonId,
    to: PersonId,
) -> Result<Vec<Event>, Refusal> {
    may_manage(state, actor)?;
    if !state.rules().hands_over {
        return Err(Refusal::NoHandover); // V7
    }
    let provider = |whom: &Participant| whom.role == Role::Provider;
    let theirs = match actor {
        Actor::Person(me) => me == from || !participant(state, me).is_ok_and(provider),
        Actor::Host | Actor::Overseer(_) | Actor::Service => true,
    };
    let mut current = state.handovers.iter();
    if theirs && current.any(|handover| (handover.from, handover.to) == (from, to)) {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    let known = |person| {
        state
            .participants
            .get(&person)
            .ok_or(Refusal::PersonUnknown)
    };
    let (former, next) = (known(from)?, known(to)?);
    if from == to || !provider(former) || !provider(next) || !next.is_active() {
        return Err(Refusal::NotBetweenProviders); // V7
    }
    if !theirs {
        return Err(Refusal::NotYoursToHandOver); // V7
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::HandedOver { from, to }])
}

/// V4 and M6 for the initial participants of a visit.
pub(super) fn check_all(
    rules: &Rules,
    kind: VisitKind,
    new: &[NewParticipant],
) -> Result<(), Refusal> {
    let different: BTreeSet<_> = new.iter().map(|p| p.person).collect();
    if different.len() != new.len() {
        return Err(Refusal::AlreadyAParticipant); // V4
    }
    one_patient(kind, new.iter().map(|p| p.role))?;
    new.iter().try_for_each(|p| shares_history(rules, kind, p))
}

fn shares_history(rules: &Rules, kind: VisitKind, new: &NewParticipant) -> Result<(), Refusal> {
    if new.shares_history {
        may_share_history(rules, kind, new.role)?; // M6
    }
    Ok(())
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

/// V4: whether the participant is the only provider.
pub(super) fn is_last_provider(state: &VisitState, whom: &Participant) -> bool {
    let mut others = state.participants.values();
    whom.role == Role::Provider
        && !others.any(|p| p.person != whom.person && p.role == Role::Provider && p.is_active())
}

/// H1: whether the participant was added with this content, whatever was edited since.
pub(super) fn was_added_as(participant: &Participant, new: &NewParticipant) -> bool {
    if let Some(before) = &participant.added_as {
        return **before == *new;
    }
    let NewParticipant {
        person,
        role,
        name,
        second_identifier,
        shares_history,
    } = new;
    (person, role, name, second_identifier, shares_history)
        == (
            &participant.person,
            &participant.role,
            &participant.name,
            &participant.second_identifier,
            &participant.shares_history,
        )
}

pub(super) fn added(new: &NewParticipant) -> Event {
    Event::ParticipantAdded {
        person: new.person,
        role: new.role,
        name: new.name.clone(),
        second_identifier: new.second_identifier.clone(),
        shares_history: new.shares_history,
    }
}

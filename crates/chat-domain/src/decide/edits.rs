//! Editing a visit and its participants, and undoing a removal (V4).
//!
//! An edit opens nothing that was written before, and hides nothing: everyone reads the same
//! messages before and after it.

use super::participants::is_last_provider;
use crate::{
    access::{may_act, may_manage, open, roles},
    chat::{ChatKey, ChatNumber, ChatState},
    command::{ParticipantEdit, VisitEdit},
    event::Event,
    id::PersonId,
    log::actor::Actor,
    policy::Policy,
    refusal::Refusal,
    text::Reason,
    visit::{Participant, Role, VisitKind, VisitState},
};

/// V1, V4: the host and the care team edit a visit whose rules permit it. Only the host edits its policy.
fn edits(state: &VisitState, actor: Actor) -> Result<(), Refusal> {
    may_manage(state, actor)?;
    if state.rules().can_be_edited {
        Ok(())
    } else {
        Err(Refusal::NotEditable) // V4
    }
}

/// Whether a name or second identifier can be edited, or a removal undone.
pub(crate) fn may_edit(state: &VisitState, actor: Actor) -> Result<(), Refusal> {
    edits(state, actor)?;
    open(state)?; // W8
    may_act(state, actor, 1) // V8
}

pub(super) fn visit(
    state: &VisitState,
    actor: Actor,
    edit: &VisitEdit,
) -> Result<Vec<Event>, Refusal> {
    edits(state, actor)?;
    let time = edit.scheduled_for;
    let scheduled_for = time.filter(|time| Some(*time) != state.scheduled_for);
    let policy = edit.policy.over(state.policy);
    let policy = (policy != state.policy).then_some(policy);
    if scheduled_for.is_none() && policy.is_none() {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    if let Some(policy) = &policy {
        if actor != Actor::Host {
            return Err(Refusal::HostOnly); // V4: no one sets their own limits
        }
        policy_is_editable(state, policy)?;
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::VisitEdited {
        scheduled_for,
        policy,
    }])
}

/// V4: who reads earlier messages never changes (M6, V7), nor how earlier uploads count (V5).
fn policy_is_editable(state: &VisitState, new: &Policy) -> Result<(), Refusal> {
    let old = &state.policy;
    let fixed = |policy: &Policy| {
        let reading = (policy.open_history, policy.handover_opens_direct_chats);
        (reading, policy.min_counted_file_bytes)
    };
    let kept = keeps_conversations(state, |care, attendee| {
        roles(new, care.role, attendee.role).is_ok()
    });
    if fixed(old) == fixed(new) && kept {
        Ok(())
    } else {
        Err(Refusal::PolicyFixed) // V4
    }
}

pub(super) fn participant(
    state: &VisitState,
    actor: Actor,
    edit: &ParticipantEdit,
) -> Result<Vec<Event>, Refusal> {
    edits(state, actor)?;
    let whom = state.participants.get(&edit.person);
    let whom = whom.ok_or(Refusal::PersonUnknown)?;
    let role = edit.role.unwrap_or(whom.role);
    let name = edit.name.as_ref().unwrap_or(&whom.name);
    let second_identifier = edit.second_identifier.as_ref();
    let second_identifier = second_identifier.unwrap_or(&whom.second_identifier);
    if (role, name, second_identifier) == (whom.role, &whom.name, &whom.second_identifier) {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    if role != whom.role {
        role_is_editable(state, whom, role)?;
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::ParticipantEdited {
        person: edit.person,
        role,
        name: name.clone(),
        second_identifier: second_identifier.clone(),
    }])
}

/// V4: a role changes only within its side. What was written stays readable for the same people.
fn role_is_editable(state: &VisitState, whom: &Participant, role: Role) -> Result<(), Refusal> {
    if !whom.is_active() || whom.role.is_care_team() != role.is_care_team() {
        return Err(Refusal::RoleFixed); // V4
    }
    if is_last_provider(state, whom) {
        return Err(Refusal::LastProvider); // V4
    }
    if role == Role::Patient && state.kind == VisitKind::OneToOne {
        let mut others = state.participants.values();
        if others.any(|p| p.person != whom.person && p.was_patient) {
            return Err(Refusal::OnePatientOnly); // V4
        }
        if !whom.was_patient && state.chat(&ChatKey::Visit).last > ChatNumber::default() {
            return Err(Refusal::RoleFixed); // M6: the patient reads all of it
        }
    }
    let after = |p: &Participant| {
        if p.person == whom.person {
            role
        } else {
            p.role
        }
    };
    let kept = keeps_conversations(state, |care, attendee| {
        roles(&state.policy, after(care), after(attendee)).is_ok()
    });
    if kept {
        Ok(())
    } else {
        Err(Refusal::RoleFixed) // V4
    }
}

/// Whether all direct chats that the log mentions and the rules allow stay allowed.
fn keeps_conversations(
    state: &VisitState,
    allowed: impl Fn(&Participant, &Participant) -> bool,
) -> bool {
    let used = state.chats.iter();
    let used = used.filter(|(_, chat)| **chat != ChatState::default());
    let pairs = used.filter_map(|(chat, _)| match chat {
        ChatKey::Visit => None,
        ChatKey::Direct(pair) => Some((
            state.participants.get(&pair.care)?,
            state.participants.get(&pair.attendee)?,
        )),
    });
    let mut lost = pairs.filter(|(care, attendee)| {
        roles(&state.policy, care.role, attendee.role).is_ok() && !allowed(care, attendee)
    });
    lost.next().is_none()
}

/// V4, W9: takes back a removal. What was sent in between stays unreadable for the person.
pub(super) fn undo_removal(
    state: &VisitState,
    actor: Actor,
    person: PersonId,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
    edits(state, actor)?;
    let whom = state.participants.get(&person);
    let whom = whom.ok_or(Refusal::PersonUnknown)?;
    if whom.is_active() && whom.returned_for.as_ref() == Some(reason) {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    if whom.is_active() {
        return Err(Refusal::NotRemoved); // H1
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::RemovalUndone {
        person,
        reason: reason.clone(),
    }])
}

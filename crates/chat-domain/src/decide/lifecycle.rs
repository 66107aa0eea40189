//! The visit's lifecycle (V1, V2, W8).

use super::{manages, manages_even_closed, participants};
use crate::{
    access::may_act,
    command::ScheduleVisit,
    event::Event,
    log::Actor,
    refusal::Refusal,
    visit::{Role, VisitState},
};

pub(super) fn schedule(
    state: &VisitState,
    actor: Actor,
    visit: &ScheduleVisit,
) -> Result<Vec<Event>, Refusal> {
    if actor != Actor::Host {
        return Err(Refusal::CareTeamOnly); // V1
    }
    if state.ids.is_some() {
        return Err(Refusal::AlreadyScheduled); // V2
    }
    participants::check_all(visit.kind, &visit.participants)?;
    let mut events = Vec::with_capacity(1 + visit.participants.len());
    events.push(Event::VisitScheduled {
        clinic: visit.clinic,
        visit: visit.visit,
        kind: visit.kind,
        scheduled_for: visit.scheduled_for,
        policy: visit.policy,
        rules: visit.rules,
    });
    events.extend(visit.participants.iter().map(participants::added));
    Ok(events)
}

pub(super) fn complete(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    manages(state, actor)?;
    Ok(vec![Event::VisitCompleted])
}

pub(super) fn cancel(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    manages(state, actor)?;
    if state.call_underway() {
        return Err(Refusal::CallUnderway); // V2
    }
    Ok(vec![Event::VisitCancelled])
}

pub(super) fn no_show(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    manages(state, actor)?;
    if state.call_underway() {
        return Err(Refusal::CallUnderway); // V2
    }
    let came = state
        .participants
        .values()
        .any(|p| p.role == Role::Patient && p.is_active() && p.has_entered());
    if came {
        return Err(Refusal::PatientHasAttended); // V2
    }
    Ok(vec![Event::VisitMarkedNoShow])
}

pub(super) fn reopen(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    manages_even_closed(state, actor)?;
    if !state.phase.is_closed() {
        return Err(Refusal::NotClosed); // V2
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::VisitReopened])
}

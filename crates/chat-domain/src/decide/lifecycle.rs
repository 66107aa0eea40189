//! The visit's lifecycle (V1, V2, W8, H1).

use super::participants::{self, was_added_as};
use crate::{
    access::{completes_by_policy, may_act, may_manage, open, waiting_since},
    command::{NewParticipant, ScheduleVisit},
    event::Event,
    log::actor::Actor,
    refusal::Refusal,
    visit::{Participant, Phase, Presence, Role, VisitState},
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
        return if repeats(state, visit) {
            Ok(Vec::new()) // H1
        } else {
            Err(Refusal::AlreadyScheduled) // H1
        };
    }
    participants::check_all(visit.rules.rules(), visit.kind, &visit.participants)?;
    let mut events = Vec::with_capacity(1 + visit.participants.len());
    events.push(Event::VisitScheduled {
        clinic: visit.clinic,
        visit: visit.visit,
        kind: visit.kind,
        scheduled_for: visit.scheduled_for,
        policy: visit.policy,
        notices: visit.notices.clone(),
        rules: visit.rules,
    });
    events.extend(visit.participants.iter().map(participants::added));
    Ok(events)
}

/// H1: whether the visit was scheduled with this content. The version of the rules is the service's
/// choice, not the host's. The log does not tell which participants were added with the visit, so
/// each must have been added by now.
fn repeats(state: &VisitState, visit: &ScheduleVisit) -> bool {
    let ScheduleVisit {
        clinic,
        visit,
        kind,
        scheduled_for,
        policy,
        notices,
        rules: _,
        participants,
    } = visit;
    let added = |new: &NewParticipant| {
        let found = state.participants.get(&new.person);
        found.is_some_and(|participant| was_added_as(participant, new))
    };
    let current = || state.scheduled_for.map(|time| (time, state.policy));
    state.ids == Some((*clinic, *visit))
        && state.kind == *kind
        && state.offered_notices == *notices
        && state.scheduled_as.or_else(current) == Some((*scheduled_for, *policy))
        && participants.iter().all(added)
}

/// Closes the visit with this event, if `may` permits it. Closing it again in the same way is a
/// no-op (H1), in another way is refused (W8).
fn close(
    state: &VisitState,
    actor: Actor,
    (phase, event): (Phase, Event),
    may: impl FnOnce() -> Result<(), Refusal>,
) -> Result<Vec<Event>, Refusal> {
    may_manage(state, actor)?;
    if state.phase == phase {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    may()?;
    Ok(vec![event])
}

pub(super) fn complete(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    if actor == Actor::Service {
        return complete_by_policy(state);
    }
    let closed = (Phase::Completed, Event::VisitCompleted);
    close(state, actor, closed, || Ok(()))
}

/// W8: the service completes a visit whose policy says so, once it is [`due`](crate::access::due). The rules see to
/// it that no one is cut off and nothing that waits is lost. As for leases (V9), replay does not judge the time.
fn complete_by_policy(state: &VisitState) -> Result<Vec<Event>, Refusal> {
    if !completes_by_policy(state) {
        return Err(Refusal::VisitUnknown); // V1
    }
    if state.phase == Phase::Completed {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    call_is_over(state)?;
    no_one_waits(state)?;
    Ok(vec![Event::VisitCompleted])
}

/// W8: the host and the care team end the follow-up at any time, the service at its end, but not while something
/// waits.
pub(super) fn end_follow_up(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    if actor != Actor::Service || state.ids.is_none() {
        may_manage(state, actor)?;
    }
    if state.follow_up_until.is_none() {
        return Ok(Vec::new()); // H1
    }
    if actor == Actor::Service {
        no_one_waits(state)?;
    }
    Ok(vec![Event::FollowUpEnded])
}

/// R4: the service ends no wait that anyone is shown, and sends no one away who is in the waiting room or about to
/// join the call. Presence that the host reported may never end, so it doesn't count.
fn no_one_waits(state: &VisitState) -> Result<(), Refusal> {
    let there = |p: &Participant| p.join_reported || p.leased && p.presence == Presence::Waiting;
    let people = state.participants.values();
    let waits = |p: &Participant| there(p) || waiting_since(state, p.person).is_some();
    if people.into_iter().any(waits) {
        Err(Refusal::SomeoneWaits) // W8
    } else {
        Ok(())
    }
}

pub(super) fn cancel(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    let closed = (Phase::Cancelled, Event::VisitCancelled);
    close(state, actor, closed, || call_is_over(state))
}

pub(super) fn no_show(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    let closed = (Phase::NoShow, Event::VisitMarkedNoShow);
    close(state, actor, closed, || {
        call_is_over(state)?;
        if patients_who_came(state).next().is_some() {
            return Err(Refusal::PatientHasAttended); // V2
        }
        Ok(())
    })
}

pub(super) fn left_without_being_seen(
    state: &VisitState,
    actor: Actor,
) -> Result<Vec<Event>, Refusal> {
    let closed = (
        Phase::LeftWithoutBeingSeen,
        Event::VisitMarkedLeftWithoutBeingSeen,
    );
    close(state, actor, closed, || {
        if !state.rules().knows_left_without_being_seen {
            return Err(Refusal::LeftWithoutBeingSeenUnknown); // V2
        }
        call_is_over(state)?;
        let mut came = patients_who_came(state).peekable();
        if came.peek().is_none() {
            return Err(Refusal::NoPatientHasAttended); // V2
        }
        if came.any(|patient| patient.seen) {
            return Err(Refusal::PatientWasSeen); // V2
        }
        Ok(())
    })
}

fn call_is_over(state: &VisitState) -> Result<(), Refusal> {
    if state.call_underway() {
        Err(Refusal::CallUnderway) // V2
    } else {
        Ok(())
    }
}

/// The patients who still take part and have entered the visit.
fn patients_who_came(state: &VisitState) -> impl Iterator<Item = &Participant> {
    let patients = state.participants.values();
    patients.filter(|p| p.role == Role::Patient && p.is_active() && p.has_entered())
}

pub(super) fn reopen(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    may_manage(state, actor)?;
    if !state.phase.is_closed() {
        return Ok(Vec::new()); // H1
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::VisitReopened])
}

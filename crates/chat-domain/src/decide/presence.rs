//! Coming and going (V1, V3, P1, V8, V9, H1).

use crate::{
    access::{may_act, may_manage, open, participant, sees_call},
    event::Event,
    id::PersonId,
    log::actor::Actor,
    refusal::Refusal,
    visit::{Departure, Participant, Presence, VisitState},
};

/// V1: people report their own presence; the host reports anyone's.
fn reported(state: &VisitState, actor: Actor, person: PersonId) -> Result<&Participant, Refusal> {
    match actor {
        Actor::Person(me) if me == person => participant(state, me),
        Actor::Person(me) => {
            participant(state, me)?;
            Err(Refusal::NotYourPresence) // V1
        }
        Actor::Host if state.ids.is_none() => Err(Refusal::VisitUnknown),
        Actor::Host => state.active(person).ok_or(Refusal::PersonUnknown),
        Actor::Overseer(_) | Actor::Service => Err(Refusal::VisitUnknown),
    }
}

/// V9: the host takes over a presence that the person reported themselves.
fn takes_over(actor: Actor, whom: &Participant) -> bool {
    actor == Actor::Host && whom.leased
}

pub(super) fn enter(
    state: &VisitState,
    actor: Actor,
    person: PersonId,
) -> Result<Vec<Event>, Refusal> {
    let whom = reported(state, actor, person)?;
    if whom.presence == Presence::Waiting && !takes_over(actor, whom) {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    if whom.role.is_care_team() {
        return Err(Refusal::WaitingRoomIsForAttendees); // V3
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::WaitingRoomEntered { person }])
}

pub(super) fn join(
    state: &VisitState,
    actor: Actor,
    person: PersonId,
) -> Result<Vec<Event>, Refusal> {
    let whom = reported(state, actor, person)?;
    let repeats = whom.presence == Presence::InCall && !takes_over(actor, whom);
    if repeats || actor == Actor::Host && whom.join_reported {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    if whom.role.is_care_team() {
        may_act(state, actor, 1)?; // V8
        return Ok(vec![Event::CallJoined { person }]);
    }
    // V3: the host reports facts. One that comes before the call's beginning is kept.
    let fact = actor == Actor::Host && state.rules().keeps_early_joins;
    let begun = if fact {
        state.call_underway()
    } else {
        sees_call(state, whom) // a call of unseen attendees does not count (M7)
    };
    if !begun && !fact {
        return Err(Refusal::NoCallInProgress); // V3
    }
    // Attendees first enter through the waiting room, which assigns patients their rank (P1).
    let first = !whom.has_entered();
    may_act(state, actor, 1 + u64::from(first))?; // V8
    let mut events = Vec::with_capacity(2);
    if first {
        events.push(Event::WaitingRoomEntered { person });
    }
    events.push(if begun {
        Event::CallJoined { person }
    } else {
        Event::CallJoinReported { person }
    });
    Ok(events)
}

pub(super) fn leave(
    state: &VisitState,
    actor: Actor,
    person: PersonId,
) -> Result<Vec<Event>, Refusal> {
    let whom = reported(state, actor, person)?;
    match whom.presence {
        Presence::Waiting | Presence::InCall => Ok(vec![Event::ParticipantLeft {
            person,
            how: Departure::Left,
        }]),
        // H1. Everyone has left a closed visit (W8).
        Presence::Expected | Presence::Away | Presence::Removed => Ok(Vec::new()),
    }
}

/// V9: the service ends the presence of a person who reported it themselves and has no live connection.
pub(super) fn drop(
    state: &VisitState,
    actor: Actor,
    person: PersonId,
) -> Result<Vec<Event>, Refusal> {
    match actor {
        Actor::Service => {}
        Actor::Person(me) => {
            participant(state, me)?;
            return Err(Refusal::ServiceOnly); // V9
        }
        Actor::Host if state.ids.is_some() => return Err(Refusal::ServiceOnly), // V9
        Actor::Host | Actor::Overseer(_) => return Err(Refusal::VisitUnknown),
    }
    let whom = state.active(person);
    if whom.is_some_and(Participant::was_dropped) {
        return Ok(Vec::new()); // H1
    }
    open(state)?; // W8
    let whom = whom.ok_or(Refusal::PersonUnknown)?;
    if !whom.leased {
        return Err(Refusal::PresenceNotLeased); // V9
    }
    Ok(vec![Event::ParticipantLeft {
        person,
        how: Departure::Dropped,
    }])
}

pub(super) fn end_call(state: &VisitState, actor: Actor) -> Result<Vec<Event>, Refusal> {
    may_manage(state, actor)?;
    let expected_back = |p: &Participant| p.role.is_care_team() && p.was_dropped(); // V9
    if state.call_underway() || state.participants.values().any(expected_back) {
        Ok(vec![Event::CallEnded])
    } else {
        Ok(Vec::new()) // H1. No one is in the call of a closed visit (W8).
    }
}

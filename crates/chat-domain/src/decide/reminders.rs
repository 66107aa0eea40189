//! Reminders of what people have not seen, and escalations (R6, R7).

use crate::{
    access::{open_for, participant, people_to_alert, people_to_remind, reminds},
    chat::Unseen,
    event::Event,
    id::PersonId,
    log::actor::Actor,
    refusal::Refusal,
    visit::VisitState,
};

/// Only the service reminds people, and only in a visit whose policy says so.
fn service(state: &VisitState, actor: Actor) -> Result<(), Refusal> {
    match actor {
        Actor::Person(me) => {
            participant(state, me)?;
            Err(Refusal::ServiceOnly) // R6
        }
        Actor::Overseer(_) => Err(Refusal::VisitUnknown),
        _ if state.ids.is_none() => Err(Refusal::VisitUnknown),
        Actor::Host => Err(Refusal::ServiceOnly), // R6
        Actor::Service if reminds(state) => Ok(()),
        Actor::Service => Err(Refusal::NoReminders), // R6
    }
}

/// R6: reminds those of `people` who have not seen something, each at most once with this number. As for leases (V9), replay
/// does not judge the time.
pub(super) fn remind(
    state: &VisitState,
    actor: Actor,
    of: Unseen,
    reminder: u32,
    people: &[PersonId],
) -> Result<Vec<Event>, Refusal> {
    service(state, actor)?;
    open_for(state, of)?;
    let mut named = people_to_remind(state, of, reminder);
    named.retain(|person| people.contains(person));
    if named.is_empty() {
        return Ok(Vec::new()); // It was seen, or they were reminded of it.
    }
    Ok(vec![Event::PeopleReminded {
        of,
        reminder,
        people: named,
    }])
}

/// R7: escalates something that the care side has not attended to, once. It may name no one: if no one on the care side
/// of a direct chat is left, the host must still learn of it.
pub(super) fn escalate(
    state: &VisitState,
    actor: Actor,
    of: Unseen,
) -> Result<Vec<Event>, Refusal> {
    service(state, actor)?;
    open_for(state, of)?;
    let people = people_to_alert(state, of);
    let escalated = people.map(|people| Event::WaitEscalated { of, people });
    Ok(escalated.into_iter().collect())
}

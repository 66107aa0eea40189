//! Reminding people of what they have not read, and escalating it, when it is time (R6, R7).

use super::look::{Look, is_ours};
use crate::{engine::Engine, error::AppError};
use chat_domain::{
    Actor, Event, PersonId, Seq, VisitState,
    access::{next_reminder, reminders_due},
};
use chat_ports::{DueVisit, Notification, Occasion, PersonInVisit, VisitKey};
use time::OffsetDateTime;

/// Number of entries per read.
const PAGE: usize = 100;

/// Records what is due of reminders. Each is decided again by the newest log: it is made once, even if two nodes try, and
/// not if the message was read in the meantime.
pub(super) async fn remind(
    engine: &Engine,
    listed: &DueVisit,
    state: &VisitState,
    now: OffsetDateTime,
) -> Result<Look, AppError> {
    let due = reminders_due(state, now);
    if due.is_empty() {
        return Ok(next_reminder(state).map_or(Look::Changed, Look::At));
    }
    for command in due {
        // This process may have stood still since the list was read.
        if !is_ours(engine, listed) {
            break;
        }
        match engine.execute(listed.visit, Actor::Service, command).await {
            // Refused if the visit was closed in the meantime.
            Ok(_) | Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    notify(engine, listed.visit, state.version).await?;
    Ok(Look::Next)
}

/// Notifies the people of the reminders and escalations that were recorded after `after`.
async fn notify(engine: &Engine, visit: VisitKey, after: Seq) -> Result<(), AppError> {
    if !engine.notifying.is_on() {
        return Ok(());
    }
    let mut after = after;
    loop {
        let entries = engine.ports.log.read(visit, after, PAGE).await?.entries;
        let Some(last) = entries.last() else {
            return Ok(());
        };
        after = last.seq;
        for (person, occasion) in entries.iter().flat_map(|entry| named(&entry.event)) {
            let to = PersonInVisit { visit, person };
            engine.notifying.send(Notification { to, occasion });
        }
    }
}

/// The people whom a reminder or an escalation names.
fn named(event: &Event) -> impl Iterator<Item = (PersonId, Occasion)> {
    let (people, occasion) = match event {
        Event::PeopleReminded {
            reminder, people, ..
        } => (people.as_slice(), Occasion::Reminder(*reminder)),
        Event::WaitEscalated { people, .. } => (people.as_slice(), Occasion::Escalation),
        _ => (&[][..], Occasion::Escalation),
    };
    people.iter().map(move |person| (*person, occasion))
}

//! Reminders in the fold, and when the next one may be due (R6, R7).

use super::people::Moment;
use crate::{
    access::{next_reminder, on_care_side, reminds, shortest},
    chat::ChatKey,
    event::Event,
    id::PersonId,
    log::actor::Actor,
    visit::VisitState,
};

/// Keeps a time before which no reminder is due. As long as it lies ahead, what usually happens in a conversation changes
/// it seldom, since the visit's dashboard row is written with it: a message only brings it forward, and a read mark up to
/// the end leaves it.
pub(super) fn note(state: &mut VisitState, event: &Event, moment: Moment) {
    let due = state.reminders.due();
    let Some(shortest) = shortest(&state.policy).filter(|_| reminds(state)) else {
        state.reminders.set_due(None);
        return;
    };
    let ahead = due.is_none_or(|due| due > moment.at);
    let next = match event {
        Event::MessageSent { .. } if ahead && !uncovers(state, event, moment.actor) => {
            let from_now = moment.at.saturating_add(shortest);
            Some(due.map_or(from_now, |due| due.min(from_now)))
        }
        Event::ChatRead { .. } if ahead && !uncovers(state, event, moment.actor) => due,
        Event::FileStaged { .. } | Event::FileDiscarded { .. } | Event::GlassBroken { .. } => due,
        _ => next_reminder(state),
    };
    state.reminders.set_due(next);
}

/// Whether an earlier message may have become the oldest one that someone is to be reminded of: one behind a mark that
/// does not cover all of the chat, also because its reader was away for a while (W9), or behind an answer that does not
/// answer all.
fn uncovers(state: &VisitState, event: &Event, actor: Actor) -> bool {
    match (event, actor) {
        (Event::ChatRead { chat, through }, Actor::Person(reader)) => {
            let covers = *through >= state.chat(chat).last;
            !covers || was_away(state, reader) && waits(state, chat, reader)
        }
        (Event::MessageSent { chat, .. }, Actor::Person(author)) => waits(state, chat, author),
        _ => true,
    }
}

/// Whether something waits in a chat for the side of `person`, who is on its care side.
fn waits(state: &VisitState, chat: &ChatKey, person: PersonId) -> bool {
    on_care_side(state, chat, person) && state.waiting.oldest(chat).is_some()
}

fn was_away(state: &VisitState, person: PersonId) -> bool {
    let person = state.participants.get(&person);
    person.is_some_and(|person| !person.absences.is_empty())
}

//! The audience of a log entry.

use crate::{
    access::{
        hears_notices, known_mark, may_read, may_read_message, on_care_side, sees, sees_handover,
        stands_in, was_away_at,
    },
    event::Event,
    id::PersonId,
    log::{Actor, Entry},
    visit::VisitState,
};
use std::collections::BTreeSet;

/// The participants who receive an entry, given the state after it: exactly those who may read it.
#[must_use]
pub fn audience(state: &VisitState, entry: &Entry) -> BTreeSet<PersonId> {
    state
        .participants
        .keys()
        .copied()
        .filter(|person| reads_entry(state, *person, entry))
        .collect()
}

/// Whether `person` may read an entry, given a state that includes it.
#[must_use]
pub fn reads_entry(state: &VisitState, person: PersonId, entry: &Entry) -> bool {
    let Some(me) = state.active(person) else {
        return false; // W9, M7
    };
    let notice = matches!(
        entry.event,
        Event::NoticeSent { .. } | Event::NoticeSettled { .. }
    );
    if entry.event.message().is_none() && !notice && was_away_at(me, entry.seq) {
        return false; // W9
    }
    match &entry.event {
        Event::MessageSent { message, .. }
        | Event::MessageCorrected { message, .. }
        | Event::MessageRetracted { message, .. } => {
            may_read_message(state, person, *message).is_ok()
        }
        Event::ChatLocked { chat } | Event::ChatUnlocked { chat } => {
            may_read(state, person, chat).is_ok()
        }
        Event::ChatRead { chat, through } => match entry.actor {
            Actor::Person(reader) => {
                let known = known_mark(state, me, reader, chat, *through);
                known.is_some_and(|known| known.mark.through == *through) // M6, R1
            }
            Actor::Host | Actor::Overseer(_) | Actor::Service => false,
        },
        Event::NoAnswerNeeded { chat, .. } => {
            let by_care_side =
                matches!(entry.actor, Actor::Person(by) if on_care_side(state, chat, by));
            let care_side =
                may_read(state, person, chat).is_ok() && on_care_side(state, chat, person);
            care_side || !by_care_side && stands_in(state, me, chat) // R4
        }
        Event::NoticeSent { .. } => match entry.actor {
            Actor::Person(sender) => hears_notices(me, sender), // W7
            Actor::Host | Actor::Overseer(_) | Actor::Service => false,
        },
        Event::NoticeSettled { sender, .. } => hears_notices(me, *sender), // W7
        Event::FileStaged { .. } => entry.actor == Actor::Person(person),  // F5
        Event::FileDiscarded { attachment } => state
            .uploads
            .get(attachment)
            .is_some_and(|upload| upload.by == person), // V6
        Event::HandedOver { from, to } => sees_handover(state, me, (*from, *to)), // V7
        Event::ParticipantAdded { person: whom, .. }
        | Event::ParticipantRemoved { person: whom, .. }
        | Event::RemovalUndone { person: whom, .. }
        | Event::ParticipantEdited { person: whom, .. }
        | Event::WaitingRoomEntered { person: whom }
        | Event::CallJoined { person: whom }
        | Event::CallJoinReported { person: whom }
        | Event::ParticipantLeft { person: whom, .. } => state
            .participants
            .get(whom)
            .is_some_and(|whom| sees(me, whom)),
        Event::VisitScheduled { .. }
        | Event::VisitEdited { .. }
        | Event::CallEnded
        | Event::VisitCompleted
        | Event::VisitCancelled
        | Event::VisitMarkedNoShow
        | Event::VisitMarkedLeftWithoutBeingSeen
        | Event::FollowUpEnded
        | Event::VisitReopened => true,
        // M5: for the audit, not for the chat. R6, R7: for the host, which sends them.
        Event::GlassBroken { .. } | Event::PeopleReminded { .. } | Event::WaitEscalated { .. } => {
            false
        }
    }
}

//! Acts on a whole chat: locking, unlocking, marking it read, ending a wait and breaking the glass.

use super::person;
use crate::{
    access::{may_act, may_read, on_care_side, open_in, participant, passed_on, waits_for},
    chat::{ChatKey, ChatNumber},
    event::Event,
    log::Actor,
    refusal::Refusal,
    text::Reason,
    visit::VisitState,
};

/// W6: the care team locks the visit chat; a direct chat is locked by its care side.
fn locks(state: &VisitState, actor: Actor, chat: &ChatKey) -> Result<(), Refusal> {
    let me = participant(state, person(state, actor)?)?;
    may_read(state, me.person, chat)?;
    open_in(state, chat)?;
    if me.role.is_care_team() {
        Ok(())
    } else {
        Err(Refusal::CareTeamOnly) // W6
    }
}

pub(super) fn lock(
    state: &VisitState,
    actor: Actor,
    chat: &ChatKey,
) -> Result<Vec<Event>, Refusal> {
    locks(state, actor, chat)?;
    if state.chat(chat).locked {
        Ok(Vec::new())
    } else {
        Ok(vec![Event::ChatLocked { chat: *chat }])
    }
}

pub(super) fn unlock(
    state: &VisitState,
    actor: Actor,
    chat: &ChatKey,
) -> Result<Vec<Event>, Refusal> {
    locks(state, actor, chat)?;
    if state.chat(chat).locked {
        may_act(state, actor, 1)?; // V8
        Ok(vec![Event::ChatUnlocked { chat: *chat }])
    } else {
        Ok(Vec::new())
    }
}

/// R1: a reader of the chat marks it read, only forward, and in a closed visit too.
pub(super) fn mark_read(
    state: &VisitState,
    actor: Actor,
    chat: &ChatKey,
    through: ChatNumber,
) -> Result<Vec<Event>, Refusal> {
    let me = person(state, actor)?;
    let readable = may_read(state, me, chat)?;
    if !state.rules().keeps_read_marks {
        return Err(Refusal::ReadMarksNotKept); // R1
    }
    if !readable.includes(through) || through > state.chat(chat).last {
        return Err(Refusal::MessageUnknown); // M6, M7
    }
    if through <= state.reading.through(*chat, me) {
        return Ok(Vec::new()); // R1
    }
    Ok(vec![Event::ChatRead {
        chat: *chat,
        through,
    }])
}

/// R4: the care side of a chat ends the wait of the messages that it has seen. Those that arrive later
/// still wait. Who stands in for it names a message that waits, since they read nothing else of the chat.
pub(super) fn no_answer_needed(
    state: &VisitState,
    actor: Actor,
    chat: &ChatKey,
    through: ChatNumber,
) -> Result<Vec<Event>, Refusal> {
    let me = person(state, actor)?;
    let ends = || {
        vec![Event::NoAnswerNeeded {
            chat: *chat,
            through,
        }]
    };
    let mut waiting = passed_on(state, me, chat).peekable();
    if waiting.peek().is_some() && state.rules().records_no_answer_needed {
        let named = waiting.any(|message| message.number == through);
        return named.then(ends).ok_or(Refusal::MessageUnknown); // M7
    }
    let readable = may_read(state, me, chat)?;
    if !on_care_side(state, chat, me) {
        return Err(Refusal::CareTeamOnly); // R4
    }
    if !state.rules().records_no_answer_needed {
        return Err(Refusal::NoAnswerNeededNotRecorded); // R4
    }
    open_in(state, chat)?;
    if !readable.includes(through) || through > state.chat(chat).last {
        return Err(Refusal::MessageUnknown); // M7, W9
    }
    let oldest = waits_for(state, me, chat); // W9
    if oldest.is_none_or(|oldest| oldest.number > through) {
        return Ok(Vec::new()); // R4
    }
    Ok(ends())
}

/// M5: oversight is recorded before anything is shown, and covers the chat as it stands now.
/// Members see no change, so a closed visit can be overseen too.
pub(super) fn break_glass(
    state: &VisitState,
    actor: Actor,
    chat: &ChatKey,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
    if state.ids.is_none() {
        return Err(Refusal::VisitUnknown);
    }
    let Actor::Overseer(_) = actor else {
        return Err(match actor {
            Actor::Person(me) => participant(state, me)
                .err()
                .unwrap_or(Refusal::NotAnOverseer), // M5
            Actor::Host | Actor::Overseer(_) | Actor::Service => Refusal::NotAnOverseer,
        });
    };
    let through = state.chat(chat).last;
    if through == ChatNumber::default() {
        return Err(Refusal::ChatUnknown);
    }
    may_act(state, actor, 1)?; // V8
    Ok(vec![Event::GlassBroken {
        chat: *chat,
        through,
        reason: reason.clone(),
    }])
}

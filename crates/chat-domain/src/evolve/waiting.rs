//! What waits for an answer (R4).

use super::people::Moment;
use crate::{
    access::readable,
    chat::{ChatKey, ChatNumber, SetAside},
    log::{Actor, Seq},
    visit::{Participant, VisitState},
};

/// R4: ends the wait of what the person could read. What was sent while they were removed still waits for
/// the rest of the care side (W9).
pub(super) fn set_aside(
    state: &mut VisitState,
    chat: ChatKey,
    through: ChatNumber,
    moment: Moment,
) {
    let Moment { seq, at, actor } = moment;
    let Actor::Person(person) = actor else {
        return;
    };
    let Some(me) = state.participants.get(&person) else {
        return;
    };
    let Ok(readable) = readable(me, &chat) else {
        return;
    };
    let unread = |number| !readable.includes(number);
    state.waiting.settle(chat, through, seq, unread);
    let record = SetAside {
        by: person,
        at,
        seq,
    };
    state.waiting.note_set_aside(chat, record);
    note_waiting(state, seq);
}

/// R4, W9: for a person who came back, the oldest message that waits may be another one than for the
/// rest of the care side, and change with any message. Those who stand in are shown the newest one, too.
pub(super) fn note_waiting(state: &mut VisitState, seq: Seq) {
    let differs = |p: &Participant| !p.is_active() || !p.absences.is_empty();
    if !state.handovers.is_empty() || state.participants.values().any(differs) {
        state.waiting.note(seq);
    }
}

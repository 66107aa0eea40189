//! What waits for an answer (R4).

use super::people::Moment;
use crate::{
    access::{readable, was_away_at},
    chat::{ChatKey, ChatNumber, SetAside},
    id::PersonId,
    log::{Actor, Seq},
    visit::{Participant, VisitState},
};

/// R4: a message of the care side answers what its author had read by the rules of the visit, or else all before it.
pub(super) fn answer(
    state: &mut VisitState,
    author: PersonId,
    (chat, number): (ChatKey, ChatNumber),
    seq: Seq,
) {
    let through = if state.rules().answers_what_was_read {
        state.reading.through(chat, author)
    } else {
        number
    };
    let author = state.participants.get(&author);
    let came_back = author.filter(|author| !author.absences.is_empty());
    let own = came_back.and_then(|author| readable(author, &chat).ok()); // W9
    state.waiting.answer(chat, (number, through), seq, own);
}

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
    // Who stands in for the care side of a direct chat reads nothing of it, and was shown what waits.
    let missed = |number| {
        let sent = state.position(&chat, number);
        sent.is_some_and(|sent| was_away_at(me, sent))
    };
    let waiting = state.waiting.all(&chat).map(|message| message.number);
    let missed: Vec<_> = waiting.filter(|number| missed(*number)).collect();
    let readable = readable.clone();
    let unread = |number| !readable.includes(number) || missed.contains(&number);
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

//! Who may know that a message waits for an answer (R4).

use super::{
    participant::{participant, was_away_at},
    read::may_read,
};
use crate::{
    chat::{ChatKey, SetAside, WaitingMessage},
    id::PersonId,
    visit::VisitState,
};
use time::OffsetDateTime;

/// Whether `person` is or was on the care side of `chat`: the care team of the visit chat, or a direct
/// chat's own care side.
#[must_use]
pub(crate) fn on_care_side(state: &VisitState, chat: &ChatKey, person: PersonId) -> bool {
    match chat {
        ChatKey::Visit => state
            .participants
            .get(&person)
            .is_some_and(|person| person.role.is_care_team()),
        ChatKey::Direct(pair) => pair.care == person,
    }
}

/// The newest record in `chat` that no answer is needed, as far as `viewer` may know: like what waits (R4, M7), and not
/// if it was made while they were removed (W9).
#[must_use]
pub fn set_aside_in(state: &VisitState, viewer: PersonId, chat: &ChatKey) -> Option<SetAside> {
    let me = participant(state, viewer).ok()?;
    let reads = may_read(state, viewer, chat).is_ok() && on_care_side(state, chat, viewer);
    let newest = state.waiting.set_aside(chat)?;
    (reads && !was_away_at(me, newest.seq)).then_some(newest)
}

/// The oldest message of `chat` that waits for an answer, as far as `viewer` may know: only the chat's care
/// side does (R4, M5, M7), and of no message that was sent while they were removed (W9).
#[must_use]
pub fn waits_for(state: &VisitState, viewer: PersonId, chat: &ChatKey) -> Option<WaitingMessage> {
    let readable = may_read(state, viewer, chat).ok()?;
    let knows = on_care_side(state, chat, viewer);
    let mut waiting = state.waiting.all(chat).filter(|_| knows); // R4
    waiting.find(|message| readable.includes(message.number)) // W9
}

/// Since when an attendee waits for an answer in any chat of which `viewer` is the care side, or with a
/// notice to the care team (R4).
#[must_use]
pub fn waiting_since(state: &VisitState, viewer: PersonId) -> Option<OffsetDateTime> {
    let chats = state.waiting.chats();
    let messages = chats
        .filter_map(|(chat, _)| waits_for(state, viewer, chat))
        .map(|oldest| oldest.since);
    let is_told = state
        .active(viewer)
        .is_some_and(|me| me.role.is_care_team());
    let notices = state.notices.waiting_since().filter(|_| is_told); // W7
    messages.chain(notices).min()
}

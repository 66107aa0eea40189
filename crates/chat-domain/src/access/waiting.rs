//! Who may know that a message waits for an answer (R4).

use super::{
    direct,
    handover::took_over_from,
    participant::{participant, was_away_at},
    read::may_read,
};
use crate::{
    chat::{ChatKey, ChatNumber, DirectPair, SetAside, WaitingMessage},
    id::PersonId,
    refusal::Refusal,
    visit::{Participant, VisitState},
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

/// Whether `me` stands in for the care side of a direct chat: the active provider to whom it handed over or, if
/// there is none and it was removed, each of the care team (R4, V7). They learn since when a message waits there,
/// and nothing else (M5).
#[must_use]
pub(crate) fn stands_in(state: &VisitState, me: &Participant, chat: &ChatKey) -> bool {
    let ChatKey::Direct(pair) = chat else {
        return false;
    };
    if !state.rules().passes_waits_on || me.person == pair.care || !me.is_active() {
        return false;
    }
    let mut successors = successors(state, pair).peekable();
    if successors.peek().is_some() {
        successors.any(|next| next == me.person)
    } else {
        me.role.is_care_team() && state.active(pair.care).is_none()
    }
}

/// The active providers who took over from the care side, also from one another, and can have a direct chat with the
/// attendee.
fn successors(state: &VisitState, pair: &DirectPair) -> impl Iterator<Item = PersonId> {
    let attendee = state.participants.get(&pair.attendee);
    let fits = move |next: &PersonId| {
        let roles = |next: &Participant, who: &Participant| {
            direct::roles(&state.policy, next.role, who.role).is_ok()
        };
        let next = state.active(*next);
        next.is_some_and(|next| attendee.is_some_and(|who| roles(next, who)))
    };
    took_over_from(state, pair.care).into_iter().filter(fits)
}

/// The messages of a direct chat of others that wait for `viewer`, who stands in for its care side, oldest first
/// (R4). None that was sent while they were removed (W9).
pub fn passed_on(
    state: &VisitState,
    viewer: PersonId,
    chat: &ChatKey,
) -> impl DoubleEndedIterator<Item = WaitingMessage> {
    let me = state.active(viewer);
    let known = me.is_some_and(|me| stands_in(state, me, chat));
    let missed = move |message: &WaitingMessage| {
        let sent = state.position(chat, message.number);
        me.is_some_and(|me| sent.is_some_and(|sent| was_away_at(me, sent))) // W9
    };
    let waiting = state.waiting.all(chat).filter(move |_| known);
    waiting.filter(move |message| !missed(message))
}

/// The message of a direct chat of others that was shown to `viewer` as the newest one that waits, by when it was
/// sent. The earliest, if several were sent at that time: it can't be one that came later.
///
/// # Errors
/// [`Refusal::ChatUnknown`] if nothing there waits for them (M7), [`Refusal::MessageUnknown`] if no such message
/// does; [`Refusal::Removed`] and [`Refusal::VisitUnknown`] as for all reads.
pub fn passed_on_at(
    state: &VisitState,
    viewer: PersonId,
    chat: &ChatKey,
    sent: OffsetDateTime,
) -> Result<ChatNumber, Refusal> {
    participant(state, viewer)?;
    let mut waiting = passed_on(state, viewer, chat).peekable();
    waiting.peek().ok_or(Refusal::ChatUnknown)?; // M7
    waiting
        .find(|message| message.since == sent)
        .map(|message| message.number)
        .ok_or(Refusal::MessageUnknown)
}

/// Since when an attendee waits for an answer in any chat of which `viewer` is the care side or stands in for it,
/// or with a notice to the care team (R4).
#[must_use]
pub fn waiting_since(state: &VisitState, viewer: PersonId) -> Option<OffsetDateTime> {
    let chats = state.waiting.chats();
    let messages = chats
        .filter_map(|(chat, _)| {
            waits_for(state, viewer, chat).or_else(|| passed_on(state, viewer, chat).next())
        })
        .map(|oldest| oldest.since);
    let is_told = state
        .active(viewer)
        .is_some_and(|me| me.role.is_care_team());
    let notices = state.notices.waiting_since().filter(|_| is_told); // W7
    messages.chain(notices).min()
}

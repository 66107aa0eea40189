//! Who may know what has been read (R1, R3).

use super::{
    participant::{participant, sees},
    read::{may_read, may_read_message},
};
use crate::{
    chat::{ChatKey, ChatNumber, MessageState, ReadMark},
    id::{MessageId, PersonId},
    visit::{Participant, VisitState},
};

/// Whether `viewer` sees the read marks that `reader` makes in `chat`: where they may read the chat
/// and see the person.
pub(crate) fn sees_marks_of(
    state: &VisitState,
    viewer: &Participant,
    reader: PersonId,
    chat: &ChatKey,
) -> bool {
    let reader = state.participants.get(&reader);
    reader.is_some_and(|reader| sees(viewer, reader))
        && may_read(state, viewer.person, chat).is_ok()
}

/// A message of which `person` may know who has read it: their own, and for the care team every
/// message that they may read (R3). `None` for all others.
#[must_use]
pub fn knows_readers_of(
    state: &VisitState,
    person: PersonId,
    message: MessageId,
) -> Option<&MessageState> {
    let found = may_read_message(state, person, message).ok()?;
    let me = participant(state, person).ok()?;
    (found.author == person || me.role.is_care_team()).then_some(found) // R3
}

/// Who read a message's version at `version` before the entry at `before`, if any, and the mark by
/// which they did. Without the author.
pub(crate) fn readers_of<'a>(
    state: &'a VisitState,
    message: &MessageState,
    version: ChatNumber,
    before: Option<ChatNumber>,
) -> impl Iterator<Item = (&'a Participant, &'a ReadMark)> + use<'a> {
    let (chat, number, author) = (message.chat, message.number, message.author);
    let before = before.and_then(|before| state.position(&chat, before));
    state
        .reading
        .readers(chat)
        .filter(move |(person, _)| *person != author)
        .filter_map(move |(person, _)| {
            let reader = state.participants.get(&person)?;
            let could_read = match chat {
                ChatKey::Visit => reader.visit_chat_from.is_some_and(|from| number >= from), // M6
                ChatKey::Direct(_) => true,
            };
            let mark = state.reading.first_covering(chat, person, version)?;
            let in_time = before.is_none_or(|before| mark.seq < before); // R2, R3
            (could_read && in_time).then_some((reader, mark))
        })
}

//! Who may know what has been read (R1, R3).

use super::{
    participant::sees,
    read::{may_read, missed},
};
use crate::{
    chat::{ChatKey, ChatNumber, MessageState, ReadMark},
    id::PersonId,
    visit::{Participant, VisitState},
};

/// The first entry of `chat` of which `viewer` may know that `reader` has read it: both may read it,
/// and the viewer sees the person (M6, R1). `None` if there is none.
pub(crate) fn first_shared(
    state: &VisitState,
    viewer: &Participant,
    reader: PersonId,
    chat: &ChatKey,
) -> Option<ChatNumber> {
    let reader = state.participants.get(&reader)?;
    let own = may_read(state, viewer.person, chat).ok()?;
    let theirs = first_readable(reader, chat)?;
    sees(viewer, reader).then_some(own.max(theirs))
}

/// The first entry of a chat that its member can read, or could before their removal (M6).
fn first_readable(member: &Participant, chat: &ChatKey) -> Option<ChatNumber> {
    match chat {
        ChatKey::Visit => member.visit_chat_from,
        ChatKey::Direct(_) => Some(ChatNumber::FIRST),
    }
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
            let could_read = first_readable(reader, &chat).is_some_and(|first| number >= first) // M6
                && !missed(state, reader, &chat, number); // W9
            let mark = state.reading.first_covering(chat, person, version)?;
            let in_time = before.is_none_or(|before| mark.seq < before); // R2, R3
            (could_read && in_time).then_some((reader, mark))
        })
}

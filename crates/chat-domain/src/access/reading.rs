//! Who may know what has been read (R1, R3).

use super::{
    participant::sees,
    read::{may_read, readable},
};
use crate::{
    chat::{ChatKey, ChatNumber, MessageState, ReadMark, Readable},
    id::PersonId,
    log::seq::Seq,
    visit::{Participant, VisitState},
};

/// The newest mark of a person that another may know of.
pub(crate) struct KnownMark<'a> {
    /// What the mark's maker may read.
    pub(crate) readable: &'a Readable,
    /// The entry from which both may read the chat, except for gaps (W9).
    pub(crate) first: ChatNumber,
    /// The newest entry that the mark's maker had read and the other may read.
    pub(crate) through: ChatNumber,
    /// The mark by which they read it.
    pub(crate) mark: &'a ReadMark,
}

/// The newest mark of `reader`, up to `through`, that `viewer` may know of: it covers an entry that both may
/// read, and the viewer sees the person (M6, R1).
pub(crate) fn known_mark<'a>(
    state: &'a VisitState,
    viewer: &Participant,
    reader: PersonId,
    chat: &ChatKey,
    through: ChatNumber,
) -> Option<KnownMark<'a>> {
    let own = may_read(state, viewer.person, chat).ok()?;
    let maker = state.participants.get(&reader)?;
    let readable = readable(maker, chat).ok()?;
    let first = readable.first().max(own.first());
    let through = own.newest_shared(readable, through);
    if through < first || !sees(viewer, maker) {
        return None;
    }
    let mark = state.reading.first_covering(*chat, reader, through)?;
    Some(KnownMark {
        readable,
        first,
        through,
        mark,
    })
}

/// Whether a person sees who had read other authors' retracted messages: the care team does, since it must know whom a
/// misdirected message reached.
pub(crate) fn told_who_read_retracted(state: &VisitState, me: &Participant) -> bool {
    state.rules().keeps_read_marks && me.role.is_care_team() // R3
}

/// Who read a message's version at `version` before the log position `before`, if any, and the mark by
/// which they did. Without the author.
pub(crate) fn readers_of<'a>(
    state: &'a VisitState,
    message: &MessageState,
    version: ChatNumber,
    before: Option<Seq>,
) -> impl Iterator<Item = (&'a Participant, &'a ReadMark)> + use<'a> {
    let (chat, number, author) = (message.chat, message.number, message.author);
    state
        .reading
        .readers(chat)
        .filter(move |(person, _)| *person != author)
        .filter_map(move |(person, _)| {
            let reader = state.participants.get(&person)?;
            let could_read = readable(reader, &chat).is_ok_and(|own| own.includes(number)); // M6, W9
            let mark = state.reading.first_covering(chat, person, version)?;
            let in_time = before.is_none_or(|before| mark.seq < before); // R2, R3
            (could_read && in_time).then_some((reader, mark))
        })
}

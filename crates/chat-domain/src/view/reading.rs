//! What a viewer is shown of reading: their unread messages, and how far others have read (R1 to R3).

use crate::{
    access::{known_mark, may_read, may_read_message, participant, readers_of, sees},
    chat::{ChatKey, ChatNumber, MessageState, ReaderNumber},
    id::{MessageId, PersonId},
    log::Seq,
    refusal::Refusal,
    visit::{Participant, VisitState},
};
use time::OffsetDateTime;

/// The reading of one chat, as a viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingView {
    /// The chat.
    pub chat: ChatKey,
    /// How far the viewer has read; 0 if they have marked nothing.
    pub through: ReaderNumber,
    /// The viewer's unread messages. [`MOST_UNREAD`] means that many or more.
    pub unread: u32,
    /// How far each other person whom the viewer sees has read, ordered by person. Only those with a
    /// mark after the requested log position.
    pub readers: Vec<ReaderView>,
}

/// How far one person has read a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderView {
    /// The person.
    pub person: PersonId,
    /// From this entry on, the person and the viewer may read the chat. Says nothing about earlier ones (M6).
    pub first: ReaderNumber,
    /// The person had read everything from `first` up to this entry before.
    pub after: ReaderNumber,
    /// They read everything from there up to this entry at `at`.
    pub through: ReaderNumber,
    /// The time of their newest mark of an entry that the viewer may read.
    pub at: OffsetDateTime,
    /// The entries up to `through` that the person may not read, and so has not read, since they were removed
    /// when these were sent (W9): the first and the last of each run.
    pub gaps: Vec<(ReaderNumber, ReaderNumber)>,
}

/// A person who has read a version of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadBy {
    /// The person.
    pub person: PersonId,
    /// When they first did.
    pub at: OffsetDateTime,
}

/// The most unread messages that are counted. A screen shows more as "99+".
pub const MOST_UNREAD: u32 = 100;

/// The reading of a chat as `viewer` sees it; `None` if the visit keeps no read marks (R1). `since`
/// selects the readers to tell: [`Seq::ZERO`] for all.
///
/// # Errors
/// As [`may_read`].
pub fn reading(
    state: &VisitState,
    viewer: PersonId,
    chat: ChatKey,
    since: Seq,
) -> Result<Option<ReadingView>, Refusal> {
    let me = participant(state, viewer)?;
    let readable = may_read(state, viewer, &chat)?;
    if !state.rules().keeps_read_marks {
        return Ok(None);
    }
    let others = state.reading.readers(chat);
    let others = others.filter(|(reader, _)| *reader != viewer);
    let readers = others.filter_map(|(person, newest)| {
        let known = known_mark(state, me, person, &chat, newest.through)?;
        let before = known.first.before();
        (known.mark.seq > since).then(|| ReaderView {
            person,
            first: readable.number(before).next(),
            after: readable.number(known.mark.after.max(before)),
            through: readable.number(known.through),
            at: known.mark.at,
            gaps: (readable.gaps_of(known.readable, (known.first, known.through))).collect(), // W9
        })
    });
    Ok(Some(ReadingView {
        chat,
        through: readable.number(state.reading.through(chat, viewer)),
        unread: unread(state, viewer, &chat),
        readers: readers.collect(),
    }))
}

/// The number of messages in `chat` that `viewer` has not read, at most [`MOST_UNREAD`] (R1). Their
/// own and retracted messages don't count; a corrected message counts again (R2). 0 if they may read
/// nothing there, or if the visit keeps no read marks.
#[must_use]
pub fn unread(state: &VisitState, viewer: PersonId, chat: &ChatKey) -> u32 {
    let Ok(readable) = may_read(state, viewer, chat) else {
        return 0;
    };
    if !state.rules().keeps_read_marks {
        return 0;
    }
    let through = state.reading.through(*chat, viewer);
    let after = through.max(readable.first().before());
    let unread = state
        .reading
        .written_by_others_after(*chat, viewer, after)
        .filter(|current| readable.includes(current.message)) // M6, W9
        .take(MOST_UNREAD as usize);
    u32::try_from(unread.count()).unwrap_or(MOST_UNREAD)
}

/// Who has read a message as it is now or, if it was retracted, who had read it by then (R3), in the
/// order of reading. Only people whom `viewer` sees.
///
/// # Errors
/// As [`may_read_message`]; [`Refusal::ReadMarksNotKept`] if the visit keeps no read marks.
pub fn read_by(
    state: &VisitState,
    viewer: PersonId,
    message: MessageId,
) -> Result<Vec<ReadBy>, Refusal> {
    let found = may_read_message(state, viewer, message)?;
    let me = participant(state, viewer)?;
    let retracted = found.retraction.as_ref();
    let before = retracted.and_then(|hidden| state.position(&found.chat, hidden.number));
    version_read_by(state, Some(me), found, found.newest_version(), before)
}

/// Who had read the version of a message at `version` before the log position `before` (R2, R3). Only people
/// whom `viewer` sees, or everyone for an overseer.
pub(super) fn version_read_by(
    state: &VisitState,
    viewer: Option<&Participant>,
    message: &MessageState,
    version: ChatNumber,
    before: Option<Seq>,
) -> Result<Vec<ReadBy>, Refusal> {
    if !state.rules().keeps_read_marks {
        return Err(Refusal::ReadMarksNotKept); // R1
    }
    let mut read: Vec<_> = readers_of(state, message, version, before)
        .filter(|(reader, _)| viewer.is_none_or(|me| sees(me, reader)))
        .collect();
    read.sort_by_key(|(_, mark)| mark.seq);
    let read = read.into_iter().map(|(reader, mark)| ReadBy {
        person: reader.person,
        at: mark.at,
    });
    Ok(read.collect())
}

//! What a client has of one chat.

use crate::visits::snapshot::Snapshot;
use chat_domain::{
    ChatKey, ChatNumber, PersonId, ReaderNumber, Refusal, Seq,
    view::{ReadingView, reading},
};

/// A readable chat of a followed visit.
pub(super) struct Place {
    pub(super) chat: ChatKey,
    /// The last entry number that was made ready; `None` before the chat's first page.
    pub(super) delivered: Option<ChatNumber>,
    /// Whether it is recorded that the person opened the chat.
    pub(super) is_recorded: bool,
    /// The reading that was shown last.
    reading: Option<Shown>,
}

/// What was shown of a chat's reading, and as of when.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Shown {
    last: ChatNumber,
    marks: Seq,
    through: ReaderNumber,
    unread: u32,
}

impl Place {
    /// A chat of which nothing was delivered.
    pub(super) const fn new(chat: ChatKey) -> Self {
        Self {
            chat,
            delivered: None,
            is_recorded: false,
            reading: None,
        }
    }

    /// The chat's reading, with the readers whose marks are new, if it is new to the client.
    pub(super) fn new_reading(
        &mut self,
        snapshot: &Snapshot,
        person: PersonId,
    ) -> Result<Option<ReadingView>, Refusal> {
        let (state, marks) = (&snapshot.state, snapshot.marks_changed);
        let last = state.chat(&self.chat).last;
        let shown = self.reading;
        if shown.is_some_and(|shown| (shown.last, shown.marks) == (last, marks)) {
            return Ok(None);
        }
        let since = shown.map_or(Seq::ZERO, |shown| shown.marks);
        let Some(now) = reading(state, person, self.chat, since)? else {
            return Ok(None);
        };
        let (through, unread) = (now.through, now.unread);
        self.reading = Some(Shown {
            last,
            marks,
            through,
            unread,
        });
        let same = shown.is_some_and(|old| (old.through, old.unread) == (through, unread));
        Ok((!same || !now.readers.is_empty()).then_some(now))
    }
}

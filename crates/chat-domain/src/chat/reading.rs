//! What has been read, by whom and since when (R1 to R3).

use super::{key::ChatKey, number::ChatNumber};
use crate::{
    id::{MessageId, PersonId},
    log::seq::Seq,
};
use imbl::OrdMap;
use time::OffsetDateTime;

/// One read mark: a person had read a chat up to `through` (R1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadMark {
    /// The newest entry that the person marked.
    pub through: ChatNumber,
    /// The mark's position in the log. Tells which version of a message was read (R2).
    pub seq: Seq,
    /// When the mark was made.
    pub at: OffsetDateTime,
    /// The person's previous mark; 0 if there is none. `at` is when they read what is between.
    pub after: ChatNumber,
}

/// The newest version of a message that is not retracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentVersion {
    /// The position of this version (R2).
    pub number: ChatNumber,
    /// The position of the message.
    pub message: ChatNumber,
    /// The author.
    pub author: PersonId,
    /// The message's id.
    pub id: MessageId,
    /// When this version was committed.
    pub at: OffsetDateTime,
}

/// The read marks of all chats of a visit, and the positions that they are compared with.
///
/// Cloning is cheap: the maps are shared between clones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// All marks, by what they cover.
    marks: OrdMap<(ChatKey, PersonId, ChatNumber), ReadMark>,
    /// The newest mark of each person.
    newest: OrdMap<(ChatKey, PersonId), ReadMark>,
    /// The newest version of each message that is not retracted, by its author and its position (R2). By author, since
    /// no one reads their own messages: counting what is unread must not step over them.
    current: OrdMap<(ChatKey, PersonId), OrdMap<ChatNumber, CurrentVersion>>,
}

impl Reading {
    /// The newest mark of a person in a chat.
    #[must_use]
    pub fn newest(&self, chat: ChatKey, person: PersonId) -> Option<&ReadMark> {
        self.newest.get(&(chat, person))
    }

    /// How far a person has read a chat; 0 if they have marked nothing.
    #[must_use]
    pub fn through(&self, chat: ChatKey, person: PersonId) -> ChatNumber {
        self.newest(chat, person)
            .map_or(ChatNumber::default(), |mark| mark.through)
    }

    /// The newest mark of each person who has marked the chat.
    pub fn readers(&self, chat: ChatKey) -> impl Iterator<Item = (PersonId, &ReadMark)> {
        self.newest
            .range((chat, PersonId::MIN)..=(chat, PersonId::MAX))
            .map(|((_, person), mark)| (*person, mark))
    }

    /// The number of marks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// All marks, by chat, person and entry.
    pub fn marks(&self) -> impl Iterator<Item = (&(ChatKey, PersonId, ChatNumber), &ReadMark)> {
        self.marks.iter()
    }

    /// The mark by which a person first read the entry at `number`.
    #[must_use]
    pub fn first_covering(
        &self,
        chat: ChatKey,
        person: PersonId,
        number: ChatNumber,
    ) -> Option<&ReadMark> {
        let from = (chat, person, number);
        let to = (chat, person, ChatNumber(u64::MAX));
        self.marks.range(from..=to).next().map(|(_, mark)| mark)
    }

    /// A person's unretracted messages in a chat whose newest version stands after `after`, in order.
    pub fn written_after(
        &self,
        chat: ChatKey,
        author: PersonId,
        after: ChatNumber,
    ) -> impl Iterator<Item = &CurrentVersion> {
        let current = self.current.get(&(chat, author)).into_iter();
        current.flat_map(move |current| current.range(after.next()..).map(|(_, found)| found))
    }

    /// The same of everyone but a reader, in no order across authors.
    pub fn written_by_others_after(
        &self,
        chat: ChatKey,
        reader: PersonId,
        after: ChatNumber,
    ) -> impl Iterator<Item = &CurrentVersion> {
        let everyone = (chat, PersonId::MIN)..=(chat, PersonId::MAX);
        let authors = self.current.range(everyone).map(|((_, author), _)| *author);
        let others = authors.filter(move |author| *author != reader);
        others.flat_map(move |author| self.written_after(chat, author, after))
    }

    /// Records a mark. Ignored unless it moves forward.
    pub(crate) fn mark(
        &mut self,
        chat: ChatKey,
        person: PersonId,
        through: ChatNumber,
        (seq, at): (Seq, OffsetDateTime),
    ) {
        let after = self.through(chat, person);
        if through <= after {
            return;
        }
        let mark = ReadMark {
            through,
            seq,
            at,
            after,
        };
        self.marks.insert((chat, person, through), mark);
        self.newest.insert((chat, person), mark);
    }

    /// Records the newest version of a message; `former` is the position of the version before it.
    pub(crate) fn write(
        &mut self,
        chat: ChatKey,
        version: CurrentVersion,
        former: Option<ChatNumber>,
    ) {
        let current = self.current.entry((chat, version.author)).or_default();
        if let Some(former) = former {
            current.remove(&former);
        }
        current.insert(version.number, version);
    }

    /// Forgets a retracted message, whose newest version stands at `number`.
    pub(crate) fn retract(&mut self, chat: ChatKey, author: PersonId, number: ChatNumber) {
        if let Some(current) = self.current.get_mut(&(chat, author)) {
            current.remove(&number);
        }
    }
}

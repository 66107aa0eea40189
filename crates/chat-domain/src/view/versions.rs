//! The versions of a message (R2).

use super::reading::{ReadBy, version_read_by};
use crate::{
    access::{may_oversee, may_read_message, numbering, participant, was_away_at},
    chat::{ChatKey, ChatNumber, MessageState, Readable, ReaderNumber},
    event::Event,
    id::{MessageId, PersonId},
    log::Entry,
    refusal::Refusal,
    text::MessageText,
    visit::{BrokenGlass, Participant, VisitState},
};
use time::OffsetDateTime;

/// One version of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// 1 for the text as it was sent, plus one for each correction.
    pub version: u32,
    /// The version's number for this reader.
    pub number: ReaderNumber,
    /// When it was committed.
    pub at: OffsetDateTime,
    /// The text; `None` if the message had only files, or was retracted and the viewer is not on its
    /// author's side.
    pub text: Option<MessageText>,
    /// Who had read this version before it was corrected or retracted (R3).
    pub read_by: Vec<ReadBy>,
}

/// Who reads the versions of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionReader {
    /// A participant who may read the message.
    Participant(PersonId),
    /// A person who broke the glass for its chat: they read the versions as of then (M5).
    Overseer(PersonId),
    /// The operator, who reads the record itself: all texts.
    Operator,
}

/// A message, and how much of it its reader may know.
struct Sight<'a> {
    message: &'a MessageState,
    readable: &'a Readable,
    /// `None` for an overseer and for the operator.
    viewer: Option<&'a Participant>,
    /// Only for an overseer.
    glass: Option<BrokenGlass>,
}

impl<'a> Sight<'a> {
    fn of(
        state: &'a VisitState,
        reader: VersionReader,
        message: MessageId,
    ) -> Result<Self, Refusal> {
        match reader {
            VersionReader::Participant(person) => {
                let message = may_read_message(state, person, message)?;
                Ok(Self {
                    message,
                    readable: numbering(state, person, &message.chat)?,
                    viewer: Some(participant(state, person)?),
                    glass: None,
                })
            }
            VersionReader::Overseer(overseer) => {
                let found = state.messages.get(&message).map(AsRef::as_ref);
                let message: &MessageState = found.ok_or(Refusal::MessageUnknown)?;
                let glass = may_oversee(state, overseer, &message.chat).ok(); // M5
                let glass = glass.filter(|glass| message.number <= glass.through);
                Ok(Self {
                    message,
                    readable: Readable::all(),
                    viewer: None,
                    glass: Some(glass.ok_or(Refusal::MessageUnknown)?),
                })
            }
            VersionReader::Operator => {
                let found = state.messages.get(&message).map(AsRef::as_ref);
                Ok(Self {
                    message: found.ok_or(Refusal::MessageUnknown)?,
                    readable: Readable::all(),
                    viewer: None,
                    glass: None,
                })
            }
        }
    }

    /// Whether an entry existed by then.
    fn includes(&self, entry: ChatNumber) -> bool {
        self.glass.is_none_or(|glass| entry <= glass.through)
    }

    /// The positions of the versions, oldest first.
    fn versions(&self) -> Vec<ChatNumber> {
        let newest = self.message.correction.as_ref();
        let corrections = self.message.superseded.iter().copied();
        let corrections = corrections.chain(newest.map(|newest| newest.number));
        std::iter::once(self.message.number)
            .chain(corrections)
            .filter(|number| self.includes(*number))
            .collect()
    }

    /// The position of the retraction.
    fn retraction(&self) -> Option<ChatNumber> {
        let retraction = self.message.retraction.as_ref();
        let number = retraction.map(|retraction| retraction.number);
        number.filter(|number| self.includes(*number))
    }

    /// Whether the texts are shown: always, except for a retracted message, whose texts its author still
    /// reads and, if the care team wrote it to everyone, the care team (R2). The operator reads all.
    fn shows_texts(&self, state: &VisitState) -> bool {
        let author = state.participants.get(&self.message.author);
        let to_everyone = self.message.chat == ChatKey::Visit;
        let by_care_team = author.is_some_and(|author| author.role.is_care_team());
        let by_operator = self.viewer.is_none() && self.glass.is_none();
        self.retraction().is_none()
            || by_operator
            || self.viewer.is_some_and(|viewer| {
                let together = to_everyone && by_care_team && viewer.role.is_care_team();
                viewer.person == self.message.author || together
            })
    }

    /// Who had read the version at `number` before the chat's entry at `end`.
    fn read_by(
        &self,
        state: &VisitState,
        number: ChatNumber,
        end: Option<ChatNumber>,
    ) -> Result<Vec<ReadBy>, Refusal> {
        let end = end.and_then(|end| state.position(&self.message.chat, end));
        let glass = self.glass.map(|glass| glass.seq);
        let before = end.into_iter().chain(glass).min();
        version_read_by(state, self.viewer, self.message, number, before)
    }
}

/// The chat of a message and the positions of its versions, oldest first. [`versions`] needs the
/// entries that stand there.
///
/// # Errors
/// As [`may_read_message`], for an overseer too.
pub fn version_numbers(
    state: &VisitState,
    reader: VersionReader,
    message: MessageId,
) -> Result<(ChatKey, Vec<ChatNumber>), Refusal> {
    let sight = Sight::of(state, reader, message)?;
    Ok((sight.message.chat, sight.versions()))
}

/// Who had read a version of a message before it was corrected or retracted, in the order of reading: everyone, for a record
/// that the host keeps. Empty by rules that keep no read marks.
#[must_use]
pub fn version_readers(
    state: &VisitState,
    message: &MessageState,
    version: ChatNumber,
) -> Vec<ReadBy> {
    let end = message.entries().find(|number| *number > version);
    let end = end.and_then(|end| state.position(&message.chat, end));
    version_read_by(state, None, message, version, end).unwrap_or_default()
}

/// All versions of a message that the reader may know, oldest first, given the entries at its
/// [`version_numbers`].
///
/// # Errors
/// As [`version_numbers`]; [`Refusal::ReadMarksNotKept`] by rules that show no earlier versions.
pub fn versions(
    state: &VisitState,
    reader: VersionReader,
    message: MessageId,
    entries: &[Entry],
) -> Result<Vec<VersionView>, Refusal> {
    let sight = Sight::of(state, reader, message)?;
    let shown = sight.shows_texts(state);
    let numbers = sight.versions();
    let ends = numbers.iter().skip(1).copied().map(Some);
    let ends = ends.chain([sight.retraction()]);
    let versions = (1..).zip(numbers.iter().copied().zip(ends));
    let versions = versions.filter_map(|(version, (number, end))| {
        let place = Some((sight.message.chat, number));
        let entry = entries
            .iter()
            .find(|entry| entry.event.chat_entry() == place)?;
        let text = match &entry.event {
            Event::MessageSent { text, .. } => text.clone(),
            Event::MessageCorrected { text, .. } => Some(text.clone()),
            _ => None,
        };
        // W9: written, and replaced or retracted, while they were removed.
        let current =
            number == sight.message.newest_version() && sight.message.retraction.is_none();
        let away = sight.viewer.is_some_and(|me| was_away_at(me, entry.seq));
        let shown = shown && (!away || current);
        let read_by = sight.read_by(state, number, end);
        Some(read_by.map(|read_by| VersionView {
            version,
            number: sight.readable.number(number),
            at: entry.at,
            text: text.filter(|_| shown),
            read_by,
        }))
    });
    versions.collect()
}

//! The versions of a message (R2).

use super::reading::{ReadBy, version_read_by};
use crate::{
    access::{may_read_message, missed, participant},
    chat::{ChatKey, ChatNumber, MessageState},
    event::Event,
    id::{MessageId, PersonId},
    log::Entry,
    refusal::Refusal,
    text::MessageText,
    visit::VisitState,
};
use time::OffsetDateTime;

/// One version of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// 1 for the text as it was sent, plus one for each correction.
    pub version: u32,
    /// The position of the version in its chat.
    pub number: ChatNumber,
    /// When it was committed.
    pub at: OffsetDateTime,
    /// The text; `None` if the message had only files, or was retracted and the viewer is not on its
    /// author's side.
    pub text: Option<MessageText>,
    /// Who had read this version before it was corrected or retracted (R3).
    pub read_by: Vec<ReadBy>,
}

/// The chat of a message and the positions of its versions, oldest first, for a viewer who may read
/// it. [`versions`] needs the entries that stand there.
///
/// # Errors
/// As [`may_read_message`].
pub fn version_numbers(
    state: &VisitState,
    viewer: PersonId,
    message: MessageId,
) -> Result<(ChatKey, Vec<ChatNumber>), Refusal> {
    let found = may_read_message(state, viewer, message)?;
    Ok((found.chat, found.versions().collect()))
}

/// All versions of a message, oldest first, given the entries at its [`version_numbers`].
///
/// # Errors
/// As [`may_read_message`]; [`Refusal::ReadMarksNotKept`] by rules that show no earlier versions.
pub fn versions(
    state: &VisitState,
    viewer: PersonId,
    message: MessageId,
    entries: &[Entry],
) -> Result<Vec<VersionView>, Refusal> {
    let me = participant(state, viewer)?;
    let found = may_read_message(state, viewer, message)?;
    let newest = found.newest_version();
    let shown = found.retraction.is_none() || on_authors_side(state, viewer, found)?;
    let numbers: Vec<_> = found.versions().collect();
    let ends = numbers.iter().skip(1).copied().map(Some);
    let retracted = found.retraction.as_ref().map(|hidden| hidden.number);
    let ends = ends.chain([retracted]);
    let versions = (1..).zip(numbers.iter().copied().zip(ends));
    let versions = versions.filter_map(|(version, (number, end))| {
        let place = Some((found.chat, number));
        let entry = entries
            .iter()
            .find(|entry| entry.event.chat_entry() == place)?;
        let text = match &entry.event {
            Event::MessageSent { text, .. } => text.clone(),
            Event::MessageCorrected { text, .. } => Some(text.clone()),
            _ => None,
        };
        // W9: written, and replaced or retracted, while they were removed.
        let current = number == newest && found.retraction.is_none();
        let shown = shown && (current || !missed(state, me, &found.chat, number));
        let read_by = version_read_by(state, viewer, found, number, end);
        Some(read_by.map(|read_by| VersionView {
            version,
            number,
            at: entry.at,
            text: text.filter(|_| shown),
            read_by,
        }))
    });
    versions.collect()
}

/// R2: a retracted text stays readable for its author and, where the care team wrote to everyone, for
/// the care team.
fn on_authors_side(
    state: &VisitState,
    viewer: PersonId,
    message: &MessageState,
) -> Result<bool, Refusal> {
    let viewer = participant(state, viewer)?;
    let author = state.participants.get(&message.author);
    let together = author.is_some_and(|author| {
        message.chat == ChatKey::Visit && author.role.is_care_team() && viewer.role.is_care_team()
    });
    Ok(viewer.person == message.author || together)
}

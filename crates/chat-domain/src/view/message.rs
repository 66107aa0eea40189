//! Messages as their readers see them (F8).

use crate::{
    access::{may_oversee, may_read_message, numbering, readable},
    audience::reads_entry,
    chat::{ChatKey, ChatNumber, Correction, FileRef, MessageState, Readable, ReaderNumber},
    event::Event,
    id::{ClientMessageId, MessageId, PersonId},
    log::{Actor, Entry},
    refusal::Refusal,
    text::{MessageText, Reason},
    visit::VisitState,
};
use time::OffsetDateTime;

/// The current version of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// The chat.
    pub chat: ChatKey,
    /// The message's number for this reader.
    pub number: ReaderNumber,
    /// The message.
    pub message: MessageId,
    /// The client's id for the message; shown only to the author.
    pub client_id: Option<ClientMessageId>,
    /// The author.
    pub author: PersonId,
    /// When it was committed.
    pub sent_at: OffsetDateTime,
    /// The version: 1 plus the number of corrections.
    pub version: u32,
    /// The number of this version for this reader (R2).
    pub version_number: ReaderNumber,
    /// The newest text; `None` if the message has none or was retracted.
    pub text: Option<MessageText>,
    /// The files; empty if the message was retracted.
    pub files: Vec<FileRef>,
    /// The retraction, if any.
    pub retraction: Option<RetractionView>,
}

/// Who retracted a message, why and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetractionView {
    /// Who did.
    pub by: Actor,
    /// The reason.
    pub reason: Reason,
    /// When it was committed.
    pub at: OffsetDateTime,
}

/// The message that a chat entry is about, as of `state`, if `person` may read it.
#[must_use]
pub fn readable_message(
    state: &VisitState,
    person: PersonId,
    entry: &Entry,
) -> Option<MessageView> {
    if !reads_entry(state, person, entry) {
        return None;
    }
    let id = entry.event.message()?;
    let message = may_read_message(state, person, id).ok()?;
    let readable = numbering(state, person, &message.chat).ok()?;
    let now = ChatNumber(u64::MAX);
    let mut seen = as_of(now, id, message, readable, [Some(entry), None])?;
    seen.client_id = seen.client_id.filter(|_| message.author == person);
    Some(seen)
}

/// The message that `author` has just corrected to `text`, as of `state`. The state has only a digest of an
/// original text, so the text of a message that had it already comes from the author.
///
/// # Errors
/// The rule by which `author` may no longer read it.
pub fn corrected_message(
    state: &VisitState,
    author: PersonId,
    id: MessageId,
    text: &MessageText,
) -> Result<MessageView, Refusal> {
    let message = may_read_message(state, author, id)?;
    let readable = numbering(state, author, &message.chat)?;
    let newest = as_of(ChatNumber(u64::MAX), id, message, readable, [None, None]);
    let mut seen = newest.ok_or(Refusal::MessageUnknown)?;
    if message.correction.is_none() && message.retraction.is_none() && message.has_text(text) {
        seen.text = Some(text.clone());
    }
    seen.client_id = seen.client_id.filter(|_| message.author == author);
    Ok(seen)
}

/// The message that a chat entry is about, as of when `overseer` broke the glass for it; `None` if
/// they didn't (M5). `earlier` is the entry that [`overseen_text`] names, if any.
#[must_use]
pub fn overseen_message(
    state: &VisitState,
    overseer: PersonId,
    entry: &Entry,
    earlier: Option<&Entry>,
) -> Option<MessageView> {
    let (through, id, message) = overseen(state, overseer, entry)?;
    let mut seen = as_of(
        through,
        id,
        message,
        Readable::all(),
        [Some(entry), earlier],
    )?;
    seen.client_id = None;
    Some(seen)
}

/// The position in its chat of the entry with the text to show to `overseer` for `entry`, if that
/// entry must be loaded first: the text was replaced after they broke the glass, so the state no
/// longer holds it.
#[must_use]
pub fn overseen_text(state: &VisitState, overseer: PersonId, entry: &Entry) -> Option<ChatNumber> {
    let (through, _, message) = overseen(state, overseer, entry)?;
    let (_, here) = entry.event.chat_entry()?;
    match wording(through, message) {
        Wording::Superseded { number, .. } if number != here && !hidden(through, message) => {
            Some(number)
        }
        _ => None,
    }
}

fn overseen<'a>(
    state: &'a VisitState,
    overseer: PersonId,
    entry: &Entry,
) -> Option<(ChatNumber, MessageId, &'a MessageState)> {
    let (chat, number) = entry.event.chat_entry()?;
    let through = may_oversee(state, overseer, &chat).ok()?.through;
    let id = entry.event.message()?;
    let message = state.messages.get(&id)?;
    (number <= through).then_some((through, id, message))
}

/// Where a message's text at some moment is found.
enum Wording<'a> {
    /// The original text, in the entry that sent the message.
    First,
    /// The text of a superseded correction, in that correction's entry.
    Superseded { number: ChatNumber, version: u32 },
    /// The newest text, in the state.
    Newest(&'a Correction),
}

/// Where the text is that a message had when `through` was its chat's newest entry.
fn wording(through: ChatNumber, message: &MessageState) -> Wording<'_> {
    match &message.correction {
        Some(newest) if newest.number <= through => Wording::Newest(newest),
        _ => {
            let mut newest_first = message.superseded.iter().enumerate().rev();
            match newest_first.find(|(_, number)| **number <= through) {
                Some((nth, number)) => Wording::Superseded {
                    number: *number,
                    version: u32::try_from(nth).unwrap_or(u32::MAX).saturating_add(2),
                },
                None => Wording::First,
            }
        }
    }
}

/// Whether a message was already retracted when `through` was its chat's newest entry.
fn hidden(through: ChatNumber, message: &MessageState) -> bool {
    let retraction = message.retraction.as_ref();
    retraction.is_some_and(|retraction| retraction.number <= through)
}

/// The number of a message for its author, by which a receipt names it. Also for one who was removed
/// since.
#[must_use]
pub fn author_number(state: &VisitState, message: &MessageState) -> Option<ReaderNumber> {
    let author = state.participants.get(&message.author)?;
    let readable = readable(author, &message.chat).ok()?;
    Some(readable.number(message.number))
}

/// The message as of when `through` was its chat's newest entry, with the reader's numbers (M7); `None` if
/// that text is neither in the state nor in `entries`.
fn as_of(
    through: ChatNumber,
    id: MessageId,
    message: &MessageState,
    readable: &Readable,
    entries: [Option<&Entry>; 2],
) -> Option<MessageView> {
    let shown = !hidden(through, message);
    let events = || entries.iter().flatten().map(|entry| &entry.event);
    let (version, version_number, text) = match wording(through, message) {
        Wording::Newest(newest) => (newest.version, newest.number, Some(newest.text.clone())),
        Wording::First => {
            let first = events().find_map(|event| match event {
                Event::MessageSent { text, .. } => text.clone(),
                _ => None,
            });
            (1, message.number, first)
        }
        Wording::Superseded { number, version } => {
            let place = Some((message.chat, number));
            let text = events().find_map(|event| match event {
                Event::MessageCorrected { text, .. } if event.chat_entry() == place => {
                    Some(text.clone())
                }
                _ => None,
            });
            if shown && text.is_none() {
                return None;
            }
            (version, number, text)
        }
    };
    let retraction = message.retraction.as_ref().filter(|_| !shown);
    Some(MessageView {
        chat: message.chat,
        number: readable.number(message.number),
        message: id,
        client_id: Some(message.client_id),
        author: message.author,
        sent_at: message.sent_at,
        version,
        version_number: readable.number(version_number),
        text: text.filter(|_| shown),
        files: if shown {
            message.files.clone()
        } else {
            Vec::new()
        },
        retraction: retraction.map(|retraction| RetractionView {
            by: retraction.by,
            reason: retraction.reason.clone(),
            at: retraction.at,
        }),
    })
}

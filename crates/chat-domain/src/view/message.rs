//! A message as its reader sees it (F8).

use crate::{
    access::{may_oversee, may_read_message},
    audience::reads_entry,
    chat::{ChatKey, ChatNumber, FileRef, MessageState, Retraction},
    event::Event,
    id::{ClientMessageId, MessageId, PersonId},
    log::Entry,
    text::MessageText,
    visit::VisitState,
};
use time::OffsetDateTime;

/// A message as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// The chat.
    pub chat: ChatKey,
    /// The place of the message in its chat.
    pub number: ChatNumber,
    /// The message.
    pub message: MessageId,
    /// The author's own id for it; only the author sees it.
    pub client_id: Option<ClientMessageId>,
    /// Who wrote it.
    pub author: PersonId,
    /// When it was committed.
    pub sent_at: OffsetDateTime,
    /// 1, and one more for each correction.
    pub version: u32,
    /// The newest text; `None` if there is none or the message was retracted.
    pub text: Option<MessageText>,
    /// The files; none if the message was retracted.
    pub files: Vec<FileRef>,
    /// Who hid it, and why.
    pub retraction: Option<Retraction>,
}

/// The message that a chat entry is about, as it stands in `state`, if `person` may read it.
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
    let mut seen = as_of(ChatNumber(u64::MAX), id, message, entry);
    seen.client_id = seen.client_id.filter(|_| message.author == person);
    Some(seen)
}

/// The message that a chat entry is about, if `overseer` broke the glass for it, as it stood when
/// they did (M5).
#[must_use]
pub fn overseen_message(
    state: &VisitState,
    overseer: PersonId,
    entry: &Entry,
) -> Option<MessageView> {
    let (chat, number) = entry.event.chat_entry()?;
    let through = may_oversee(state, overseer, &chat).ok()?;
    if number > through {
        return None;
    }
    let id = entry.event.message()?;
    let mut seen = as_of(through, id, state.messages.get(&id)?, entry);
    seen.client_id = None;
    Some(seen)
}

/// The message as it stood when `through` was its chat's newest entry.
fn as_of(through: ChatNumber, id: MessageId, message: &MessageState, entry: &Entry) -> MessageView {
    let retraction = message.retraction.as_ref();
    let retraction = retraction.filter(|retraction| retraction.number <= through);
    let shown = retraction.is_none();
    let mut newest_first = message.corrections.iter().rev();
    let newest = newest_first.find(|correction| correction.number <= through);
    let text = match (&entry.event, newest) {
        (_, Some(newest)) => Some(newest.text.clone()),
        (Event::MessageSent { text, .. }, None) => text.clone(),
        (_, None) => None,
    };
    MessageView {
        chat: message.chat,
        number: message.number,
        message: id,
        client_id: Some(message.client_id),
        author: message.author,
        sent_at: message.sent_at,
        version: newest.map_or(1, |newest| newest.version),
        text: text.filter(|_| shown),
        files: if shown {
            message.files.clone()
        } else {
            Vec::new()
        },
        retraction: retraction.cloned(),
    }
}

//! What the log says of one message (F7, F8).

use super::{ChatKey, ChatNumber, FileRef, Recipient};
use crate::{
    id::{AttachmentId, ClientMessageId, PersonId},
    log::Actor,
    text::{MessageText, Reason},
};
use sha2::Digest as _;
use std::fmt;
use time::OffsetDateTime;

/// A message as it stands now. The state keeps the newest text alone: the first one and those
/// between are in the log, so that no number of corrections fills the memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageState {
    /// The chat.
    pub chat: ChatKey,
    /// The place of the message in its chat.
    pub number: ChatNumber,
    /// Who wrote it.
    pub author: PersonId,
    /// The id that the client gave it.
    pub client_id: ClientMessageId,
    /// When it was committed.
    pub sent_at: OffsetDateTime,
    /// What was sent, to tell a repetition from another content under the same id (F7).
    pub fingerprint: Fingerprint,
    /// The text that replaced all former ones, if any did (F8).
    pub correction: Option<Correction>,
    /// The places in the chat of the corrections before that one, oldest first.
    pub superseded: Vec<ChatNumber>,
    /// Who hid it, and why (F8).
    pub retraction: Option<Retraction>,
    /// The files it carries.
    pub files: Vec<FileRef>,
}

impl MessageState {
    /// 1, and one more for each correction (F8).
    #[must_use]
    pub fn version(&self) -> u32 {
        self.correction.as_ref().map_or(1, |newest| newest.version)
    }

    /// Whether this is the text that it has now.
    #[must_use]
    pub fn has_text(&self, text: &MessageText) -> bool {
        match &self.correction {
            Some(newest) => newest.text == *text,
            // The state doesn't keep the first text, but its digest does.
            None => Recipient::of(&self.chat, self.author).is_some_and(|recipient| {
                let files = self.files.iter().map(|file| file.attachment);
                self.fingerprint == Fingerprint::of(&self.chat, recipient, Some(text), files)
            }),
        }
    }

    /// How often it was corrected.
    #[must_use]
    pub const fn corrections(&self) -> usize {
        self.superseded.len() + self.correction.is_some() as usize
    }
}

/// A text that replaced a message's former one (F8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The correction's own place in the chat.
    pub number: ChatNumber,
    /// The version that it made: 2, 3 …
    pub version: u32,
    /// The text.
    pub text: MessageText,
}

/// A message hidden by somebody (F8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// The retraction's own place in the chat.
    pub number: ChatNumber,
    /// Who hid it.
    pub by: Actor,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: OffsetDateTime,
}

/// The digest of everything a sender chose (F7). Its `Debug` prints nothing: a short text could be
/// guessed from its digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(…)")
    }
}

impl Fingerprint {
    /// The fingerprint of a message's content.
    #[must_use]
    pub fn of(
        chat: &ChatKey,
        recipient: Recipient,
        text: Option<&MessageText>,
        files: impl Iterator<Item = AttachmentId>,
    ) -> Self {
        let mut hash = sha2::Sha256::new();
        match chat {
            ChatKey::Visit => hash.update([0]),
            ChatKey::Direct(pair) => {
                hash.update([1]);
                hash.update(pair.care.uuid());
                hash.update(pair.attendee.uuid());
            }
        }
        match recipient {
            Recipient::Everyone => hash.update([0]),
            Recipient::Person(person) => {
                hash.update([1]);
                hash.update(person.uuid());
            }
        }
        // The length keeps text and file ids apart.
        let text = text.map_or("", MessageText::as_str);
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
        files.for_each(|file| hash.update(file.uuid()));
        Self(hash.finalize().into())
    }
}

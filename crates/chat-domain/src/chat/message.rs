//! The state of a message (F7, F8).

use super::{ChatKey, ChatNumber, FileRef, Recipient};
use crate::{
    id::{AttachmentId, ClientMessageId, PersonId},
    log::actor::Actor,
    text::{MessageText, Reason},
};
use sha2::Digest as _;
use std::fmt;
use time::OffsetDateTime;

/// The current state of a message. Only the text of the newest correction is kept, so corrections
/// don't accumulate in memory; the log has the earlier texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageState {
    /// The chat.
    pub chat: ChatKey,
    /// The message's position in its chat.
    pub number: ChatNumber,
    /// The author.
    pub author: PersonId,
    /// The client's id for the message.
    pub client_id: ClientMessageId,
    /// When it was committed.
    pub sent_at: OffsetDateTime,
    /// Tells a retry from different content under the same id (F7).
    pub fingerprint: Fingerprint,
    /// The newest correction, if any (F8).
    pub correction: Option<Correction>,
    /// The positions of the superseded corrections in the chat, oldest first.
    pub superseded: Vec<ChatNumber>,
    /// The retraction, if any (F8).
    pub retraction: Option<Retraction>,
    /// The files it carries.
    pub files: Vec<FileRef>,
}

impl MessageState {
    /// The version: 1 plus the number of corrections (F8).
    #[must_use]
    pub fn version(&self) -> u32 {
        self.correction.as_ref().map_or(1, |newest| newest.version)
    }

    /// The position of the newest version (R2).
    #[must_use]
    pub fn newest_version(&self) -> ChatNumber {
        self.correction
            .as_ref()
            .map_or(self.number, |newest| newest.number)
    }

    /// The positions of the message and its corrections, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = ChatNumber> {
        let newest = self.correction.as_ref().map(|newest| newest.number);
        let corrections = self.superseded.iter().copied().chain(newest);
        std::iter::once(self.number).chain(corrections)
    }

    /// The positions of the message, its corrections and its retraction, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = ChatNumber> {
        let retraction = self.retraction.as_ref();
        self.versions()
            .chain(retraction.map(|retraction| retraction.number))
    }

    /// Whether this is the current text.
    #[must_use]
    pub fn has_text(&self, text: &MessageText) -> bool {
        match &self.correction {
            Some(newest) => newest.text == *text,
            // The state has only a digest of the original text.
            None => Recipient::of(&self.chat, self.author).is_some_and(|recipient| {
                let files = self.files.iter().map(|file| file.attachment);
                self.fingerprint == Fingerprint::of(&self.chat, recipient, Some(text), files)
            }),
        }
    }

    /// The number of corrections.
    #[must_use]
    pub const fn corrections(&self) -> usize {
        self.superseded.len() + self.correction.is_some() as usize
    }
}

/// A correction of a message's text (F8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The position of the correction itself in the chat.
    pub number: ChatNumber,
    /// The resulting version: 2, 3 …
    pub version: u32,
    /// The new text.
    pub text: MessageText,
}

/// The retraction of a message (F8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// The position of the retraction itself in the chat.
    pub number: ChatNumber,
    /// The actor who retracted the message.
    pub by: Actor,
    /// The reason.
    pub reason: Reason,
    /// The time.
    pub at: OffsetDateTime,
}

/// The digest of everything that the sender chose (F7). `Debug` doesn't print it, since a short
/// text could be guessed from its digest.
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
        // The length separates the text from the file ids.
        let text = text.map_or("", MessageText::as_str);
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
        files.for_each(|file| hash.update(file.uuid()));
        Self(hash.finalize().into())
    }
}

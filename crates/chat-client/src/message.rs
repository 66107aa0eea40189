//! Messages to send.

use chat_domain::{AttachmentId, ChatKey, ClientMessageId, Recipient};
use chat_wire::{ChatOut, SendIn};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// A message to send. Its id makes retries idempotent (F7), also after a restart of the program: serialize it, and
/// send it again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NewMessage {
    /// The chat.
    pub chat: ChatKey,
    /// The message, as it goes over the wire.
    #[serde(flatten)]
    pub body: SendIn,
}

impl NewMessage {
    /// A text with a new id, for the recipient that was shown to its author (P6).
    pub fn new(chat: ChatKey, recipient: Recipient, text: impl Into<String>) -> Self {
        let body = SendIn {
            recipient,
            client_id: ClientMessageId::new(Uuid::now_v7()),
            text: Some(text.into()),
            files: Vec::new(),
        };
        Self { chat, body }
    }

    /// A text for the recipient of a chat in a view that was shown to its author.
    pub fn in_chat(chat: &ChatOut, text: impl Into<String>) -> Self {
        Self::new(chat.chat, chat.recipient, text)
    }

    /// With files, uploaded for this chat. An empty text counts as none.
    #[must_use]
    pub fn with_files(mut self, files: impl IntoIterator<Item = AttachmentId>) -> Self {
        self.body.files.extend(files);
        self
    }

    /// The message's id.
    #[must_use]
    pub const fn id(&self) -> ClientMessageId {
        self.body.client_id
    }
}

impl fmt::Debug for NewMessage {
    /// Without its text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewMessage")
            .field("chat", &self.chat)
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}

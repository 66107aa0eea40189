//! Sending a message.

use chat_domain::{
    AttachmentId, ChatKey, ClientMessageId, MessageId, MessageText, NewMessage, ReaderNumber,
    Recipient, TextProblem,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A message to send. The chat is in the path.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Send)]
pub struct SendIn {
    /// The recipient that the sender means (P6).
    #[schema(value_type = crate::recipient::Recipient)]
    pub recipient: Recipient,
    /// The client's own new id for the message. If in doubt, retry with the same id (F7).
    #[schema(value_type = Uuid)]
    pub client_id: ClientMessageId,
    /// 1 to 8,000 characters; may be absent with at least one file (F6).
    pub text: Option<String>,
    /// Files that the sender uploaded for this chat.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    pub files: Vec<AttachmentId>,
}

/// The proof that a message is stored (F7, G3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Receipt)]
pub struct ReceiptOut {
    /// The client's id.
    #[schema(value_type = Uuid)]
    pub client_id: ClientMessageId,
    /// The message.
    #[schema(value_type = Uuid)]
    pub message: MessageId,
    /// The chat.
    #[schema(value_type = String)]
    pub chat: ChatKey,
    /// The message's number for its author.
    #[schema(value_type = u64)]
    pub number: ReaderNumber,
    /// When it was committed.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
}

impl SendIn {
    /// The message with its text checked. An empty text with files counts as no text (F6).
    pub fn into_message(self, chat: ChatKey) -> Result<NewMessage, TextProblem> {
        let text = match self.text.as_deref().map(MessageText::new).transpose() {
            Err(TextProblem::Empty) if !self.files.is_empty() => None,
            checked => checked?,
        };
        let Self {
            recipient,
            client_id,
            files,
            ..
        } = self;
        Ok(NewMessage {
            chat,
            recipient,
            client_id,
            text,
            files,
        })
    }
}

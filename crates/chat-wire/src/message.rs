//! A message, and a page of them.

use crate::file::FileOut;
use chat_domain::{
    Actor, ChatKey, ClientMessageId, MessageId, MessageText, PersonId, ReaderNumber, Reason,
    view::{MessageView, RetractionView},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A message in its current version (F8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageOut {
    /// The chat.
    #[schema(value_type = String)]
    pub chat: ChatKey,
    /// The message's number: its position among what the reader may read of the chat.
    #[schema(value_type = u64)]
    pub number: ReaderNumber,
    /// The message.
    #[schema(value_type = Uuid)]
    pub message: MessageId,
    /// The author's own id for the message; only the author sees it.
    #[schema(value_type = Option<Uuid>)]
    pub client_id: Option<ClientMessageId>,
    /// The author.
    #[schema(value_type = Uuid)]
    pub author: PersonId,
    /// When it was committed.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    /// 1, plus one for each correction.
    pub version: u32,
    /// The number of this version: it is read by those who have read so far (R2).
    #[schema(value_type = u64)]
    pub version_number: ReaderNumber,
    /// The current text; `null` if the message has none or was retracted.
    #[schema(value_type = Option<String>)]
    pub text: Option<MessageText>,
    /// The files; empty if the message was retracted.
    pub files: Vec<FileOut>,
    /// The retraction, if there was one.
    pub retraction: Option<RetractionOut>,
}

/// Who retracted a message, and why (F8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Retraction)]
pub struct RetractionOut {
    /// The person; `null` if it was not a person.
    #[schema(value_type = Option<Uuid>)]
    pub by: Option<PersonId>,
    /// The reason.
    #[schema(value_type = String)]
    pub reason: Reason,
    /// The time.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A page of a chat. Corrections and retractions have numbers too, so a page may have fewer
/// messages than numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MessagePage)]
pub struct MessagePageOut {
    /// The chat.
    #[schema(value_type = String)]
    pub chat: ChatKey,
    /// The messages in order, without duplicates.
    pub messages: Vec<MessageOut>,
    /// The first number that the page covers: to go backward, pass it as `before`.
    #[schema(value_type = Option<u64>)]
    pub first: Option<ReaderNumber>,
    /// The last number that the page covers: to go forward, pass it as `after`.
    #[schema(value_type = Option<u64>)]
    pub last: Option<ReaderNumber>,
    /// Whether there are more entries in the requested direction.
    pub more: bool,
}

impl From<MessageView> for MessageOut {
    fn from(view: MessageView) -> Self {
        Self {
            chat: view.chat,
            number: view.number,
            message: view.message,
            client_id: view.client_id,
            author: view.author,
            sent_at: view.sent_at,
            version: view.version,
            version_number: view.version_number,
            text: view.text,
            files: view.files.into_iter().map(FileOut::from).collect(),
            retraction: view.retraction.map(RetractionOut::from),
        }
    }
}

impl From<RetractionView> for RetractionOut {
    fn from(retraction: RetractionView) -> Self {
        let RetractionView { by, reason, at } = retraction;
        let by = match by {
            Actor::Person(person) | Actor::Overseer(person) => Some(person),
            Actor::Host | Actor::Service => None,
        };
        Self { by, reason, at }
    }
}

//! A message, and a page of them.

use super::FileOut;
use chat_app::MessagePage;
use chat_domain::{
    Actor, ChatKey, ChatNumber, ClientMessageId, MessageId, MessageText, PersonId, Reason,
    chat::Retraction, view::MessageView,
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A message as it stands now (F8).
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageOut {
    /// The chat.
    #[schema(value_type = String)]
    pub chat: ChatKey,
    /// The message's place in its chat.
    #[schema(value_type = u64)]
    pub number: ChatNumber,
    /// The message.
    #[schema(value_type = Uuid)]
    pub message: MessageId,
    /// The author's own id for it; only the author sees it.
    #[schema(value_type = Option<Uuid>)]
    pub client_id: Option<ClientMessageId>,
    /// Who wrote it.
    #[schema(value_type = Uuid)]
    pub author: PersonId,
    /// When it was committed.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    /// 1, and one more for each correction.
    pub version: u32,
    /// The newest text; `null` if there is none or the message was retracted.
    #[schema(value_type = Option<String>)]
    pub text: Option<MessageText>,
    /// The files; none if the message was retracted.
    pub files: Vec<FileOut>,
    /// Who hid it, and why.
    pub retraction: Option<RetractionOut>,
}

/// Who hid a message, and why (F8).
#[derive(Serialize, ToSchema)]
#[schema(as = Retraction)]
pub struct RetractionOut {
    /// Who; `null` if it was not a person.
    #[schema(value_type = Option<Uuid>)]
    pub by: Option<PersonId>,
    /// Why.
    #[schema(value_type = String)]
    pub reason: Reason,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A page of a chat. Corrections and retractions have numbers too, so a page may show fewer
/// messages than it covers numbers.
#[derive(Serialize, ToSchema)]
#[schema(as = MessagePage)]
pub struct MessagePageOut {
    /// The chat.
    #[schema(value_type = String)]
    pub chat: ChatKey,
    /// The messages in their order, each once.
    pub messages: Vec<MessageOut>,
    /// The first number that the page covers: go on backward with `before` this.
    #[schema(value_type = Option<u64>)]
    pub first: Option<ChatNumber>,
    /// The last number that the page covers: go on forward with `after` this.
    #[schema(value_type = Option<u64>)]
    pub last: Option<ChatNumber>,
    /// Whether there is more in the direction that was asked for.
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
            text: view.text,
            files: view.files.into_iter().map(FileOut::from).collect(),
            retraction: view.retraction.map(RetractionOut::from),
        }
    }
}

impl From<Retraction> for RetractionOut {
    fn from(retraction: Retraction) -> Self {
        let Retraction { by, reason, at, .. } = retraction;
        let by = match by {
            Actor::Person(person) | Actor::Overseer(person) => Some(person),
            Actor::Host => None,
        };
        Self { by, reason, at }
    }
}

impl From<MessagePage> for MessagePageOut {
    fn from(page: MessagePage) -> Self {
        let (first, last) = page.covers.unzip();
        Self {
            chat: page.chat,
            messages: page.messages.into_iter().map(MessageOut::from).collect(),
            first,
            last,
            more: page.more,
        }
    }
}

//! Handovers (V7).

use chat_domain::{
    ChatKey, PersonId, ReaderNumber,
    view::{HandoverView, OpenedChat},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A visit to hand over from one of its providers to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewHandover)]
pub struct HandoverIn {
    /// The provider who hands over.
    #[schema(value_type = Uuid)]
    pub from: PersonId,
    /// The provider who takes over.
    #[schema(value_type = Uuid)]
    pub to: PersonId,
}

/// A handover in effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Handover)]
pub struct HandoverOut {
    /// The provider who handed over.
    #[schema(value_type = Uuid)]
    pub from: PersonId,
    /// The provider who took over.
    #[schema(value_type = Uuid)]
    pub to: PersonId,
    /// When they did.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The earlier direct chats that the new provider may read because of it; only those of which the
    /// viewer may know.
    pub opened: Vec<OpenedChatOut>,
}

/// An earlier direct chat that the new provider may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OpenedChat)]
pub struct OpenedChatOut {
    /// The chat.
    #[schema(value_type = String)]
    pub chat: ChatKey,
    /// The newest entry at the handover. The new provider may read the messages up to it.
    #[schema(value_type = u64)]
    pub through: ReaderNumber,
}

impl From<HandoverView> for HandoverOut {
    fn from(view: HandoverView) -> Self {
        Self {
            from: view.from,
            to: view.to,
            at: view.at,
            opened: view.opened.into_iter().map(OpenedChatOut::from).collect(),
        }
    }
}

impl From<OpenedChat> for OpenedChatOut {
    fn from(view: OpenedChat) -> Self {
        Self {
            chat: view.chat,
            through: view.through,
        }
    }
}

//! Messages that wait for an answer (R4).

use crate::integer::Int64;
use chat_domain::{
    ChatKey, PersonId, ReaderNumber,
    view::{NoAnswerNeededView, PassedOnWait, WaitingView},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// The oldest attendee's message of a chat that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Waiting)]
pub struct WaitingOut {
    /// The caller's number of the message, or of its newest correction.
    #[schema(value_type = u64)]
    pub number: ReaderNumber,
    /// When it was sent.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
}

/// The record that no answer is needed (R4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SetAside)]
pub struct SetAsideOut {
    /// Who recorded it.
    #[schema(value_type = Uuid)]
    pub by: PersonId,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// The wait of a direct chat of others, whose care side handed over to the viewer or was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PassedOnWait)]
pub struct PassedOnOut {
    /// The chat. The viewer does not read it.
    #[schema(value_type = String)]
    pub chat: ChatKey,
    /// When the oldest message that waits was sent.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// When the newest one was.
    #[serde(with = "time::serde::rfc3339")]
    pub newest: OffsetDateTime,
}

/// No message up to one that was on a screen needs an answer (R4). Later messages still wait. Exactly one of the
/// two fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NoAnswerNeeded)]
pub struct NoAnswerNeededBody {
    /// The newest entry that the person has seen, in a chat that they read.
    #[schema(value_type = Option<u64>)]
    pub through: Option<Int64>,
    /// The time of the newest message that was shown to wait, in a chat that was passed on.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub newest: Option<OffsetDateTime>,
}

impl From<PassedOnWait> for PassedOnOut {
    fn from(wait: PassedOnWait) -> Self {
        let PassedOnWait {
            chat,
            since,
            newest,
        } = wait;
        Self {
            chat,
            since,
            newest,
        }
    }
}

impl From<NoAnswerNeededView> for SetAsideOut {
    fn from(record: NoAnswerNeededView) -> Self {
        Self {
            by: record.by,
            at: record.at,
        }
    }
}

impl From<WaitingView> for WaitingOut {
    fn from(message: WaitingView) -> Self {
        Self {
            number: message.number,
            since: message.since,
        }
    }
}

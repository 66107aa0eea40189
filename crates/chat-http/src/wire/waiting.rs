//! Messages that wait for an answer (R4).

use super::integer::Int64;
use chat_domain::{ChatNumber, chat::WaitingMessage};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// The oldest attendee's message of a chat that waits for an answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Waiting)]
pub struct WaitingOut {
    /// Its number in the chat.
    #[schema(value_type = u64)]
    pub number: ChatNumber,
    /// When it was sent.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
}

/// No message up to an entry needs an answer (R4).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NoAnswerNeeded)]
pub struct NoAnswerNeededIn {
    /// The newest entry that the person has seen on a screen. Later messages still wait.
    #[schema(value_type = u64)]
    pub(crate) through: Int64,
}

impl From<WaitingMessage> for WaitingOut {
    fn from(message: WaitingMessage) -> Self {
        Self {
            number: message.number,
            since: message.since,
        }
    }
}

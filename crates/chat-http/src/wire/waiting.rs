//! Messages that wait for an answer (R4).

use super::integer::Int64;
use chat_domain::{
    PersonId, ReaderNumber,
    view::{NoAnswerNeededView, WaitingView},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// The oldest attendee's message of a chat that waits for an answer.
#[derive(Serialize, ToSchema)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = SetAside)]
pub struct SetAsideOut {
    /// Who recorded it.
    #[schema(value_type = Uuid)]
    pub by: PersonId,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
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

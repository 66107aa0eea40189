//! Notices from attendees to the care team (W7).

use chat_domain::{NoticeId, NoticeText, PersonId, chat::NoticeStatus, view::NoticeView};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A notice to send.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SendNotice)]
pub struct NoticeIn {
    /// The client's own new id for the notice. If in doubt, retry with the same id (F7).
    #[schema(value_type = Uuid)]
    pub notice: NoticeId,
    /// One of the `offered_notices` of the visit.
    pub text: String,
}

/// The proof that a notice is stored (F7, G3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = NoticeReceipt)]
pub struct NoticeReceiptOut {
    /// The notice; an earlier one if one with this text already waited.
    #[schema(value_type = Uuid)]
    pub notice: NoticeId,
    /// When it was committed.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
}

/// Whether a notice waits, or how its wait ended: one of the care team recorded that they saw to it, or the visit was
/// closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NoticeStatus)]
pub enum NoticeStatusOut {
    /// No one of the care team has seen to it.
    Waiting,
    /// One of the care team has.
    Settled,
    /// The visit was closed before.
    Closed,
}

/// A notice as seen by the care team or its sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Notice)]
pub struct NoticeOut {
    /// The sender.
    #[schema(value_type = Uuid)]
    pub sender: PersonId,
    /// The sender's id for it.
    #[schema(value_type = Uuid)]
    pub notice: NoticeId,
    /// The text.
    #[schema(value_type = String)]
    pub text: NoticeText,
    /// When it was committed.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    /// Whether it waits, or how its wait ended (R4).
    pub status: NoticeStatusOut,
    /// Who of the care team recorded that they saw to it; `null` unless settled, and if the viewer may not know of them.
    #[schema(value_type = Option<Uuid>)]
    pub seen_by: Option<PersonId>,
    /// When that was recorded.
    #[serde(with = "time::serde::rfc3339::option")]
    pub seen_at: Option<OffsetDateTime>,
}

impl From<NoticeView> for NoticeOut {
    fn from(view: NoticeView) -> Self {
        let NoticeView {
            sender,
            notice,
            text,
            sent_at,
            status,
        } = view;
        let (status, seen_by, seen_at) = match status {
            NoticeStatus::Waiting => (NoticeStatusOut::Waiting, None, None),
            NoticeStatus::Settled { by, at } => (NoticeStatusOut::Settled, by, Some(at)),
            NoticeStatus::Closed => (NoticeStatusOut::Closed, None, None),
        };
        Self {
            sender,
            notice,
            text,
            sent_at,
            status,
            seen_by,
            seen_at,
        }
    }
}

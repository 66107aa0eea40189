//! What the handle of a live connection asks of its task.

use chat_domain::{ChatKey, Phase, ReaderNumber, VisitId};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Which visits a dashboard shows. By default those of one day back to one day ahead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DashboardFilter {
    /// Only visits in one of these phases; all if empty.
    pub phases: Vec<Phase>,
    /// Only visits scheduled at this time or later.
    pub from: Option<OffsetDateTime>,
    /// Only visits scheduled before this time.
    pub until: Option<OffsetDateTime>,
    /// Only visits in which an attendee's message waits for the caller's answer (R4).
    pub waiting: bool,
}

/// What the handle asks of the task.
pub(super) enum Order {
    Follow(VisitId, BTreeMap<ChatKey, ReaderNumber>),
    Unfollow(VisitId),
    Dashboard(Option<DashboardFilter>),
    Typing(VisitId, ChatKey),
}

//! When the service looks at a visit again that is listed as due.

use crate::engine::Engine;
use chat_ports::DueVisit;
use time::{Duration, OffsetDateTime};

/// How long the service waits before it looks again at a visit that the rules or activity keep open. At most the time of the
/// first reminder by default (R6), so that reminders are not late there.
pub(super) const AGAIN: Duration = Duration::minutes(5);

/// When to look at a visit again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// In the next round, if its dashboard row still says that it is due.
    Next,
    /// At this time, or when its row has changed.
    At(OffsetDateTime),
    /// When its row has changed: nothing is due until something happens.
    Changed,
}

impl Look {
    /// The earlier of two.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Next, _) | (_, Self::Next) => Self::Next,
            (Self::At(one), Self::At(other)) => Self::At(one.min(other)),
            (at @ Self::At(_), Self::Changed) | (Self::Changed, at) => at,
        }
    }
}

/// Rows of other shards are listed and skipped. The index has only visits that may be due, and a row is small.
pub(super) fn is_ours(engine: &Engine, listed: &DueVisit) -> bool {
    engine.membership.is_responsible(listed.visit.clinic)
}

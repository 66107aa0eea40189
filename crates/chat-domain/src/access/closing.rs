//! When a chat is closed, and what the service closes by the host's policy (W8).

use super::{participant::open, reminders::reminds};
use crate::{chat::ChatKey, command::Command, refusal::Refusal, visit::VisitState};
use time::{Duration, OffsetDateTime};

/// How long a follow-up lasts at least after the last activity.
const GRACE: Duration = Duration::HOUR;

/// W8: only an open visit accepts messages, and in the follow-up of a completed one its direct chats do.
pub(crate) fn open_in(state: &VisitState, chat: &ChatKey) -> Result<(), Refusal> {
    match chat {
        ChatKey::Direct(_) if state.follow_up_until.is_some() => Ok(()),
        ChatKey::Direct(_) | ChatKey::Visit => open(state),
    }
}

/// Whether the service completes the visit after a time without activity (W8).
pub(crate) fn completes_by_policy(state: &VisitState) -> bool {
    state.rules().closes_by_policy && state.policy.complete_after_hours > 0
}

/// What the service is to do in a visit, and when, if nothing happens until then (W8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The time.
    pub at: OffsetDateTime,
    /// The command of [`Actor::Service`](crate::Actor::Service). The rules refuse it as long as a call is in
    /// progress or something waits.
    pub command: Command,
}

/// What the service is to do in the visit by the host's policy; `None` if nothing (W8).
///
/// An open visit is completed after hours without activity, counted from the time it is scheduled for if that is
/// later. A follow-up ends in its time, but not within an hour of the last activity: an answer that came late can
/// be answered, too.
#[must_use]
pub fn due(state: &VisitState) -> Option<Due> {
    if let Some(until) = state.follow_up_until {
        let last = state.active_at.map(|last| last.saturating_add(GRACE));
        let at = last.map_or(until, |last| last.max(until));
        let command = Command::EndFollowUp;
        return Some(Due { at, command });
    }
    let at = completion_after(state, state.active_at.max(state.scheduled_for))?;
    let command = Command::CompleteVisit;
    Some(Due { at, command })
}

/// A time before which the service has nothing to do in the visit; `None` if it never has (W8, R6). Unlike that of
/// [`due`], it does not change with each message.
pub(crate) fn earliest_due(state: &VisitState) -> Option<OffsetDateTime> {
    let closing = earliest_closing(state).into_iter();
    closing.chain(state.reminders.due()).min()
}

/// Whether the time before which the service has nothing to do stays as it is when a reminder becomes due: the visit could
/// have been closed by now, and was kept open by activity. Then only a look at the visit tells of reminders (R6).
#[must_use]
pub fn hides_reminders(state: &VisitState, now: OffsetDateTime) -> bool {
    reminds(state) && earliest_closing(state).is_some_and(|closing| closing <= now)
}

/// A time before which the service does not close the visit (W8).
fn earliest_closing(state: &VisitState) -> Option<OffsetDateTime> {
    let completion = || completion_after(state, state.scheduled_for);
    state.follow_up_until.or_else(completion)
}

fn completion_after(state: &VisitState, since: Option<OffsetDateTime>) -> Option<OffsetDateTime> {
    let hours = Duration::hours(state.policy.complete_after_hours.into());
    let completes = state.phase.is_open() && completes_by_policy(state);
    since
        .filter(|_| completes)
        .map(|since| since.saturating_add(hours))
}

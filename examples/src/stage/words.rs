//! Words for states.

use chat_domain::{Phase, Presence};

pub(super) const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Unscheduled => "unscheduled",
        Phase::Scheduled => "scheduled",
        Phase::InProgress => "in progress",
        Phase::Completed => "completed",
        Phase::Cancelled => "cancelled",
        Phase::NoShow => "no-show",
        Phase::LeftWithoutBeingSeen => "left without being seen",
        Phase::Reopened => "reopened",
    }
}

pub(super) const fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Expected => "expected",
        Presence::Waiting => "waiting",
        Presence::InCall => "in the call",
        Presence::Away => "away",
        Presence::Removed => "removed",
    }
}

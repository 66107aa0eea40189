//! Impossible cases and their reasons, verified by failing to reach them.

use super::{
    case::{At, Callers, Chat, Other},
    cast::Setting,
};
use chat_domain::{Phase, Presence, Role, RulesVersion, VisitKind};

type Is = fn(&Setting, &At) -> bool;

/// Reasons; the first that applies counts.
pub const REASONS: &[(&str, Is)] = &[
    (
        "Only version 2 of the rules knows a visit that was left without being seen (V2).",
        |_, at| at.phase == Phase::LeftWithoutBeingSeen,
    ),
    ("An unscheduled visit has no participants.", |_, at| {
        at.phase == Phase::Unscheduled
            && (at.subject.role.is_some()
                || at.other.is_some()
                || at.subject.chat == Chat::Others
                || at.callers != Callers::NoOne
                || at.started
                || at.locked)
    }),
    (
        "Nothing is said or locked in an impossible direct chat (M2 to M4).",
        |setting, at| (at.started || at.locked) && !at.subject.can_be(setting.policy),
    ),
    ("The care team has no waiting room (V3).", |_, at| {
        at.subject.is_care() && at.presence == Some(Presence::Waiting)
    }),
    (
        "Closing a visit moves everyone out of the call and the waiting room (V2).",
        |_, at| {
            at.phase.is_closed() && (anyone_in_call(at) || at.presence == Some(Presence::Waiting))
        },
    ),
    (
        "Once a care-team member is in the call, the visit is in progress (V3).",
        |_, at| matches!(at.phase, Phase::Scheduled | Phase::Reopened) && anyone_in_call(at),
    ),
    (
        "A care-team member who has come has been in the call, so the visit has been in progress (V3).",
        |_, at| {
            let mine = at.subject.is_care() && at.presence == Some(Presence::Away);
            let theirs = care_peer(at) && at.other == Some(Other::HasCome);
            at.phase == Phase::Scheduled && (mine || theirs)
        },
    ),
    (
        "A visit is not a no-show if a patient who still takes part entered it (V2).",
        |_, at| {
            let mine =
                at.subject.role == Some(Role::Patient) && at.presence == Some(Presence::Away);
            let theirs =
                at.subject.peer() == Some(Role::Patient) && at.other == Some(Other::HasCome);
            at.phase == Phase::NoShow && (mine || theirs)
        },
    ),
    ("A person who has not entered has met no one.", |_, at| {
        let never = at.presence.is_none()
            || !at.subject.is_care() && at.presence == Some(Presence::Expected);
        at.other == Some(Other::Removed) && never
    }),
    ("Care-team members always count as having met.", |_, at| {
        at.other == Some(Other::Unmet) && at.subject.is_care() && care_peer(at)
    }),
    (
        "Readers of the whole history know who was there before they entered (M6).",
        |setting, at| {
            let own_visit = setting.kind == VisitKind::OneToOne
                && (setting.rules == RulesVersion::V1 || at.subject.role == Some(Role::Patient));
            let whole = own_visit || setting.policy.open_history;
            let entered = matches!(
                at.presence,
                Some(Presence::Waiting | Presence::InCall | Presence::Away)
            );
            let mine = !at.subject.is_care() && entered;
            whole && mine && care_peer(at) && at.other == Some(Other::Unmet)
        },
    ),
    (
        "A one-to-one visit has only one patient (V4).",
        |setting, at| {
            let me = at.subject.role == Some(Role::Patient);
            let other = at.subject.peer() == Some(Role::Patient) || at.subject.chat == Chat::Others;
            setting.kind == VisitKind::OneToOne && me && other
        },
    ),
];

/// Why the case is impossible.
pub fn why_not(setting: Setting, at: &At) -> Option<&'static str> {
    let found = REASONS.iter().find(|(_, is)| is(&setting, at));
    found.map(|(reason, _)| *reason)
}

fn anyone_in_call(at: &At) -> bool {
    at.presence == Some(Presence::InCall)
        || at.other == Some(Other::InCall)
        || at.callers != Callers::NoOne
}

fn care_peer(at: &At) -> bool {
    at.subject.peer().is_some_and(Role::is_care_team)
}

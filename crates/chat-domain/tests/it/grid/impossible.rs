//! Which cases can't be, and why: stated here, and proved by failing to bring them about.

use super::{
    case::{At, Callers, Chat, Other},
    cast::Setting,
};
use chat_domain::{Phase, Presence, Role, VisitKind};

type Is = fn(&Setting, &At) -> bool;

/// Reasons, the first that holds counts.
pub const REASONS: &[(&str, Is)] = &[
    (
        "Nobody takes part in a visit that is not scheduled.",
        |_, at| {
            at.phase == Phase::Unscheduled
                && (at.subject.role.is_some()
                    || at.other.is_some()
                    || at.subject.chat == Chat::Others
                    || at.callers != Callers::Nobody
                    || at.started
                    || at.locked)
        },
    ),
    (
        "Nothing is said or locked in a direct chat that can't be (M2 to M4).",
        |setting, at| (at.started || at.locked) && !at.subject.can_be(setting.policy),
    ),
    ("The care team has no waiting room (V3).", |_, at| {
        at.subject.is_care() && at.presence == Some(Presence::Waiting)
    }),
    (
        "Closing a visit sends everyone out of the call and the waiting room (V2).",
        |_, at| {
            at.phase.is_closed() && (anybody_in_call(at) || at.presence == Some(Presence::Waiting))
        },
    ),
    (
        "With somebody of the care team in it, a call has begun: the visit is in progress (V3).",
        |_, at| matches!(at.phase, Phase::Scheduled | Phase::Reopened) && anybody_in_call(at),
    ),
    (
        "Who of the care team has come has been in the call: the visit has been in progress (V3).",
        |_, at| {
            let mine = at.subject.is_care() && at.presence == Some(Presence::Away);
            let theirs = care_peer(at) && at.other == Some(Other::HasCome);
            at.phase == Phase::Scheduled && (mine || theirs)
        },
    ),
    (
        "A visit to which a patient came, who still takes part, is no no-show (V2).",
        |_, at| {
            let mine =
                at.subject.role == Some(Role::Patient) && at.presence == Some(Presence::Away);
            let theirs =
                at.subject.peer() == Some(Role::Patient) && at.other == Some(Other::HasCome);
            at.phase == Phase::NoShow && (mine || theirs)
        },
    ),
    ("Who has not come has met nobody.", |_, at| {
        let never = at.presence.is_none()
            || !at.subject.is_care() && at.presence == Some(Presence::Expected);
        at.other == Some(Other::Removed) && never
    }),
    ("Two of the care team have met.", |_, at| {
        at.other == Some(Other::Unmet) && at.subject.is_care() && care_peer(at)
    }),
    (
        "Who reads the whole history knows of who was there before they came (M6).",
        |setting, at| {
            let whole = setting.kind == VisitKind::OneToOne || setting.policy.open_history;
            let entered = matches!(
                at.presence,
                Some(Presence::Waiting | Presence::InCall | Presence::Away)
            );
            let mine = !at.subject.is_care() && entered;
            whole && mine && care_peer(at) && at.other == Some(Other::Unmet)
        },
    ),
    ("A one-to-one visit has one patient (V4).", |setting, at| {
        let me = at.subject.role == Some(Role::Patient);
        let other = at.subject.peer() == Some(Role::Patient) || at.subject.chat == Chat::Others;
        setting.kind == VisitKind::OneToOne && me && other
    }),
];

/// Why there can't be such a case.
pub fn why_not(setting: Setting, at: &At) -> Option<&'static str> {
    let found = REASONS.iter().find(|(_, is)| is(&setting, at));
    found.map(|(reason, _)| *reason)
}

fn anybody_in_call(at: &At) -> bool {
    at.presence == Some(Presence::InCall)
        || at.other == Some(Other::InCall)
        || at.callers != Callers::Nobody
}

fn care_peer(at: &At) -> bool {
    at.subject.peer().is_some_and(Role::is_care_team)
}

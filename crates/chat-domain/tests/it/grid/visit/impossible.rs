//! Impossible cases of acts on the visit, and why.

use super::{At, Call, Who};
use crate::grid::cast::Setting;
use chat_domain::{Phase, Presence, Role, VisitKind};

type Is = fn(&Setting, Who, &At) -> bool;

/// Reasons; the first that applies counts.
const IMPOSSIBLE: &[(&str, Is)] = &[
    (
        "Only version 2 of the rules knows a visit that was left without being seen (V2).",
        |_, _, at| at.phase == Phase::LeftWithoutBeingSeen,
    ),
    ("An unscheduled visit has no participants.", |_, who, at| {
        at.phase == Phase::Unscheduled
            && (who.role().is_some() || at.call != Call::NoOne || at.came)
    }),
    ("The care team has no waiting room (V3).", |_, who, at| {
        who.is_care() && at.presence == Some(Presence::Waiting)
    }),
    ("They themselves are in the call.", |_, who, at| {
        let alone = if who.is_care() {
            Call::CareTeam
        } else {
            Call::Attendees
        };
        let less = at.call == Call::NoOne || who.is_care() && at.call != alone;
        at.presence == Some(Presence::InCall) && less
    }),
    (
        "Closing a visit moves everyone out of the call and the waiting room (V2).",
        |_, _, at| {
            at.phase.is_closed()
                && (at.call != Call::NoOne || at.presence == Some(Presence::Waiting))
        },
    ),
    (
        "Once a care-team member is in the call, the visit is in progress (V3).",
        |_, _, at| matches!(at.phase, Phase::Scheduled | Phase::Reopened) && at.call != Call::NoOne,
    ),
    (
        "A care-team member who has come has been in the call, so the visit has been in progress (V3).",
        |_, who, at| {
            let away = at.presence == Some(Presence::Away);
            at.phase == Phase::Scheduled && who.is_care() && away
        },
    ),
    (
        "A visit is not a no-show if a patient who still takes part entered it (V2).",
        |_, _, at| at.phase == Phase::NoShow && at.came,
    ),
    (
        "They themselves are a patient who has entered.",
        |_, who, at| {
            let outside = matches!(
                at.presence,
                None | Some(Presence::Expected | Presence::Removed)
            );
            who.role() == Some(Role::Patient) && !outside && !at.came
        },
    ),
    (
        "A one-to-one visit has only one patient (V4).",
        |setting, who, at| {
            let stays_out = matches!(at.presence, Some(Presence::Expected | Presence::Removed));
            let only = setting.kind == VisitKind::OneToOne && who.role() == Some(Role::Patient);
            only && stays_out && at.came
        },
    ),
];

/// Why the case is impossible.
pub fn why_not(setting: Setting, who: Who, at: &At) -> Option<&'static str> {
    let found = IMPOSSIBLE.iter().find(|(_, is)| is(&setting, who, at));
    found.map(|(reason, _)| *reason)
}

/// The reasons why cases are impossible.
pub fn reasons() -> impl Iterator<Item = &'static str> {
    IMPOSSIBLE.iter().map(|(reason, _)| *reason)
}

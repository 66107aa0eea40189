//! Which cases of acts on the visit can't be, and why.

use super::{At, Call, Who};
use crate::grid::cast::Setting;
use chat_domain::{Phase, Presence, Role, VisitKind};

type Is = fn(&Setting, Who, &At) -> bool;

/// Reasons: the first reason that holds counts.
const IMPOSSIBLE: &[(&str, Is)] = &[
    (
        "Nobody takes part in a visit that is not scheduled.",
        |_, who, at| {
            at.phase == Phase::Unscheduled
                && (who.role().is_some() || at.call != Call::Nobody || at.came)
        },
    ),
    ("The care team has no waiting room (V3).", |_, who, at| {
        who.is_care() && at.presence == Some(Presence::Waiting)
    }),
    ("They themselves are in the call.", |_, who, at| {
        let alone = if who.is_care() {
            Call::CareTeam
        } else {
            Call::Attendees
        };
        let less = at.call == Call::Nobody || who.is_care() && at.call != alone;
        at.presence == Some(Presence::InCall) && less
    }),
    (
        "Closing a visit sends everyone out of the call and the waiting room (V2).",
        |_, _, at| {
            at.phase.is_closed()
                && (at.call != Call::Nobody || at.presence == Some(Presence::Waiting))
        },
    ),
    (
        "With somebody of the care team in it, a call has begun: the visit is in progress (V3).",
        |_, _, at| {
            matches!(at.phase, Phase::Scheduled | Phase::Reopened) && at.call != Call::Nobody
        },
    ),
    (
        "Who of the care team has come has been in the call: the visit has been in progress (V3).",
        |_, who, at| {
            let away = at.presence == Some(Presence::Away);
            at.phase == Phase::Scheduled && who.is_care() && away
        },
    ),
    (
        "A visit to which a patient came, who still takes part, is no no-show (V2).",
        |_, _, at| at.phase == Phase::NoShow && at.came,
    ),
    (
        "They themselves are a patient who has come.",
        |_, who, at| {
            let outside = matches!(
                at.presence,
                None | Some(Presence::Expected | Presence::Removed)
            );
            who.role() == Some(Role::Patient) && !outside && !at.came
        },
    ),
    (
        "A one-to-one visit has one patient (V4).",
        |setting, who, at| {
            let stays_out = matches!(at.presence, Some(Presence::Expected | Presence::Removed));
            let only = setting.kind == VisitKind::OneToOne && who.role() == Some(Role::Patient);
            only && stays_out && at.came
        },
    ),
];

/// Why there can't be such a case.
pub fn why_not(setting: Setting, who: Who, at: &At) -> Option<&'static str> {
    let found = IMPOSSIBLE.iter().find(|(_, is)| is(&setting, who, at));
    found.map(|(reason, _)| *reason)
}

/// The reasons for which a case can't be.
pub fn reasons() -> impl Iterator<Item = &'static str> {
    IMPOSSIBLE.iter().map(|(reason, _)| *reason)
}

//! In which cases there can be no message to do something with, and why.

use super::{
    answers::About,
    case::{At, Chat, Other},
    cast::Setting,
};
use chat_domain::{Phase, Presence};

type Is = fn(&Setting, &At, About) -> bool;

/// Reasons, the first that holds counts.
pub const REASONS: &[(&str, Is)] = &[
    (
        "Nothing is said in a visit that is not scheduled.",
        |_, at, _| at.phase == Phase::Unscheduled,
    ),
    ("An outsider writes nothing (M7).", |_, at, about| {
        at.subject.role.is_none() && about == About::Own
    }),
    (
        "Nothing is said in a direct chat that can't be (M2 to M4).",
        |setting, at, _| !at.subject.can_be(setting.policy),
    ),
    (
        "Nobody writes in a direct chat of others (M5).",
        |_, at, about| at.subject.chat == Chat::Others && about == About::Own,
    ),
    (
        "Who starts a direct chat comes to an empty one.",
        |_, at, about| direct(at) && at.subject.is_care() && about == About::Past,
    ),
    (
        "An attendee who has not come writes nothing in the visit chat (M1).",
        |_, at, about| {
            let new = at.presence == Some(Presence::Expected) && !at.subject.is_care();
            at.subject.chat == Chat::Visit && new && about == About::Own
        },
    ),
    (
        "A message of the care side would have started the chat (W4).",
        |_, at, about| {
            let mine = at.subject.is_care() && about == About::Own;
            let theirs = direct(at) && !at.subject.is_care() && about != About::Own;
            !at.started && (mine || theirs)
        },
    ),
    (
        "Without a call, attendees write only in a chat that was started (W2).",
        |setting, at, _| {
            let by_policy =
                setting.policy.waiting_attendees_start_visit_chat && at.subject.chat == Chat::Visit;
            !at.started && at.phase == Phase::Scheduled && !by_policy
        },
    ),
    (
        "The two were never in the call together (W3).",
        |_, at, _| {
            let apart = matches!(at.other, Some(Other::NotCome | Other::Unmet))
                || at.presence == Some(Presence::Expected);
            direct(at) && !at.started && apart
        },
    ),
];

/// Why there can't be such a message.
pub fn why_not(setting: Setting, at: &At, about: About) -> Option<&'static str> {
    let found = REASONS.iter().find(|(_, is)| is(&setting, at, about));
    found.map(|(reason, _)| *reason)
}

/// A direct chat of theirs.
fn direct(at: &At) -> bool {
    !matches!(at.subject.chat, Chat::Visit | Chat::Others)
}

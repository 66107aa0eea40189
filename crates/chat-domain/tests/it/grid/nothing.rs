//! Cases in which a message or file can't exist, and why.

use super::{
    answers::About,
    case::{At, Chat, Other},
    cast::Setting,
};
use chat_domain::{Phase, Presence};

type Is = fn(&Setting, &At, About) -> bool;

/// Reasons; the first that applies counts.
pub const REASONS: &[(&str, Is)] = &[
    (
        "Nothing is said or uploaded in a visit that is not scheduled.",
        |_, at, _| at.phase == Phase::Unscheduled,
    ),
    (
        "An outsider writes and uploads nothing (M7).",
        |_, at, about| at.subject.role.is_none() && about.is_own(),
    ),
    (
        "Nothing is said or uploaded in an impossible direct chat (M2 to M4).",
        |setting, at, _| !at.subject.can_be(setting.policy),
    ),
    (
        "No one writes or uploads in a direct chat of others (M5).",
        |_, at, about| at.subject.chat == Chat::Others && about.is_own(),
    ),
    (
        "A direct chat is empty before its care side starts it.",
        |_, at, about| direct(at) && at.subject.is_care() && about == About::Past,
    ),
    (
        "An attendee who has not entered writes and uploads nothing in the visit chat (M1).",
        |_, at, about| {
            let new = at.presence == Some(Presence::Expected) && !at.subject.is_care();
            at.subject.chat == Chat::Visit && new && about.is_own()
        },
    ),
    (
        "A message from the care side would have started the chat (W4).",
        |_, at, about| {
            let mine = at.subject.is_care() && about.is_own();
            let theirs = direct(at) && !at.subject.is_care() && !about.is_own();
            !at.started && !about.is_file() && (mine || theirs)
        },
    ),
    (
        "Without a call, attendees write and upload only in a chat that was started (W2).",
        |setting, at, about| {
            let by_policy =
                setting.policy.waiting_attendees_start_visit_chat && at.subject.chat == Chat::Visit;
            let without_call = !at.started && at.phase == Phase::Scheduled;
            without_call && !by_policy && by_attendee(at, about)
        },
    ),
    (
        "The two were never in the call together (W3).",
        |_, at, about| {
            let apart = matches!(at.other, Some(Other::NotCome | Other::Unmet))
                || at.presence == Some(Presence::Expected);
            direct(at) && !at.started && apart && by_attendee(at, about)
        },
    ),
];

/// Why such a message or file can't exist.
pub fn why_not(setting: Setting, at: &At, about: About) -> Option<&'static str> {
    let found = REASONS.iter().find(|(_, is)| is(&setting, at, about));
    found.map(|(reason, _)| *reason)
}

/// Whether the case is about one of their direct chats.
fn direct(at: &At) -> bool {
    !matches!(at.subject.chat, Chat::Visit | Chat::Others)
}

/// Whether the message or file must be an attendee's if the chat was not started. A file from the
/// care side starts nothing (W4).
fn by_attendee(at: &At, about: About) -> bool {
    match about {
        About::OwnFile => !at.subject.is_care(),
        About::OtherFile => direct(at) && at.subject.is_care(),
        About::Past | About::Own | About::Other | About::Hidden => true,
    }
}

//! Limits of invitation links and sessions.

use super::super::{
    row::{Section, count, time, words},
    source::constant,
};
use chat_app::{MAX_INVITATIONS, Settings};
use chat_http::HttpOptions;

pub(super) fn invitations() -> Section {
    let settings = Settings::default().invitations;
    let tries = HttpOptions::default().exchange_tries;
    let rows = vec![
        time(
            "life of a link, by default",
            settings.link,
            "the link is refused",
        )
        .set_by("invitations.link_hours"),
        time(
            "life of a link that the host chooses",
            settings.longest_link,
            "`invalid_expiry`",
        ),
        time(
            "life of a session",
            settings.session,
            "401 `invalid_token`; the link begins another",
        )
        .set_by("invitations.session_hours"),
        count(
            "wrong birth dates of a link",
            settings.tries,
            "the link is blocked",
        )
        .set_by("invitations.tries"),
        count(
            "links of a visit",
            MAX_INVITATIONS as u64,
            "`too_many_invitations`",
        ),
        count(
            "sessions of a link",
            constant("chat-ports/src/invitations.rs", "MAX_SESSIONS"),
            "the oldest ends",
        ),
        time(
            "how long an expired link is listed",
            settings.expired_kept,
            "it is deleted",
        ),
        words(
            "exchanges per network",
            format!("burst of {}, then one every {:?}", tries.burst, tries.every),
            "429 `rate_limited`",
        )
        .per_node(),
    ];
    ("Invitation links", String::new(), rows)
}

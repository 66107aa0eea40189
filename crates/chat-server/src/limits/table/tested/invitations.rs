//! Tests of the limits of invitation links and sessions.

use super::entry::Tested;

pub(super) const INVITATIONS: &[Tested] = &[
    (
        "Invitation links",
        "life of a link, by default",
        &["chat-app/tests/it/invitations.rs::link_and_session_end_in_time"],
    ),
    (
        "Invitation links",
        "life of a link that the host chooses",
        &["chat-app/tests/it/invitations.rs::expiry_is_within_the_longest"],
    ),
    (
        "Invitation links",
        "life of a session",
        &["chat-app/tests/it/invitations.rs::link_and_session_end_in_time"],
    ),
    (
        "Invitation links",
        "wrong birth dates of a link",
        &[
            "chat-http/tests/it/invitations.rs::birth_date_is_asked_for_and_wrong_ones_block_the_link",
        ],
    ),
    (
        "Invitation links",
        "links of a visit",
        &["chat-app/tests/it/invitations.rs::links_of_a_visit_are_bounded"],
    ),
    (
        "Invitation links",
        "sessions of a link",
        &["chat-app/tests/it/invitations.rs::further_session_of_a_link_ends_the_oldest"],
    ),
    (
        "Invitation links",
        "how long an expired link is listed",
        &["chat-app/tests/it/invitations.rs::links_that_expired_long_ago_are_deleted"],
    ),
    (
        "Invitation links",
        "exchanges per network",
        &["chat-http/tests/it/invitations.rs::exchanges_of_a_network_are_limited"],
    ),
];

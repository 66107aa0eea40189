//! Tests of the limits of webhooks.

use super::entry::Tested;

const MANAGED: &str = "chat-http/tests/it/webhooks.rs::bad_input_is_a_problem_and_changes_nothing";
const ROTATED: &str =
    "chat-http/tests/it/webhooks.rs::rotated_secret_is_shown_once_and_the_earlier_ones_expire";
const ADDRESSES: &str = "chat-app/src/webhooks/url.rs::other_texts_are_no_addresses";
const HUNG: &str = "chat-webhooks/tests/it/https.rs::receivers_that_hang_or_break_off_fail";
const LARGE: &str = "chat-webhooks/tests/it/https.rs::large_and_endless_answers_are_not_read";
const DOWN: &str = "chat-webhooks/tests/it/retrying.rs::receiver_that_was_down_for_a_day_gets_everything_within_the_longest_pause";
const ASKED: &str =
    "chat-webhooks/tests/it/retrying.rs::retry_after_of_busy_receivers_is_followed_within_bounds";
const DISABLED: &str = "chat-webhooks/tests/it/retrying.rs::endpoint_that_fails_for_three_days_is_disabled_and_resumes_without_a_gap";

pub(super) const WEBHOOKS: &[Tested] = &[
    ("Webhooks", "webhook endpoints of a clinic", &[MANAGED]),
    ("Webhooks", "secrets of an endpoint that sign", &[ROTATED]),
    ("Webhooks", "address of an endpoint", &[ADDRESSES]),
    ("Webhooks", "wait for an answer", &[HUNG]),
    ("Webhooks", "answer of a receiver", &[LARGE]),
    (
        "Webhooks",
        "time between two attempts, before a quarter of chance",
        &[DOWN],
    ),
    ("Webhooks", "`Retry-After` of a receiver", &[ASKED]),
    ("Webhooks", "attempts of one event", &[DISABLED]),
];

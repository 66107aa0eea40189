//! Tests of the rates.

use super::entry::Tested;

pub(super) const RATES: &[Tested] = &[
    (
        "Rates",
        "messages",
        &[
            "chat-app/tests/it/rates.rs::flood_of_messages_is_refused_and_accepted_again_later",
            "chat-http/tests/it/rates.rs::rate_limited_request_has_retry_after",
        ],
    ),
    (
        "Rates",
        "messages of texts to chosen visits",
        &[
            "chat-app/tests/it/rates.rs::one_text_to_many_visits_has_its_own_rate_and_counts_in_each",
        ],
    ),
    (
        "Rates",
        "corrections",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_separate_rates",
        ],
    ),
    (
        "Rates",
        "retractions",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_separate_rates",
        ],
    ),
    (
        "Rates",
        "read marks",
        &["chat-app/tests/it/reading.rs::marks_have_a_rate_of_their_own"],
    ),
    (
        "Rates",
        "typing signals",
        &["chat-app/tests/it/typing.rs::excess_signals_of_a_person_and_of_a_client_are_dropped"],
    ),
    (
        "Rates",
        "typing signals of one connection",
        &[
            "chat-app/tests/it/typing.rs::excess_signals_of_a_person_and_of_a_client_are_dropped",
            "chat-http/tests/it/typing.rs::excess_signals_are_dropped_without_an_answer",
        ],
    ),
    (
        "Rates",
        "uploads",
        &["chat-app/tests/it/rates.rs::uploads_and_other_actions_have_separate_rates"],
    ),
    (
        "Rates",
        "pages of chats",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_separate_rates",
        ],
    ),
    (
        "Rates",
        "visit lists, files and thumbnails",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_separate_rates",
        ],
    ),
    (
        "Rates",
        "new follows of visits and dashboards",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_separate_rates",
        ],
    ),
    (
        "Rates",
        "other actions",
        &["chat-app/tests/it/rates.rs::uploads_and_other_actions_have_separate_rates"],
    ),
    (
        "Rates",
        "people with rate limits in memory",
        &["chat-app/src/rates/buckets.rs::buckets_are_bounded_and_full_ones_are_dropped"],
    ),
];

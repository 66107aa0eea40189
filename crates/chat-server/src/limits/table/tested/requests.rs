//! Tests of the rates of requests.

use super::entry::Tested;

pub(super) const REQUESTS: &[Tested] = &[
    (
        "Rates of requests",
        "requests of a network",
        &[
            "chat-http/tests/it/request_rates.rs::each_kind_is_limited_per_address_before_the_token_is_read",
            "chat-http/tests/it/request_rates.rs::addresses_of_one_ipv6_network_are_one",
        ],
    ),
    (
        "Rates of requests",
        "uploads of a network",
        &[
            "chat-http/tests/it/request_rates.rs::each_kind_is_limited_per_address_before_the_token_is_read",
        ],
    ),
    (
        "Rates of requests",
        "live connections opened by a network",
        &[
            "chat-http/tests/it/request_rates.rs::each_kind_is_limited_per_address_before_the_token_is_read",
        ],
    ),
    (
        "Rates of requests",
        "breaking the glass from a network",
        &[
            "chat-http/tests/it/request_rates.rs::each_kind_is_limited_per_address_before_the_token_is_read",
        ],
    ),
    (
        "Rates of requests",
        "requests of a person",
        &["chat-http/tests/it/request_rates.rs::person_is_limited_without_others_of_the_clinic"],
    ),
    (
        "Rates of requests",
        "uploads of a person",
        &["chat-http/tests/it/request_rates.rs::person_is_limited_without_others_of_the_clinic"],
    ),
    (
        "Rates of requests",
        "live connections opened by a person",
        &["chat-http/tests/it/request_rates.rs::person_is_limited_without_others_of_the_clinic"],
    ),
    (
        "Rates of requests",
        "breaking the glass by a person",
        &["chat-http/tests/it/request_rates.rs::person_is_limited_without_others_of_the_clinic"],
    ),
    (
        "Rates of requests",
        "requests of a clinic",
        &[
            "chat-http/tests/it/request_rates.rs::each_kind_is_limited_per_clinic_and_the_host_is_not",
        ],
    ),
    (
        "Rates of requests",
        "uploads of a clinic",
        &[
            "chat-http/tests/it/request_rates.rs::each_kind_is_limited_per_clinic_and_the_host_is_not",
        ],
    ),
    (
        "Rates of requests",
        "live connections opened by a clinic",
        &[
            "chat-http/tests/it/request_rates.rs::each_kind_is_limited_per_clinic_and_the_host_is_not",
        ],
    ),
    (
        "Rates of requests",
        "breaking the glass in a clinic",
        &[
            "chat-http/tests/it/request_rates.rs::each_kind_is_limited_per_clinic_and_the_host_is_not",
        ],
    ),
];

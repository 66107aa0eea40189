//! Tests of the limits of connections, requests and responses.

use super::entry::Tested;

pub(super) const EDGE: &[Tested] = &[
    (
        "Connections",
        "connections, total",
        &[
            "chat-server/src/listen/tests.rs::full_server_responds_503",
            "chat-server/tests/flood.rs::with_1024_files_newcomers_get_503_and_clients_are_served",
        ],
    ),
    (
        "Connections",
        "connections per network; at most half of the total",
        &["chat-server/src/listen/tests.rs::connections_per_address_are_bounded"],
    ),
    (
        "Connections",
        "concurrent refusals",
        &["chat-server/src/listen/tests.rs::excess_refusals_get_no_response"],
    ),
    (
        "Connections",
        "head of a request, and idle time",
        &["chat-server/src/listen/tests.rs::idle_connection_is_closed"],
    ),
    (
        "Connections",
        "stalled response",
        &[
            "chat-server/src/listen/tests.rs::client_that_does_not_read_is_disconnected",
            "chat-server/src/listen/stream/tests.rs::stalled_client_is_reset",
        ],
    ),
    (
        "Connections",
        "minimum reading rate",
        &[
            "chat-server/src/listen/pace.rs::too_slow_client_is_disconnected",
            "chat-server/src/listen/pace.rs::slow_client_at_the_minimum_rate_is_kept",
        ],
    ),
    (
        "Connections",
        "unread responses, total",
        &["chat-server/src/listen/tests.rs::unread_bytes_per_address_are_bounded_and_released"],
    ),
    (
        "Connections",
        "unread responses per network",
        &["chat-server/src/listen/tests.rs::unread_bytes_per_address_are_bounded_and_released"],
    ),
    (
        "Connections",
        "unsent bytes in a connection's system buffer",
        &["chat-server/src/listen/connection.rs::unsent_bytes_are_bounded"],
    ),
    (
        "Requests and responses",
        "head of a request",
        &["chat-server/src/listen/tests.rs::oversized_head_is_refused"],
    ),
    (
        "Requests and responses",
        "read ahead while a response is unread",
        &[
            "chat-server/src/listen/tests.rs::pipelined_data_waits_in_the_network",
            "chat-server/src/listen/tests.rs::requests_wait_while_responses_are_unread",
        ],
    ),
    (
        "Requests and responses",
        "JSON body",
        &["chat-http/tests/it/wrong_bodies.rs::invalid_json_is_a_problem"],
    ),
    (
        "Requests and responses",
        "duration of a request, except transfers and live connections",
        &["chat-http/tests/it/layers.rs::missing_body_times_out"],
    ),
    (
        "Requests and responses",
        "messages on a page, in bytes; at least one",
        &["chat-app/tests/it/page_limits.rs::a_page_has_at_most_256_kib_of_messages"],
    ),
    (
        "Requests and responses",
        "messages on a page",
        &["chat-app/tests/it/page_limits.rs::a_page_has_at_most_200_entries"],
    ),
    (
        "Requests and responses",
        "visits on a page",
        &["chat-app/tests/it/page_limits.rs::a_list_has_at_most_200_visits"],
    ),
    (
        "Requests and responses",
        "visits that one text is sent to",
        &["chat-http/tests/it/many.rs::number_of_visits_is_bounded"],
    ),
    (
        "Requests and responses",
        "events on a page",
        &["chat-app/tests/it/events.rs::page_is_bounded_in_number"],
    ),
    (
        "Requests and responses",
        "events on a page, in bytes, approximately",
        &["chat-app/tests/it/events.rs::page_is_bounded_in_bytes"],
    ),
    (
        "Requests and responses",
        "wait for an event",
        &["chat-app/tests/it/events.rs::wait_ends_with_an_empty_page_and_the_same_cursor"],
    ),
    (
        "Requests and responses",
        "readers of a clinic's events that wait",
        &["chat-http/tests/it/events.rs::readers_that_wait_are_limited_and_give_their_place_back"],
    ),
    (
        "Requests and responses",
        "a transcript, approximately",
        &["chat-transcript/tests/it/limits.rs::one_chat_is_counted_alone"],
    ),
    (
        "Requests and responses",
        "a record as FHIR resources",
        &["chat-app/src/service/fhir.rs::record_beyond_the_limit_is_refused"],
    ),
    (
        "Requests and responses",
        "transcripts that are made at the same time",
        &["chat-app/tests/it/transcripts.rs::transcripts_beyond_the_limit_wait_for_their_turn"],
    ),
    (
        "Requests and responses",
        "quick phrases",
        &["chat-server/src/settings/tests.rs::quick_phrases_are_checked_and_bounded"],
    ),
    (
        "Requests and responses",
        "characters of a quick phrase",
        &["chat-http/src/phrases.rs::phrase_is_valid_as_a_message_and_short"],
    ),
    (
        "Requests and responses",
        "notices that a visit offers",
        &[
            "chat-http/tests/it/notices.rs::host_names_the_notices_of_a_visit",
            "chat-server/src/settings/tests.rs::notices_are_checked_and_bounded",
        ],
    ),
    (
        "Requests and responses",
        "characters of a notice",
        &["chat-http/tests/it/notices.rs::host_names_the_notices_of_a_visit"],
    ),
    (
        "Live connections",
        "live connections per person",
        &["chat-http/tests/it/live_counts.rs::person_limit_frees_up_when_a_connection_ends"],
    ),
    (
        "Live connections",
        "live connections per network",
        &["chat-http/tests/it/live_counts.rs::network_limit_counts_all_people"],
    ),
    (
        "Live connections",
        "frame from a client",
        &["chat-http/tests/it/live_limits.rs::oversized_frame_closes_with_1009"],
    ),
    (
        "Live connections",
        "followed visits per connection",
        &["chat-http/tests/it/live_limits.rs::followed_visits_of_a_connection_are_bounded"],
    ),
    (
        "Live connections",
        "sends in progress per connection",
        &[
            "chat-http/tests/it/live_limits.rs::excess_sends_wait_and_all_are_answered",
            "chat-http/src/live/sending.rs::sends_in_progress_are_bounded",
        ],
    ),
    (
        "Live connections",
        "encoded, unwritten frames; at least one",
        &[
            "chat-http/tests/it/live_limits.rs::w9_removed_person_who_does_not_read_gets_nothing_later",
        ],
    ),
    (
        "Live connections",
        "messages in a frame; at least one",
        &[
            "chat-app/tests/it/page_limits.rs::the_first_page_of_a_follower_has_at_most_256_kib_of_messages",
        ],
    ),
    (
        "Live connections",
        "unwritten pongs",
        &["chat-http/tests/it/live_limits.rs::client_that_pings_without_reading_is_dropped"],
    ),
    (
        "Live connections",
        "unsent bytes in the system buffer",
        &["chat-server/src/listen/stream/tests.rs::bounded_send_buffer_fills_up_earlier"],
    ),
    (
        "Live connections",
        "read buffer",
        &["chat-http/tests/it/live_limits.rs::oversized_frame_closes_with_1009"],
    ),
    (
        "Live connections",
        "visits on a followed dashboard",
        &[
            "chat-app/tests/it/many_visits.rs::dashboard_shows_a_thousand_visits_and_reports_when_there_are_more",
        ],
    ),
    (
        "Live connections",
        "dashboard rows waiting to be refreshed",
        &["chat-app/src/live/signal.rs::all_rows_are_compared_beyond_a_thousand_changed_ones"],
    ),
    (
        "Live connections",
        "stalled frame",
        &[
            "chat-http/tests/it/live_limits.rs::slow_reader_is_closed_without_delaying_others",
            "chat-http/tests/it/live_limits.rs::slow_reader_that_resumes_gets_4429",
        ],
    ),
    (
        "Live connections",
        "no sign of life between two pings",
        &["chat-http/tests/it/live_limits.rs::client_without_pong_is_dropped"],
    ),
];

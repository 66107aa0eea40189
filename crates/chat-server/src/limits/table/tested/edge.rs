//! Tests of what comes in and goes out.

use super::Tested;

pub(super) const EDGE: &[Tested] = &[
    (
        "Connections",
        "connections in all",
        &[
            "chat-server/src/listen/tests.rs::a_server_that_is_full_says_so",
            "chat-server/tests/flood.rs::with_1024_files_newcomers_are_told_and_the_honest_go_on",
        ],
    ),
    (
        "Connections",
        "connections of a network; at most half of all",
        &[
            "chat-server/src/listen/tests.rs::one_address_has_so_many_connections_and_others_still_theirs",
        ],
    ),
    (
        "Connections",
        "connections being refused at a time",
        &["chat-server/src/listen/tests.rs::beyond_so_many_refusals_at_a_time_no_answer_is_given"],
    ),
    (
        "Connections",
        "head of a request, and idle",
        &["chat-server/src/listen/tests.rs::an_idle_connection_is_closed"],
    ),
    (
        "Connections",
        "nothing taken of an answer",
        &[
            "chat-server/src/listen/tests.rs::a_client_that_does_not_read_is_cut_off",
            "chat-server/src/listen/stream/tests.rs::a_client_that_takes_nothing_is_reset",
        ],
    ),
    (
        "Connections",
        "reading an answer",
        &[
            "chat-server/src/listen/pace.rs::a_client_that_takes_too_little_is_given_up",
            "chat-server/src/listen/pace.rs::a_slow_client_that_keeps_the_rate_goes_on",
        ],
    ),
    (
        "Connections",
        "answers that wait to be read, in all",
        &[
            "chat-server/src/listen/tests.rs::unread_answers_of_one_address_are_bounded_and_given_back",
        ],
    ),
    (
        "Connections",
        "answers that wait to be read, of a network",
        &[
            "chat-server/src/listen/tests.rs::unread_answers_of_one_address_are_bounded_and_given_back",
        ],
    ),
    (
        "Connections",
        "not sent yet, in the system's buffer of a connection",
        &[
            "chat-server/src/listen/connection.rs::so_much_waits_to_be_sent_and_the_next_write_waits",
        ],
    ),
    (
        "Requests and answers",
        "head of a request",
        &["chat-server/src/listen/tests.rs::a_head_that_is_too_long_is_refused"],
    ),
    (
        "Requests and answers",
        "read of the next request while an answer is unread",
        &[
            "chat-server/src/listen/tests.rs::what_is_sent_while_an_answer_is_unread_waits_in_the_network",
            "chat-server/src/listen/tests.rs::requests_wait_while_answers_are_not_read",
        ],
    ),
    (
        "Requests and answers",
        "JSON body",
        &["chat-http/tests/it/wrong_bodies.rs::what_is_not_json_is_a_problem"],
    ),
    (
        "Requests and answers",
        "a request, transfers and live connections apart",
        &["chat-http/tests/it/layers.rs::a_body_that_does_not_come_is_not_waited_for"],
    ),
    (
        "Requests and answers",
        "messages of a page, in bytes; at least one",
        &["chat-app/tests/it/page_limits.rs::a_page_has_at_most_256_kib_of_messages"],
    ),
    (
        "Requests and answers",
        "messages of a page",
        &["chat-app/tests/it/page_limits.rs::a_page_has_at_most_200_entries"],
    ),
    (
        "Requests and answers",
        "visits of a page",
        &["chat-app/tests/it/page_limits.rs::a_list_has_at_most_200_visits"],
    ),
    (
        "Live connections",
        "live connections of a person",
        &[
            "chat-http/tests/it/live_counts.rs::a_person_has_so_many_live_connections_until_one_ends",
        ],
    ),
    (
        "Live connections",
        "live connections of a network",
        &["chat-http/tests/it/live_counts.rs::a_network_has_so_many_whoever_the_people_are"],
    ),
    (
        "Live connections",
        "frame of a client",
        &["chat-http/tests/it/live_limits.rs::a_frame_that_is_too_big_closes_with_1009"],
    ),
    (
        "Live connections",
        "visits followed by a connection",
        &["chat-http/tests/it/live_limits.rs::one_connection_follows_so_many_visits_and_no_more"],
    ),
    (
        "Live connections",
        "messages of a connection being sent",
        &[
            "chat-http/tests/it/live_limits.rs::beyond_so_many_messages_under_way_more_wait_and_all_are_answered",
            "chat-http/src/live/sending.rs::so_many_are_under_way_and_no_more",
        ],
    ),
    (
        "Live connections",
        "frames made before they are written; at least one",
        &[
            "chat-http/tests/it/live_limits.rs::w9_who_is_removed_without_reading_gets_nothing_that_comes_later",
        ],
    ),
    (
        "Live connections",
        "messages of a page, and so of a frame; at least one",
        &[
            "chat-app/tests/it/page_limits.rs::the_first_page_of_a_follower_has_at_most_256_kib_of_messages",
        ],
    ),
    (
        "Live connections",
        "answers to pings that wait to be written",
        &["chat-http/tests/it/live_limits.rs::who_pings_and_never_reads_is_let_go"],
    ),
    (
        "Live connections",
        "not sent yet, in the system's buffer",
        &[
            "chat-server/src/listen/stream/tests.rs::a_bound_send_buffer_takes_less_before_it_is_full",
        ],
    ),
    (
        "Live connections",
        "read buffer",
        &["chat-http/tests/it/live_limits.rs::a_frame_that_is_too_big_closes_with_1009"],
    ),
    (
        "Live connections",
        "visits of a dashboard that is followed",
        &[
            "chat-app/tests/it/many_visits.rs::a_dashboard_shows_a_thousand_visits_and_says_when_there_are_more",
        ],
    ),
    (
        "Live connections",
        "lines of a dashboard that wait to be looked at",
        &["chat-app/src/live/signal.rs::all_rows_are_compared_beyond_a_thousand_changed_ones"],
    ),
    (
        "Live connections",
        "nothing taken of a frame",
        &[
            "chat-http/tests/it/live_limits.rs::who_reads_too_slowly_is_let_go_and_others_are_not_held_up",
            "chat-http/tests/it/live_limits.rs::who_begins_to_read_again_hears_4429",
        ],
    ),
    (
        "Live connections",
        "not heard of between two pings",
        &["chat-http/tests/it/live_limits.rs::who_does_not_answer_a_ping_is_gone"],
    ),
];

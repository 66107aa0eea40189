//! Tests of files, visits and the log.

use super::Tested;

pub(super) const INSIDE: &[Tested] = &[
    (
        "Files",
        "a file",
        &["chat-attachments/tests/it/policy.rs::the_size_limit_is_exact"],
    ),
    (
        "Files",
        "pixels of a picture",
        &["chat-attachments/tests/it/pictures.rs::too_many_pixels_are_refused"],
    ),
    (
        "Files",
        "the spool, on disk, of all uploads",
        &["chat-app/tests/it/upload_turns.rs::spool_is_bounded_in_bytes_of_all_people"],
    ),
    (
        "Files",
        "uploads of a person under way",
        &[
            "chat-app/tests/it/upload_limits.rs::concurrent_uploads_per_person_are_limited",
            "chat-http/tests/it/uploads.rs::one_person_has_so_many_uploads_under_way",
        ],
    ),
    (
        "Files",
        "an upload that stands still",
        &["chat-http/tests/it/layers.rs::an_upload_that_stands_still_is_given_up"],
    ),
    (
        "Files",
        "the bytes of an upload in all",
        &["chat-http/tests/it/layers.rs::an_upload_that_only_drips_is_given_up"],
    ),
    (
        "Files",
        "read of a refused upload, so that its client hears why",
        &[
            "chat-http/tests/it/early_refusal.rs::the_sender_of_a_long_video_reads_why_it_is_refused",
            "chat-http/tests/it/early_refusal.rs::who_sends_a_refused_file_without_end_is_cut_off",
        ],
    ),
    (
        "Files",
        "chunk of an upload or download",
        &["chat-app/src/files/spool.rs::spool_is_read_back_in_chunks"],
    ),
    (
        "Files",
        "read ahead from the file store, of a download",
        &["chat-blobs/tests/it/folder.rs::a_file_is_read_256_kib_at_a_time"],
    ),
    (
        "Files",
        "part of a file on its way to the store, of an upload",
        &["chat-blobs/src/part.rs::parts_have_equal_size_for_any_chunk_sizes"],
    ),
    (
        "Files",
        "unpacked from a file while it is judged",
        &[
            "chat-formats/src/source.rs::a_file_unpacks_to_200_times_its_size_and_512_mib_at_most",
            "chat-attachments/tests/it/archives.rs::a_bomb_is_refused_by_what_comes_out",
        ],
    ),
    (
        "Files",
        "memory of thumbnails being made",
        &[
            "chat-pictures/tests/memory.rs::memory_is_bounded_whatever_the_picture",
            "chat-app/tests/it/thumbnails.rs::thumbnail_is_made_once_for_concurrent_requests",
        ],
    ),
    (
        "Files",
        "thumbnails kept in memory",
        &[
            "chat-app/src/files/thumbnail.rs::least_used_thumbnails_are_evicted_beyond_the_byte_limit",
        ],
    ),
    (
        "Files",
        "files held for the scanner, in all",
        &["chat-app/tests/it/upload_limits.rs::held_files_are_limited"],
    ),
    (
        "Files",
        "files of a person held for the scanner",
        &["chat-app/tests/it/upload_limits.rs::held_files_are_limited"],
    ),
    (
        "Files",
        "a file that no message carries",
        &["chat-app/tests/it/uploads.rs::unsent_files_are_collected_after_a_while"],
    ),
    (
        "Scanner",
        "files being scanned",
        &["chat-app/tests/it/upload_turns.rs::v5_scans_count_as_uploads_under_way_and_are_limited"],
    ),
    (
        "Scanner",
        "of these scanned again",
        &["chat-app/tests/it/upload_turns.rs::concurrent_rescans_of_held_files_are_limited"],
    ),
    (
        "Scanner",
        "connections to clamd",
        &["chat-clamav/tests/it/scripted.rs::connections_are_bounded"],
    ),
    (
        "Scanner",
        "connecting",
        &["chat-clamav/tests/it/scripted.rs::full_accept_queue_gives_no_verdict"],
    ),
    (
        "Scanner",
        "clamd takes or says nothing",
        &["chat-clamav/tests/it/scripted.rs::any_other_behavior_gives_no_verdict"],
    ),
    (
        "Scanner",
        "a scan in all",
        &[
            "chat-app/tests/it/uploads.rs::a_scanner_that_hangs_gives_no_verdict",
            "chat-app/tests/it/upload_turns.rs::upload_is_held_after_waiting_too_long_for_a_scan",
        ],
    ),
    (
        "Scanner",
        "answer of clamd",
        &["chat-clamav/tests/it/scripted.rs::any_other_behavior_gives_no_verdict"],
    ),
    (
        "Scanner",
        "chunk sent to clamd",
        &["chat-clamav/tests/it/scripted.rs::a_large_piece_is_sent_in_chunks"],
    ),
    (
        "Visits in memory",
        "visits kept in memory while idle",
        &["chat-app/tests/it/stale.rs::a_visit_of_900_entries_is_answered_whole"],
    ),
    (
        "Visits in memory",
        "newest entries of a visit kept in memory",
        &["chat-app/tests/it/live.rs::resuming_delivers_exactly_the_missed_entries"],
    ),
    (
        "Visits in memory",
        "texts of these",
        &[
            "chat-app/tests/it/page_limits.rs::a_follower_that_missed_more_than_is_in_memory_gets_it_from_the_log",
        ],
    ),
    (
        "Visits in memory",
        "entries of one read of the log",
        &["chat-app/tests/it/stale.rs::a_visit_of_3_000_entries_is_answered_whole"],
    ),
    (
        "Visits in memory",
        "commands that wait for one visit",
        &["chat-app/src/visits/queue.rs::small_commands_are_refused_by_their_number"],
    ),
    (
        "Visits in memory",
        "commands that wait for one visit, in bytes; at least one",
        &["chat-app/src/visits/queue.rs::large_commands_are_refused_by_their_bytes"],
    ),
    (
        "Visits in memory",
        "commands of a visit decided at once",
        &[
            "chat-app/tests/it/sending.rs::five_hundred_concurrent_sends_are_stored_once_and_in_one_order",
        ],
    ),
    (
        "Visits in memory",
        "commands of a visit decided at once, in bytes; at least one",
        &["chat-app/src/visits/queue.rs::full_queue_drains_in_batches_and_can_be_filled_again"],
    ),
    (
        "Visits in memory",
        "hints that wait for a subscriber",
        &[
            "chat-memory/src/fanout/tests.rs::full_queue_drops_the_oldest_visit",
            "chat-app/tests/it/lost_hints.rs::dead_fanout_delays_updates_until_the_next_poll",
        ],
    ),
    (
        "Visits in memory",
        "a subscriber looks by itself",
        &["chat-app/tests/it/lost_hints.rs::dead_fanout_delays_updates_until_the_next_poll"],
    ),
    (
        "Log",
        "changes of one transaction",
        &[
            "chat-sqlite/tests/it/grouping.rs::a_transaction_takes_so_many_appends_and_the_next_one_the_others",
        ],
    ),
    (
        "Log",
        "reads at a time",
        &["chat-sqlite/tests/it/laws.rs::it_passes_the_laws_with_one_reader_and_no_grouping"],
    ),
    (
        "Log",
        "page cache of the writer",
        &[
            "chat-sqlite/src/connection.rs::caches_and_what_is_kept_of_the_write_ahead_log_are_bounded",
        ],
    ),
    (
        "Log",
        "page cache of the readers",
        &[
            "chat-sqlite/src/connection.rs::caches_and_what_is_kept_of_the_write_ahead_log_are_bounded",
        ],
    ),
    (
        "Log",
        "visits whose newest entry the writer knows",
        &["chat-sqlite/src/writer/store.rs::beyond_so_many_heads_all_are_asked_of_the_file_again"],
    ),
    (
        "Log",
        "write-ahead log",
        &["chat-sqlite/src/writer/batch.rs::a_write_ahead_log_beyond_its_limit_begins_anew"],
    ),
    (
        "Log",
        "write-ahead log that is kept",
        &[
            "chat-sqlite/src/connection.rs::caches_and_what_is_kept_of_the_write_ahead_log_are_bounded",
        ],
    ),
    (
        "What people write and send",
        "characters of a message",
        &["chat-domain/tests/it/messages.rs::f6_a_text_has_1_to_8000_characters_after_trimming"],
    ),
    (
        "What people write and send",
        "characters of a reason",
        &["chat-domain/src/text/tests.rs::a_reason_is_kept_as_it_was_typed"],
    ),
    (
        "What people write and send",
        "a file's name",
        &["chat-domain/src/text/file_name.rs::only_plain_names"],
    ),
    (
        "What people write and send",
        "files of a message",
        &["chat-domain/tests/it/messages.rs::f6_at_most_five_different_files"],
    ),
    (
        "What people write and send",
        "a file",
        &["chat-domain/tests/it/messages.rs::f6_at_most_25_mebibytes_each"],
    ),
    (
        "What people write and send",
        "files of a person in a visit",
        &["chat-domain/tests/it/uploads.rs::v5_a_person_uploads_up_to_the_last_byte"],
    ),
    (
        "What people write and send",
        "files of all people in a visit",
        &["chat-domain/tests/it/uploads.rs::v5_a_visit_holds_what_all_upload_in_all_its_chats"],
    ),
    (
        "What people write and send",
        "files of a person in a visit, in number",
        &["chat-domain/tests/it/quotas.rs::v5_files_are_limited_in_number_given_up_or_not"],
    ),
    (
        "What people write and send",
        "files of all people in a visit, in number",
        &["chat-domain/tests/it/quotas.rs::v5_files_are_limited_in_number_given_up_or_not"],
    ),
    (
        "What people write and send",
        "messages and corrections of a person in a visit",
        &[
            "chat-domain/tests/it/quotas.rs::v8_messages_and_corrections_of_all_chats_count_together",
        ],
    ),
    (
        "What people write and send",
        "corrections of a message",
        &["chat-domain/tests/it/quotas.rs::v8_a_message_is_corrected_so_many_times"],
    ),
    (
        "What people write and send",
        "a smaller file counts as",
        &["chat-domain/tests/it/quotas.rs::v5_a_small_file_counts_as_the_least_that_policy_says"],
    ),
    (
        "What people write and send",
        "text of a person in a visit",
        &[
            "chat-domain/tests/it/quotas.rs::v8_what_was_written_is_counted_in_bytes_to_the_last_one",
        ],
    ),
    (
        "How often",
        "messages",
        &[
            "chat-app/tests/it/rates.rs::a_flood_of_messages_ends_and_goes_on_later",
            "chat-http/tests/it/rates.rs::a_flood_is_answered_with_the_time_to_wait",
        ],
    ),
    (
        "How often",
        "corrections",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_rates_of_their_own",
        ],
    ),
    (
        "How often",
        "retractions",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_rates_of_their_own",
        ],
    ),
    (
        "How often",
        "uploads",
        &["chat-app/tests/it/rates.rs::uploads_and_other_actions_have_rates_of_their_own"],
    ),
    (
        "How often",
        "pages of chats",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_rates_of_their_own",
        ],
    ),
    (
        "How often",
        "lists of visits, files and small pictures",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_rates_of_their_own",
        ],
    ),
    (
        "How often",
        "visits and dashboards begun to be followed",
        &[
            "chat-app/tests/it/rates.rs::corrections_retractions_pages_and_actions_have_rates_of_their_own",
        ],
    ),
    (
        "How often",
        "other actions",
        &["chat-app/tests/it/rates.rs::uploads_and_other_actions_have_rates_of_their_own"],
    ),
    (
        "How often",
        "people whose rates are counted",
        &["chat-app/src/rates.rs::buckets_are_bounded_and_full_ones_are_dropped"],
    ),
];

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
        &["chat-app/tests/it/upload_turns.rs::the_spool_has_room_for_so_many_bytes_of_all_people"],
    ),
    (
        "Files",
        "uploads of a person under way",
        &[
            "chat-app/tests/it/upload_limits.rs::one_person_has_so_many_uploads_under_way",
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
        &["chat-app/src/files/spool.rs::what_is_read_back_comes_in_chunks"],
    ),
    (
        "Files",
        "read ahead from the file store, of a download",
        &["chat-blobs/tests/it/folder.rs::a_file_is_read_256_kib_at_a_time"],
    ),
    (
        "Files",
        "part of a file on its way to the store, of an upload",
        &["chat-blobs/src/part.rs::parts_are_equally_large_whatever_the_pieces"],
    ),
    (
        "Files",
        "unpacked from a file while it is judged",
        &[
            "chat-attachments/src/source.rs::a_file_unpacks_to_200_times_its_size_and_512_mib_at_most",
            "chat-attachments/tests/it/archives.rs::a_bomb_is_refused_by_what_comes_out",
        ],
    ),
    (
        "Files",
        "memory of thumbnails being made",
        &[
            "chat-pictures/tests/memory.rs::memory_is_bounded_whatever_the_picture",
            "chat-app/tests/it/thumbnails.rs::a_thumbnail_is_made_once_for_all_who_ask_at_once",
        ],
    ),
    (
        "Files",
        "thumbnails kept in memory",
        &["chat-app/src/files/thumbnail.rs::beyond_the_bytes_that_are_kept_the_least_used_go"],
    ),
    (
        "Files",
        "files held for the scanner, in all",
        &["chat-app/tests/it/upload_limits.rs::so_many_files_wait_for_the_scanner"],
    ),
    (
        "Files",
        "files of a person held for the scanner",
        &["chat-app/tests/it/upload_limits.rs::so_many_files_wait_for_the_scanner"],
    ),
    (
        "Files",
        "a file that no message carries",
        &["chat-app/tests/it/uploads.rs::what_nobody_sends_is_collected_after_a_while"],
    ),
    (
        "Scanner",
        "files being scanned",
        &[
            "chat-app/tests/it/upload_turns.rs::v5_what_is_being_scanned_is_an_upload_under_way_and_so_many_are_scanned_at_a_time",
        ],
    ),
    (
        "Scanner",
        "of these scanned again",
        &["chat-app/tests/it/upload_turns.rs::so_many_held_files_are_scanned_again_at_a_time"],
    ),
    (
        "Scanner",
        "connections to clamd",
        &["chat-clamav/tests/it/scripted.rs::connections_are_bounded"],
    ),
    (
        "Scanner",
        "connecting",
        &["chat-clamav/tests/it/scripted.rs::a_connection_that_takes_too_long_is_no_verdict"],
    ),
    (
        "Scanner",
        "clamd takes or says nothing",
        &["chat-clamav/tests/it/scripted.rs::nothing_else_is_a_verdict"],
    ),
    (
        "Scanner",
        "a scan in all",
        &[
            "chat-app/tests/it/uploads.rs::a_scanner_that_hangs_gives_no_verdict",
            "chat-app/tests/it/upload_turns.rs::who_waits_too_long_for_their_turn_is_held",
        ],
    ),
    (
        "Scanner",
        "answer of clamd",
        &["chat-clamav/tests/it/scripted.rs::nothing_else_is_a_verdict"],
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
        &["chat-app/tests/it/live.rs::resuming_gets_exactly_what_was_missed"],
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
        "commands of a visit decided at once",
        &[
            "chat-app/tests/it/sending.rs::five_hundred_at_once_are_all_stored_once_and_in_one_order",
        ],
    ),
    (
        "Visits in memory",
        "hints that wait for a subscriber",
        &[
            "chat-memory/src/fanout/tests.rs::a_full_queue_loses_the_visit_that_waits_longest",
            "chat-app/tests/it/lost_hints.rs::with_a_dead_bus_everything_comes_only_later",
        ],
    ),
    (
        "Visits in memory",
        "a subscriber looks by itself",
        &["chat-app/tests/it/lost_hints.rs::with_a_dead_bus_everything_comes_only_later"],
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
        &["chat-domain/tests/it/messages.rs::f6_text_has_1_to_8000_characters_after_trimming"],
    ),
    (
        "What people write and send",
        "characters of a reason",
        &["chat-domain/src/text/tests.rs::reason_is_kept_as_typed"],
    ),
    (
        "What people write and send",
        "a file's name",
        &["chat-domain/src/text/file_name.rs::only_plain_names"],
    ),
    (
        "What people write and send",
        "files of a message",
        &["chat-domain/tests/it/messages.rs::f6_message_has_at_most_five_different_files"],
    ),
    (
        "What people write and send",
        "a file",
        &["chat-domain/tests/it/messages.rs::f6_file_has_at_most_25_mebibytes"],
    ),
    (
        "What people write and send",
        "files of a person in a visit",
        &["chat-domain/tests/it/uploads.rs::v5_person_can_upload_up_to_the_last_byte"],
    ),
    (
        "What people write and send",
        "files of all people in a visit",
        &["chat-domain/tests/it/uploads.rs::v5_visit_quota_counts_all_people_in_all_chats"],
    ),
    (
        "What people write and send",
        "files of a person in a visit, in number",
        &["chat-domain/tests/it/quotas.rs::v5_discarded_files_count_toward_the_file_limit"],
    ),
    (
        "What people write and send",
        "files of all people in a visit, in number",
        &["chat-domain/tests/it/quotas.rs::v5_discarded_files_count_toward_the_file_limit"],
    ),
    (
        "What people write and send",
        "messages and corrections of a person in a visit",
        &[
            "chat-domain/tests/it/quotas.rs::v8_messages_and_corrections_in_all_chats_count_together",
        ],
    ),
    (
        "What people write and send",
        "corrections of a message",
        &["chat-domain/tests/it/quotas.rs::v8_corrections_per_message_are_limited"],
    ),
    (
        "What people write and send",
        "a smaller file counts as",
        &["chat-domain/tests/it/quotas.rs::v5_small_file_counts_as_the_policys_minimum"],
    ),
    (
        "What people write and send",
        "text of a person in a visit",
        &["chat-domain/tests/it/quotas.rs::v8_text_is_counted_to_the_last_byte"],
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

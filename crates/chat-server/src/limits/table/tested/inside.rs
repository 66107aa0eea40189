//! Tests of the limits of files, visits and the log.

use super::entry::Tested;

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
        "spool on disk, all uploads",
        &["chat-app/tests/it/upload_turns.rs::spool_is_bounded_in_bytes_of_all_people"],
    ),
    (
        "Files",
        "concurrent uploads per person",
        &[
            "chat-app/tests/it/upload_limits.rs::concurrent_uploads_per_person_are_limited",
            "chat-http/tests/it/uploads.rs::concurrent_uploads_of_a_person_are_bounded",
        ],
    ),
    (
        "Files",
        "stalled upload",
        &["chat-http/tests/it/layers.rs::stalled_upload_times_out"],
    ),
    (
        "Files",
        "duration of an upload",
        &["chat-http/tests/it/layers.rs::trickling_upload_times_out"],
    ),
    (
        "Files",
        "read of a refused upload, so that its client gets the response",
        &[
            "chat-http/tests/it/early_refusal.rs::client_that_sends_the_whole_video_reads_the_refusal",
            "chat-http/tests/it/early_refusal.rs::endless_refused_upload_is_disconnected",
        ],
    ),
    (
        "Files",
        "read ahead of the file check per upload",
        &["chat-app/src/files/blocking/tests.rs::stream_is_read_256_kib_ahead_of_its_consumer"],
    ),
    (
        "Files",
        "chunk of an upload, from the spool to the file store",
        &["chat-app/src/files/spool.rs::spool_is_read_back_in_chunks"],
    ),
    (
        "Files",
        "read ahead from the file store per download",
        &["chat-blobs/tests/it/folder.rs::a_file_is_read_256_kib_at_a_time"],
    ),
    (
        "Files",
        "part buffered for the file store per upload",
        &["chat-blobs/src/part.rs::parts_have_equal_size_for_any_chunk_sizes"],
    ),
    (
        "Files",
        "unpacked from a file during the check",
        &[
            "chat-formats/src/source/tests.rs::a_file_unpacks_to_200_times_its_size_but_at_least_32_mib_and_at_most_512",
            "chat-attachments/tests/it/archives.rs::a_bomb_is_refused_by_its_actual_output",
        ],
    ),
    (
        "Files",
        "memory for making thumbnails",
        &[
            "chat-pictures/tests/memory.rs::memory_is_bounded_for_every_picture",
            "chat-app/tests/it/thumbnails.rs::thumbnail_is_made_once_for_concurrent_requests",
        ],
    ),
    (
        "Files",
        "thumbnail cache",
        &[
            "chat-app/src/files/thumbnail.rs::least_used_thumbnails_are_evicted_beyond_the_byte_limit",
        ],
    ),
    (
        "Files",
        "files held for the scanner, total",
        &["chat-app/tests/it/upload_limits.rs::held_files_are_limited"],
    ),
    (
        "Files",
        "files held for the scanner per person",
        &["chat-app/tests/it/upload_limits.rs::held_files_are_limited"],
    ),
    (
        "Files",
        "age of a file that no message carries",
        &["chat-app/tests/it/uploads.rs::unsent_files_are_collected_after_a_while"],
    ),
    (
        "Scanner",
        "concurrent scans",
        &[
            "chat-app/tests/it/upload_turns.rs::v5_scans_count_as_uploads_in_progress_and_are_limited",
        ],
    ),
    (
        "Scanner",
        "concurrent scans of held files",
        &["chat-app/tests/it/upload_turns.rs::concurrent_rescans_of_held_files_are_limited"],
    ),
    (
        "Scanner",
        "connections to clamd",
        &["chat-clamav/tests/it/scripted.rs::connections_are_bounded"],
    ),
    (
        "Scanner",
        "connecting to clamd",
        &["chat-clamav/tests/it/scripted.rs::full_accept_queue_gives_no_verdict"],
    ),
    (
        "Scanner",
        "stalled clamd",
        &["chat-clamav/tests/it/scripted.rs::stalled_file_times_out"],
    ),
    (
        "Scanner",
        "duration of a scan",
        &[
            "chat-app/tests/it/uploads.rs::hanging_scanner_gives_no_verdict",
            "chat-app/tests/it/upload_turns.rs::upload_is_held_after_waiting_too_long_for_a_scan",
        ],
    ),
    (
        "Scanner",
        "response from clamd",
        &["chat-clamav/tests/it/scripted.rs::any_other_behavior_gives_no_verdict"],
    ),
    (
        "Scanner",
        "chunk sent to clamd",
        &["chat-clamav/tests/it/scripted.rs::a_large_piece_is_sent_in_chunks"],
    ),
    (
        "Visits in memory",
        "cache of idle visits",
        &[
            "chat-app/tests/it/stale.rs::visit_of_900_entries_is_never_stale",
            "chat-app/src/visits/fold.rs::only_texts_that_the_state_holds_are_weighed",
        ],
    ),
    (
        "Visits in memory",
        "newest entries cached per visit",
        &["chat-app/tests/it/live.rs::resuming_delivers_exactly_the_missed_entries"],
    ),
    (
        "Visits in memory",
        "texts of these entries",
        &[
            "chat-app/tests/it/page_limits.rs::a_follower_that_missed_more_than_is_in_memory_gets_it_from_the_log",
        ],
    ),
    (
        "Visits in memory",
        "entries of a visit per read of the log",
        &["chat-app/tests/it/stale.rs::visit_of_3_000_entries_is_never_stale"],
    ),
    (
        "Visits in memory",
        "reads of the log at a time",
        &["chat-app/tests/it/grouped_reads.rs::reads_during_four_queries_share_the_next_one"],
    ),
    (
        "Visits in memory",
        "queued commands per visit",
        &["chat-app/src/visits/queue.rs::small_commands_are_refused_by_their_number"],
    ),
    (
        "Visits in memory",
        "queued commands per visit, in bytes; at least one",
        &[
            "chat-app/src/visits/queue.rs::large_commands_are_refused_by_their_bytes",
            "chat-app/tests/it/full_queue.rs::full_queue_refuses_further_commands_and_drains",
        ],
    ),
    (
        "Visits in memory",
        "commands per batch",
        &[
            "chat-app/src/visits/queue.rs::batch_has_a_bounded_number_of_small_commands",
            "chat-app/tests/it/sending.rs::five_hundred_concurrent_sends_are_stored_once_and_in_one_order",
        ],
    ),
    (
        "Visits in memory",
        "commands per batch, in bytes; at least one",
        &["chat-app/src/visits/queue.rs::full_queue_drains_in_batches_and_can_be_filled_again"],
    ),
    (
        "Visits in memory",
        "queued hints per subscriber",
        &[
            "chat-memory/src/fanout/tests.rs::full_queue_drops_the_oldest_visit",
            "chat-app/tests/it/lost_hints.rs::dead_fanout_delays_updates_until_the_next_poll",
        ],
    ),
    (
        "Visits in memory",
        "presence that people report, without a live connection; `presence.lease`",
        &[
            "chat-app/tests/it/leases.rs::w2_patient_sees_that_the_provider_was_cut_off_after_the_lease",
            "chat-app/tests/it/leases.rs::reload_and_a_short_break_write_nothing",
        ],
    ),
    (
        "Visits in memory",
        "silence of one of several nodes; `nodes.lease`",
        &[
            "chat-app/tests/it/node_upkeep.rs::another_node_closes_the_visits_of_a_node_that_died",
            "chat-app/tests/it/node_upkeep.rs::node_that_cannot_renew_its_lease_stops_and_another_takes_over",
        ],
    ),
    (
        "Visits in memory",
        "absence of a person who was dropped from the waiting room",
        &[
            "chat-domain/tests/it/waiting_room.rs::v9_short_drop_does_not_restart_the_wait_and_a_long_one_does",
        ],
    ),
    (
        "Visits in memory",
        "polling interval of a subscriber",
        &["chat-app/tests/it/lost_hints.rs::dead_fanout_delays_updates_until_the_next_poll"],
    ),
    (
        "Log",
        "queued changes for the writer",
        &[
            "chat-sqlite/tests/it/full_queue.rs::appends_beyond_the_queues_length_wait_and_are_stored",
        ],
    ),
    (
        "Log",
        "queued changes for the writer, in bytes; at least one",
        &[
            "chat-sqlite/tests/it/full_queue.rs::changes_beyond_the_queues_bytes_are_busy_until_it_drains",
            "chat-sqlite/tests/it/full_queue.rs::change_larger_than_the_queue_is_stored_alone",
            "chat-ports/src/sql/budget.rs::released_shares_can_be_taken_again",
        ],
    ),
    (
        "Log",
        "changes per transaction",
        &["chat-sqlite/tests/it/grouping.rs::transaction_size_is_bounded_by_max_batch"],
    ),
    (
        "Log",
        "concurrent reads",
        &[
            "chat-sqlite/tests/it/laws.rs::passes_the_conformance_laws_with_one_reader_and_no_batching",
        ],
    ),
    (
        "Log",
        "page cache of the writer",
        &["chat-sqlite/src/connection.rs::caches_and_write_ahead_log_are_bounded"],
    ),
    (
        "Log",
        "page cache of the readers",
        &["chat-sqlite/src/connection.rs::caches_and_write_ahead_log_are_bounded"],
    ),
    (
        "Log",
        "write-ahead log",
        &["chat-sqlite/src/writer/batch.rs::write_ahead_log_beyond_its_limit_is_truncated"],
    ),
    (
        "Log",
        "write-ahead log after a checkpoint",
        &["chat-sqlite/src/connection.rs::caches_and_write_ahead_log_are_bounded"],
    ),
    (
        "Messages and files",
        "characters of a message",
        &["chat-domain/tests/it/messages.rs::f6_text_has_1_to_8000_characters_after_trimming"],
    ),
    (
        "Messages and files",
        "characters of a reason",
        &["chat-domain/src/text/tests.rs::reason_is_kept_as_typed"],
    ),
    (
        "Messages and files",
        "a file's name",
        &["chat-domain/src/text/file_name.rs::only_plain_names"],
    ),
    (
        "Messages and files",
        "files per message",
        &["chat-domain/tests/it/messages.rs::f6_message_has_at_most_five_different_files"],
    ),
    (
        "Messages and files",
        "a file",
        &["chat-domain/tests/it/messages.rs::f6_file_has_at_most_25_mebibytes"],
    ),
    (
        "Messages and files",
        "bytes of files per person and visit",
        &["chat-domain/tests/it/uploads.rs::v5_person_can_upload_up_to_the_last_byte"],
    ),
    (
        "Messages and files",
        "bytes of files per visit",
        &["chat-domain/tests/it/uploads.rs::v5_visit_quota_counts_all_people_in_all_chats"],
    ),
    (
        "Messages and files",
        "number of files per person and visit",
        &["chat-domain/tests/it/quotas.rs::v5_discarded_files_count_toward_the_file_limit"],
    ),
    (
        "Messages and files",
        "number of files per visit",
        &["chat-domain/tests/it/quotas.rs::v5_discarded_files_count_toward_the_file_limit"],
    ),
    (
        "Messages and files",
        "messages, corrections and notices per person and visit",
        &[
            "chat-domain/tests/it/quotas.rs::v8_messages_and_corrections_in_all_chats_count_together",
        ],
    ),
    (
        "Messages and files",
        "corrections per message",
        &["chat-domain/tests/it/quotas.rs::v8_corrections_per_message_are_limited"],
    ),
    (
        "Messages and files",
        "other entries per person and visit",
        &[
            "chat-domain/tests/it/quotas.rs::v8_acts_are_limited_together",
            "chat-domain/tests/it/quotas.rs::v8_acts_that_protect_or_undo_are_never_refused",
        ],
    ),
    (
        "Messages and files",
        "minimum counted size of a file",
        &["chat-domain/tests/it/quotas.rs::v5_small_file_counts_as_the_policys_minimum"],
    ),
    (
        "Messages and files",
        "text per person and visit",
        &["chat-domain/tests/it/quotas.rs::v8_text_is_counted_to_the_last_byte"],
    ),
];

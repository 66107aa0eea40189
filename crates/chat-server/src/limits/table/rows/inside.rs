//! Limits of files, visits and the log.

use super::super::{
    row::{Section, bytes, bytes_each, count, rate, time},
    source::{after, constant},
};
use chat_app::Settings;
use chat_attachments::AttachmentPolicy;
use chat_clamav::ClamdOptions;
use chat_domain::Policy;
use chat_http::HttpOptions;
use chat_pictures::ThumbnailLimits;
use chat_sqlite::SqliteOptions;
use std::time::Duration;

pub(super) fn files() -> Section {
    let (app, http, gate) = (
        Settings::default(),
        HttpOptions::default(),
        AttachmentPolicy::default(),
    );
    let uploads = &app.uploads;
    let rows = vec![
        bytes("a file", gate.max_bytes, "`too_large` (F6)").set_by("attachments.max_bytes"),
        count("pixels of a picture", gate.max_pixels, "`too_many_pixels`")
            .set_by("attachments.max_pixels"),
        bytes(
            "spool on disk, all uploads",
            uploads.spool_bytes,
            "503 `unavailable`",
        ),
        count(
            "concurrent uploads per person",
            uploads.at_once_per_person,
            "429 `too_many_uploads`",
        )
        .per_node(),
        time(
            "stalled upload",
            http.upload_idle,
            "400 `upload_interrupted`",
        ),
        time(
            "duration of an upload",
            http.upload_whole,
            "400 `upload_interrupted`",
        ),
        bytes(
            "read of a refused upload, so that its client gets the response",
            constant("chat-http/src/routes/upload.rs", "DRAINED"),
            "closed",
        ),
        bytes(
            "read ahead of the file check per upload",
            constant("chat-app/src/files/blocking.rs", "AHEAD"),
            "waits in the network",
        ),
        bytes(
            "chunk of an upload, from the spool to the file store",
            constant("chat-app/src/files/spool.rs", "CHUNK"),
            "the next one waits",
        ),
        bytes(
            "read ahead from the file store per download",
            constant("chat-blobs/src/read.rs", "CHUNK_BYTES"),
            "the next one waits",
        ),
        bytes(
            "part buffered for the file store per upload",
            constant("chat-blobs/src/part.rs", "PART_BYTES"),
            "written",
        ),
        bytes(
            "unpacked from a file during the check",
            constant("chat-formats/src/source.rs", "MAX_UNPACKED"),
            "`expands_too_much`",
        ),
        bytes_each(
            "memory for making thumbnails",
            app.thumbnails.at_once,
            ThumbnailLimits::DEFAULT.max_memory,
            "wait",
        ),
        bytes(
            "thumbnail cache",
            app.thumbnails.cache_bytes,
            "the least recently used are evicted",
        ),
        count(
            "files held for the scanner, total",
            uploads.held,
            "503 `unavailable`",
        ),
        count(
            "files held for the scanner per person",
            uploads.held_per_person,
            "503 `unavailable`",
        ),
        time(
            "age of a file that no message carries",
            uploads.unsent_kept,
            "deleted",
        ),
    ];
    ("Files", String::new(), rows)
}

pub(super) fn scanner() -> Section {
    let (app, clamd) = (Settings::default(), ClamdOptions::default());
    let held = "the file is held";
    let rows = vec![
        count("concurrent scans", app.uploads.scans_at_once, "wait"),
        count(
            "concurrent scans of held files",
            app.uploads.held_scans_at_once,
            "wait",
        ),
        count("connections to clamd", clamd.connections, "wait"),
        time("connecting to clamd", clamd.connect, held).set_by("scanner.connect_seconds"),
        time("stalled clamd", clamd.idle, held).set_by("scanner.idle_seconds"),
        time("duration of a scan", app.uploads.scan_timeout, held).set_by("scanner.scan_seconds"),
        bytes(
            "response from clamd",
            constant("chat-clamav/src/answer.rs", "MAX"),
            held,
        ),
        bytes(
            "chunk sent to clamd",
            constant("chat-clamav/src/connection.rs", "CHUNK"),
            "the next one waits",
        ),
    ];
    ("Scanner", String::new(), rows)
}

pub(super) fn visits() -> Section {
    let back_within = after(
        "chat-domain/src/evolve/people.rs",
        &["const BACK_WITHIN: ", "minutes("],
    );
    let app = Settings::default();
    let rows = vec![
        bytes(
            "cache of idle visits",
            app.idle_visit_bytes,
            "the least recently used are evicted",
        ),
        count(
            "newest entries cached per visit",
            constant("chat-app/src/visits/recent.rs", "MAX_ENTRIES"),
            "read from the log",
        ),
        bytes(
            "texts of these entries",
            constant("chat-app/src/visits/recent.rs", "MAX_BYTES"),
            "read from the log",
        ),
        count(
            "entries of a visit per read of the log",
            constant("chat-app/src/visits/reads.rs", "ENTRIES_OF_ONE"),
            "read in further parts",
        ),
        count(
            "reads of the log at a time",
            constant("chat-app/src/visits/reads.rs", "QUERIES"),
            "wait, and go out together",
        ),
        count(
            "queued commands per visit",
            constant("chat-app/src/visits/queue.rs", "MAX_WAITING"),
            "503 `unavailable` with `Retry-After`",
        ),
        bytes(
            "queued commands per visit, in bytes; at least one",
            constant("chat-app/src/visits/queue.rs", "MAX_WAITING_BYTES"),
            "503 `unavailable` with `Retry-After`",
        ),
        count(
            "commands per batch",
            constant("chat-app/src/visits/queue.rs", "BATCH"),
            "wait",
        ),
        bytes(
            "commands per batch, in bytes; at least one",
            constant("chat-app/src/visits/queue.rs", "BATCH_BYTES"),
            "wait",
        ),
        count(
            "queued hints per subscriber",
            constant("chat-memory/src/fanout.rs", "DEFAULT_CAPACITY"),
            "the oldest is lost; the subscriber polls",
        ),
        time("polling interval of a subscriber", app.poll_every, ""),
        time(
            "presence that people report, without a live connection; `presence.lease`",
            app.presence_lease,
            "recorded as dropped",
        ),
        time(
            "silence of one of several nodes; `nodes.lease`",
            app.node_lease,
            "others do its upkeep",
        ),
        time(
            "absence of a person who was dropped from the waiting room",
            Duration::from_secs(60 * back_within),
            "their wait starts again (V9)",
        ),
    ];
    ("Visits in memory", String::new(), rows)
}

pub(super) fn log() -> Section {
    let sqlite = SqliteOptions::default();
    let rows = vec![
        count(
            "queued changes for the writer",
            sqlite.queue,
            "the caller waits",
        ),
        bytes(
            "queued changes for the writer, in bytes; at least one",
            sqlite.queue_bytes,
            "503 `unavailable` with `Retry-After`",
        ),
        count(
            "changes per transaction",
            sqlite.max_batch,
            "the next transaction",
        ),
        count("concurrent reads", sqlite.readers, "wait"),
        bytes(
            "page cache of the writer",
            cache("pub(crate) fn writer"),
            "read again",
        ),
        bytes_each(
            "page cache of the readers",
            sqlite.readers,
            cache("pub(crate) fn reader"),
            "read again",
        ),
        bytes(
            "write-ahead log",
            constant("chat-sqlite/src/writer/batch.rs", "WAL_LIMIT_BYTES"),
            "the writer checkpoints first",
        ),
        bytes(
            "write-ahead log after a checkpoint",
            constant("chat-sqlite/src/connection.rs", "WAL_KEPT_BYTES"),
            "truncated",
        ),
    ];
    ("Log", String::new(), rows)
}

pub(super) fn people() -> Section {
    use chat_domain::text::{FileName, MessageText, Reason};
    let policy = Policy::DEFAULT;
    let mut rows = vec![
        count("characters of a message", MessageText::MAX_CHARS, "refused"),
        count("characters of a reason", Reason::MAX_CHARS, "refused"),
        bytes("a file's name", FileName::MAX_BYTES, "refused"),
        count(
            "files per message",
            policy.max_files_per_message,
            "refused (F6)",
        )
        .set_by("policy.max_files_per_message"),
        bytes("a file", policy.max_file_bytes, "refused (F6)").set_by("policy.max_file_bytes"),
    ];
    if let Some(most) = policy.max_upload_bytes_per_person {
        let row = bytes("bytes of files per person and visit", most, "refused (V5)");
        rows.push(row.set_by("policy.max_upload_bytes_per_person"));
    }
    if let Some(most) = policy.max_upload_bytes_per_visit {
        let row = bytes("bytes of files per visit", most, "refused (V5)");
        rows.push(row.set_by("policy.max_upload_bytes_per_visit"));
    }
    let counts = [
        (
            "number of files per person and visit",
            policy.max_uploads_per_person,
            "refused (V5)",
            "policy.max_uploads_per_person",
        ),
        (
            "number of files per visit",
            policy.max_uploads_per_visit,
            "refused (V5)",
            "policy.max_uploads_per_visit",
        ),
        (
            "messages, corrections and notices per person and visit",
            policy.max_entries_per_person,
            "refused (V8)",
            "policy.max_entries_per_person",
        ),
        (
            "corrections per message",
            policy.max_corrections_per_message,
            "refused (V8)",
            "policy.max_corrections_per_message",
        ),
        (
            "other entries per person and visit",
            policy.max_acts_per_person,
            "refused (V8), except actions that protect or undo",
            "policy.max_acts_per_person",
        ),
    ];
    for (what, most, beyond, key) in counts {
        rows.extend(most.map(|most| count(what, most, beyond).set_by(key)));
    }
    let smallest = policy.min_counted_file_bytes;
    rows.extend(smallest.map(|least| {
        let row = bytes("minimum counted size of a file", least, "");
        row.set_by("policy.min_counted_file_bytes")
    }));
    let texts = policy.max_text_bytes_per_person;
    rows.extend(texts.map(|most| {
        let row = bytes("text per person and visit", most, "refused (V8)");
        row.set_by("policy.max_text_bytes_per_person")
    }));
    ("Messages and files", String::new(), rows)
}

pub(super) fn rates() -> Section {
    let rates = Settings::default().rates;
    let (later, dropped) = (
        "429 `rate_limited` with `Retry-After`",
        "dropped without an answer",
    );
    let kinds = [
        ("messages", rates.messages, later),
        ("messages of texts to chosen visits", rates.addressed, later),
        ("corrections", rates.changes, later),
        ("retractions", rates.retractions, later),
        ("read marks", rates.marks, later),
        ("typing signals", rates.typing, dropped),
        (
            "typing signals of one connection",
            rates.client_typing,
            dropped,
        ),
        ("uploads", rates.uploads, later),
        ("pages of chats", rates.pages, later),
        ("visit lists, files and thumbnails", rates.reads, later),
        ("new follows of visits and dashboards", rates.follows, later),
        ("other actions", rates.actions, later),
    ];
    let limited = kinds.into_iter().filter_map(|(what, limit, beyond)| {
        let row = rate(what, limit?, beyond);
        let of_one_connection = what.ends_with("of one connection");
        Some(if of_one_connection {
            row
        } else {
            row.per_node()
        })
    });
    let people = count(
        "people with rate limits in memory",
        constant("chat-app/src/rates/buckets.rs", "MAX_BUCKETS"),
        "not limited until one is free",
    );
    let about =
        "Per person, over all visits. `rates.limited = false` turns them off, for load tests.";
    ("Rates", about.to_owned(), limited.chain([people]).collect())
}

/// The page cache of a connection in bytes; SQLite's setting is in KiB.
fn cache(of: &str) -> u64 {
    1_024 * after("chat-sqlite/src/connection.rs", &[of, "\"cache_size\", -"])
}

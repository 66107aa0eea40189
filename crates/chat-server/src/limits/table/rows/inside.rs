//! Files, visits and the log.

use super::{
    super::{
        row::{bytes, bytes_each, count, rate, time},
        source::{after, constant},
    },
    Section,
};
use chat_app::Settings;
use chat_attachments::AttachmentPolicy;
use chat_clamav::ClamdOptions;
use chat_domain::Policy;
use chat_http::HttpOptions;
use chat_pictures::ThumbnailLimits;
use chat_sqlite::SqliteOptions;

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
            "the spool, on disk, of all uploads",
            uploads.spool_bytes,
            "503 `unavailable`",
        ),
        count(
            "uploads of a person under way",
            uploads.at_once_per_person,
            "429 `too_many_uploads`",
        ),
        time(
            "an upload that stands still",
            http.upload_idle,
            "400 `upload_broken`",
        ),
        time(
            "the bytes of an upload in all",
            http.upload_whole,
            "400 `upload_broken`",
        ),
        bytes(
            "read of a refused upload, so that its client hears why",
            constant("chat-http/src/routes/upload.rs", "DRAINED"),
            "closed",
        ),
        bytes(
            "chunk of an upload or download",
            constant("chat-app/src/files/spool.rs", "CHUNK"),
            "the next one waits",
        ),
        bytes(
            "read ahead from the file store, of a download",
            constant("chat-blobs/src/read.rs", "CHUNK_BYTES"),
            "the next one waits",
        ),
        bytes(
            "part of a file on its way to the store, of an upload",
            constant("chat-blobs/src/part.rs", "PART_BYTES"),
            "written",
        ),
        bytes(
            "unpacked from a file while it is judged",
            constant("chat-formats/src/source.rs", "MAX_UNPACKED"),
            "`expands_too_much`",
        ),
        bytes_each(
            "memory of thumbnails being made",
            app.thumbnails.at_once,
            ThumbnailLimits::DEFAULT.max_memory,
            "wait for their turn",
        ),
        bytes(
            "thumbnails kept in memory",
            app.thumbnails.cache_bytes,
            "the least used go",
        ),
        count(
            "files held for the scanner, in all",
            uploads.held,
            "503 `unavailable`",
        ),
        count(
            "files of a person held for the scanner",
            uploads.held_per_person,
            "503 `unavailable`",
        ),
        time(
            "a file that no message carries",
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
        count(
            "files being scanned",
            app.uploads.scans_at_once,
            "wait for their turn",
        ),
        count(
            "of these scanned again",
            app.uploads.held_scans_at_once,
            "wait for their turn",
        ),
        count(
            "connections to clamd",
            clamd.connections,
            "wait for their turn",
        ),
        time("connecting", clamd.connect, held).set_by("scanner.connect_seconds"),
        time("clamd takes or says nothing", clamd.idle, held).set_by("scanner.idle_seconds"),
        time("a scan in all", app.uploads.scan_timeout, held).set_by("scanner.scan_seconds"),
        bytes(
            "answer of clamd",
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
    let app = Settings::default();
    let rows = vec![
        bytes(
            "visits kept in memory while idle",
            app.idle_visit_bytes,
            "the least used go",
        ),
        count(
            "newest entries of a visit kept in memory",
            constant("chat-app/src/visits/recent.rs", "MAX_ENTRIES"),
            "read from the log",
        ),
        bytes(
            "texts of these",
            constant("chat-app/src/visits/recent.rs", "MAX_BYTES"),
            "read from the log",
        ),
        count(
            "entries of one read of the log",
            constant("chat-app/src/visits/live_visit.rs", "READ"),
            "read on",
        ),
        count(
            "commands that wait for one visit",
            constant("chat-app/src/visits/queue.rs", "MAX_WAITING"),
            "503 `unavailable` with `Retry-After`",
        ),
        bytes(
            "commands that wait for one visit, in bytes; at least one",
            constant("chat-app/src/visits/queue.rs", "MAX_WAITING_BYTES"),
            "503 `unavailable` with `Retry-After`",
        ),
        count(
            "commands of a visit decided at once",
            constant("chat-app/src/visits/queue.rs", "BATCH"),
            "wait for their turn",
        ),
        bytes(
            "commands of a visit decided at once, in bytes; at least one",
            constant("chat-app/src/visits/queue.rs", "BATCH_BYTES"),
            "wait for their turn",
        ),
        count(
            "hints that wait for a subscriber",
            constant("chat-memory/src/fanout.rs", "DEFAULT_CAPACITY"),
            "the oldest is lost; the subscriber looks by itself",
        ),
        time("a subscriber looks by itself", app.poll_every, ""),
    ];
    ("Visits in memory", String::new(), rows)
}

pub(super) fn log() -> Section {
    let sqlite = SqliteOptions::default();
    let rows = vec![
        count(
            "changes that wait for the writer",
            sqlite.queue,
            "wait to be taken in",
        ),
        bytes(
            "changes that wait for the writer, in bytes; at least one",
            sqlite.queue_bytes,
            "503 `unavailable` with `Retry-After`",
        ),
        count(
            "changes of one transaction",
            sqlite.max_batch,
            "the next one",
        ),
        count("reads at a time", sqlite.readers, "wait for their turn"),
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
        count(
            "visits whose newest entry the writer knows",
            constant("chat-sqlite/src/writer/store.rs", "HEADS"),
            "asked of the file",
        ),
        bytes(
            "write-ahead log",
            constant("chat-sqlite/src/writer/batch.rs", "WAL_LIMIT_BYTES"),
            "the writer checkpoints first",
        ),
        bytes(
            "write-ahead log that is kept",
            constant("chat-sqlite/src/connection.rs", "WAL_KEPT_BYTES"),
            "cut back",
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
            "files of a message",
            policy.max_files_per_message,
            "refused (F6)",
        )
        .set_by("policy.max_files_per_message"),
        bytes("a file", policy.max_file_bytes, "refused (F6)").set_by("policy.max_file_bytes"),
    ];
    if let Some(most) = policy.max_upload_bytes_per_person {
        let row = bytes("files of a person in a visit", most, "refused (V5)");
        rows.push(row.set_by("policy.max_upload_bytes_per_person"));
    }
    if let Some(most) = policy.max_upload_bytes_per_visit {
        let row = bytes("files of all people in a visit", most, "refused (V5)");
        rows.push(row.set_by("policy.max_upload_bytes_per_visit"));
    }
    let counts = [
        (
            "files of a person in a visit, in number",
            policy.max_uploads_per_person,
            "refused (V5)",
            "policy.max_uploads_per_person",
        ),
        (
            "files of all people in a visit, in number",
            policy.max_uploads_per_visit,
            "refused (V5)",
            "policy.max_uploads_per_visit",
        ),
        (
            "messages and corrections of a person in a visit",
            policy.max_entries_per_person,
            "refused (V8)",
            "policy.max_entries_per_person",
        ),
        (
            "corrections of a message",
            policy.max_corrections_per_message,
            "refused (V8)",
            "policy.max_corrections_per_message",
        ),
        (
            "entries of a person who comes, goes and changes a visit",
            policy.max_acts_per_person,
            "refused (V8), but for what protects or takes back",
            "policy.max_acts_per_person",
        ),
    ];
    for (what, most, beyond, key) in counts {
        rows.extend(most.map(|most| count(what, most, beyond).set_by(key)));
    }
    let smallest = policy.min_counted_file_bytes;
    rows.extend(smallest.map(|least| {
        let row = bytes("a smaller file counts as", least, "");
        row.set_by("policy.min_counted_file_bytes")
    }));
    let texts = policy.max_text_bytes_per_person;
    rows.extend(texts.map(|most| {
        let row = bytes("text of a person in a visit", most, "refused (V8)");
        row.set_by("policy.max_text_bytes_per_person")
    }));
    ("What people write and send", String::new(), rows)
}

pub(super) fn rates() -> Section {
    let rates = Settings::default().rates;
    let kinds = [
        ("messages", rates.messages),
        ("corrections", rates.changes),
        ("retractions", rates.retractions),
        ("uploads", rates.uploads),
        ("pages of chats", rates.pages),
        ("lists of visits, files and small pictures", rates.reads),
        ("visits and dashboards begun to be followed", rates.follows),
        ("other actions", rates.actions),
    ];
    let limited = kinds
        .into_iter()
        .filter_map(|(what, limit)| Some(rate(what, limit?, "429 `too_often` with `Retry-After`")));
    let people = count(
        "people whose rates are counted",
        constant("chat-app/src/rates.rs", "MAX_BUCKETS"),
        "not limited until one is free",
    );
    let about = "Of one person, whatever the visit. `rates.limited = false` turns them off, for load tests.";
    (
        "How often",
        about.to_owned(),
        limited.chain([people]).collect(),
    )
}

/// The page cache of a connection, which SQLite is told in KiB.
fn cache(of: &str) -> u64 {
    1_024 * after("chat-sqlite/src/connection.rs", &[of, "\"cache_size\", -"])
}

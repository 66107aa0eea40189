//! Limits of connections, requests and responses.

use super::super::{
    row::{Section, bytes, count, sized, time, words},
    source::constant,
};
use crate::{
    limits::Limits,
    listen::table::{BUFFER, HEAD, NOT_SENT, REFUSALS, UNCOUNTED, WINDOW},
};
use chat_app::{MAX_ADDRESSED, MAX_EVENTS, MAX_FHIR_BYTES, MAX_TRANSCRIPT_BYTES, MAX_TRANSCRIPTS};
use chat_domain::{NoticeText, NoticeTexts};
use chat_http::{HttpOptions, LiveOptions, MAX_EVENT_WAIT, QuickPhrase};

pub(super) fn connections() -> Section {
    let limits = Limits::default();
    let about = format!(
        "A *network* is an IPv4 address, or the /64 of an IPv6 address; behind a proxy of \
         `limits.trusted_proxies` it is the client's own. All unread responses \
         take at most `limits.unread_bytes`, and uncounted ones {} per connection.",
        sized(UNCOUNTED as u64)
    );
    let rows = vec![
        words(
            "connections, total",
            "the limit of open files minus a reserve of 5 %, at least 64",
            "503 `unavailable` with `Retry-After`",
        )
        .set_by("limits.connections"),
        count(
            "connections per network; at most half of the total",
            limits.connections_per_address,
            "429 `too_many_connections` with `Retry-After`",
        )
        .set_by("limits.connections_per_address"),
        count("concurrent refusals", REFUSALS, "closed without an answer"),
        time(
            "head of a request, and idle time",
            limits.head_timeout,
            "closed",
        )
        .set_by("limits.head_seconds"),
        time("stalled response", limits.write_timeout, "reset").set_by("limits.write_seconds"),
        words(
            "minimum reading rate",
            format!(
                "{} per second, over {} s with data pending",
                sized(limits.min_bytes_per_second),
                WINDOW.as_secs()
            ),
            "reset",
        )
        .set_by("limits.min_bytes_per_second"),
        bytes(
            "unread responses, total",
            limits.unread_bytes,
            "503 `unavailable`",
        )
        .set_by("limits.unread_bytes"),
        bytes(
            "unread responses per network",
            limits.unread_bytes_per_address,
            "503 `unavailable`",
        )
        .set_by("limits.unread_bytes_per_address"),
        bytes(
            "unsent bytes in a connection's system buffer",
            NOT_SENT,
            "the write waits",
        ),
    ];
    ("Connections", about, rows)
}

pub(super) fn requests() -> Section {
    let http = HttpOptions::default();
    let rows = vec![
        bytes("head of a request", HEAD, "431"),
        bytes(
            "read ahead while a response is unread",
            BUFFER,
            "waits in the network",
        ),
        bytes("JSON body", http.max_json_bytes, "413"),
        time(
            "duration of a request, except transfers and live connections",
            http.request_timeout,
            "503",
        ),
        bytes(
            "messages on a page, in bytes; at least one",
            constant("chat-app/src/visits/page.rs", "MAX_PAGE_BYTES"),
            "the page has a `next`",
        ),
        count(
            "messages on a page",
            constant("chat-app/src/visits/page.rs", "MAX_PAGE"),
            "the page has a `next`",
        ),
        count(
            "visits on a page",
            constant("chat-app/src/visits/list.rs", "MAX_PAGE"),
            "the page has a `next`",
        ),
        count(
            "visits that one text is sent to",
            MAX_ADDRESSED,
            "422 `wrong_number_of_visits`",
        ),
        count(
            "events on a page",
            MAX_EVENTS,
            "the page says that there is more",
        ),
        bytes(
            "events on a page, in bytes, approximately",
            constant("chat-app/src/events/page.rs", "PAGE_BYTES"),
            "the page says that there is more",
        ),
        time("wait for an event", MAX_EVENT_WAIT, "an empty page"),
        count(
            "readers of a clinic's events that wait",
            http.event_readers.max,
            "429 `too_many_event_readers` with `Retry-After`",
        ),
        bytes(
            "a transcript, approximately",
            MAX_TRANSCRIPT_BYTES,
            "422 `transcript_too_long`",
        ),
        bytes(
            "a record as FHIR resources",
            MAX_FHIR_BYTES,
            "422 `record_too_long`",
        ),
        count(
            "transcripts that are made at the same time",
            MAX_TRANSCRIPTS,
            "wait",
        )
        .per_node(),
        count(
            "quick phrases",
            QuickPhrase::MAX_COUNT,
            "the server does not start",
        )
        .set_by("quick_phrases"),
        count(
            "characters of a quick phrase",
            QuickPhrase::MAX_CHARS,
            "the server does not start",
        ),
        count(
            "notices that a visit offers",
            NoticeTexts::MAX_COUNT,
            "422 `invalid_notices`; in the setting, the server does not start",
        )
        .set_by("notices"),
        count(
            "characters of a notice",
            NoticeText::MAX_CHARS,
            "422 `invalid_notices`; in the setting, the server does not start",
        ),
    ];
    ("Requests and responses", String::new(), rows)
}

pub(super) fn live() -> Section {
    let (limits, live) = (Limits::default(), LiveOptions::default());
    let closed = "closed with 4429";
    let rows = vec![
        count(
            "live connections per person",
            limits.live_per_person,
            "429 `too_many_connections`",
        )
        .per_node()
        .set_by("limits.live_per_person"),
        count(
            "live connections per network",
            limits.connections_per_address,
            "429 `too_many_connections`",
        )
        .per_node()
        .set_by("limits.connections_per_address"),
        bytes(
            "frame from a client",
            live.max_frame_bytes,
            "closed with 1009",
        ),
        count(
            "followed visits per connection",
            live.max_followed,
            "`too_many_subscriptions`",
        ),
        count(
            "sends in progress per connection",
            live.max_sending,
            "wait in the network",
        ),
        bytes(
            "encoded, unwritten frames; at least one",
            constant("chat-http/src/live/connection.rs", "BATCH"),
            "encoded when these are written",
        ),
        bytes(
            "messages in a frame; at least one",
            constant("chat-app/src/visits/page.rs", "MAX_PAGE_BYTES"),
            "the page has a `next`",
        ),
        bytes(
            "unwritten pongs",
            constant("chat-http/src/live/socket.rs", "MAX_CONTROL"),
            "closed",
        ),
        bytes(
            "unsent bytes in the system buffer",
            constant("chat-http/src/live.rs", "SEND_BUFFER"),
            "the write waits",
        ),
        bytes(
            "read buffer",
            constant("chat-http/src/live/socket.rs", "READ_BUFFER"),
            "waits in the network",
        ),
        count(
            "visits on a followed dashboard",
            constant("chat-app/src/live/listing.rs", "MAX_VISITS"),
            "422 `too_many_visits`",
        ),
        count(
            "dashboard rows waiting to be refreshed",
            constant("chat-app/src/live/signal.rs", "MAX_LINES"),
            "all are refreshed",
        ),
        time("stalled frame", live.write_timeout, closed),
        time(
            "no sign of life between two pings",
            live.ping_every,
            "closed",
        ),
    ];
    ("Live connections", String::new(), rows)
}

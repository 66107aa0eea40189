//! What comes in and goes out.

use super::{
    super::{
        row::{bytes, count, sized, time, words},
        source::constant,
    },
    Section,
};
use crate::{
    limits::Limits,
    listen::table::{BUFFER, HEAD, NOT_SENT, REFUSALS, UNCOUNTED, WINDOW},
};
use chat_http::{HttpOptions, LiveOptions};

pub(super) fn connections() -> Section {
    let limits = Limits::default();
    let about = format!(
        "A *network* is an IPv4 address, or the /64 of an IPv6 address; behind a proxy of \
         `limits.trusted_proxies` it is the client's own. All answers that wait to be read take at \
         most `limits.unread_bytes`, and those that are not counted {} a connection.",
        sized(UNCOUNTED as u64)
    );
    let rows = vec![
        words(
            "connections in all",
            "the limit of open files less 5 %, and less 64 at least",
            "503 `unavailable` with `Retry-After`",
        )
        .set_by("limits.connections"),
        count(
            "connections of a network; at most half of all",
            limits.connections_per_address,
            "429 `too_many_connections` with `Retry-After`",
        )
        .set_by("limits.connections_per_address"),
        count(
            "connections being refused at a time",
            REFUSALS,
            "closed without an answer",
        ),
        time("head of a request, and idle", limits.head_timeout, "closed")
            .set_by("limits.head_seconds"),
        time("nothing taken of an answer", limits.write_timeout, "reset")
            .set_by("limits.write_seconds"),
        words(
            "reading an answer",
            format!(
                "{} a second, over {} s of waiting",
                sized(limits.min_bytes_per_second),
                WINDOW.as_secs()
            ),
            "reset",
        )
        .set_by("limits.min_bytes_per_second"),
        bytes(
            "answers that wait to be read, in all",
            limits.unread_bytes,
            "503 `unavailable`",
        )
        .set_by("limits.unread_bytes"),
        bytes(
            "answers that wait to be read, of a network",
            limits.unread_bytes_per_address,
            "503 `unavailable`",
        )
        .set_by("limits.unread_bytes_per_address"),
        bytes(
            "not sent yet, in the system's buffer of a connection",
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
            "read of the next request while an answer is unread",
            BUFFER,
            "waits in the network",
        ),
        bytes("JSON body", http.max_json_bytes, "413"),
        time(
            "a request, transfers and live connections apart",
            http.request_timeout,
            "503",
        ),
        bytes(
            "messages of a page, in bytes; at least one",
            constant("chat-app/src/visits/page.rs", "MAX_PAGE_BYTES"),
            "the page has a `next`",
        ),
        count(
            "messages of a page",
            constant("chat-app/src/visits/page.rs", "MAX_PAGE"),
            "the page has a `next`",
        ),
        count(
            "visits of a page",
            constant("chat-app/src/visits/list.rs", "MAX_PAGE"),
            "the page has a `next`",
        ),
    ];
    ("Requests and answers", String::new(), rows)
}

pub(super) fn live() -> Section {
    let (limits, live) = (Limits::default(), LiveOptions::default());
    let closed = "closed with 4429";
    let rows = vec![
        count(
            "live connections of a person",
            limits.live_per_person,
            "429 `too_many_connections`",
        )
        .set_by("limits.live_per_person"),
        count(
            "live connections of a network",
            limits.connections_per_address,
            "429 `too_many_connections`",
        )
        .set_by("limits.connections_per_address"),
        bytes(
            "frame of a client",
            live.max_frame_bytes,
            "closed with 1009",
        ),
        count(
            "visits followed by a connection",
            live.max_followed,
            "`follows_too_much`",
        ),
        count(
            "messages of a connection being sent",
            live.max_sending,
            "wait in the network",
        ),
        bytes(
            "frames made before they are written; at least one",
            constant("chat-http/src/live/connection.rs", "BATCH"),
            "made when these are written",
        ),
        bytes(
            "messages of a page, and so of a frame; at least one",
            constant("chat-app/src/visits/page.rs", "MAX_PAGE_BYTES"),
            "the page has a `next`",
        ),
        bytes(
            "answers to pings that wait to be written",
            constant("chat-http/src/live/socket.rs", "MAX_CONTROL"),
            "closed",
        ),
        bytes(
            "not sent yet, in the system's buffer",
            constant("chat-http/src/live.rs", "SEND_BUFFER"),
            "the write waits",
        ),
        bytes(
            "read buffer",
            constant("chat-http/src/live/socket.rs", "READ_BUFFER"),
            "waits in the network",
        ),
        count(
            "visits of a dashboard that is followed",
            constant("chat-app/src/live/board.rs", "MAX_VISITS"),
            "422 `too_many_visits`",
        ),
        count(
            "lines of a dashboard that wait to be looked at",
            constant("chat-app/src/live/signal.rs", "MAX_LINES"),
            "all are looked at",
        ),
        time("nothing taken of a frame", live.write_timeout, closed),
        time("not heard of between two pings", live.ping_every, "closed"),
    ];
    ("Live connections", String::new(), rows)
}

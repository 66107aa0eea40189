//! The metrics of this crate.

use chat_app::Metric;

/// The metrics that this crate records.
pub const METRICS: &[Metric] = &[REQUESTS, REQUEST_SECONDS, REFUSALS, LIMITED, LIVE, READERS];

pub(crate) const REQUESTS: Metric = Metric::counter(
    "visit_chat_http_requests_total",
    &[
        ("method", &[]),
        ("route", &[]),
        ("status", &["1xx", "2xx", "3xx", "4xx", "5xx"]),
    ],
    "Requests, by the pattern of their route and the class of the status.",
);

pub(crate) const REQUEST_SECONDS: Metric = Metric {
    labels: &[("method", &[]), ("route", &[])],
    ..Metric::seconds(
        "visit_chat_http_request_seconds",
        "How long it takes until a response begins.",
    )
};

pub(crate) const REFUSALS: Metric = Metric::counter(
    "visit_chat_refusals_total",
    &[("rule", &[])],
    "Refusals that clients got, by the rule.",
);

pub(crate) const LIVE: Metric =
    Metric::gauge_of("visit_chat_live_connections", "Open live connections.");

pub(crate) const READERS: Metric = Metric::gauge_of(
    "visit_chat_event_readers",
    "Readers of clinics' event feeds that wait for events.",
);

pub(crate) const LIMITED: Metric = Metric::counter(
    "visit_chat_http_limited_total",
    &[
        ("limit", &["address", "person", "clinic"]),
        (
            "kind",
            &["request", "upload", "live", "oversight", "exchange"],
        ),
    ],
    "Requests beyond the rate limits of their address, person or clinic.",
);

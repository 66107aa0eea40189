//! How many requests are rate limited.

use super::RequestKind;
use chat_app::Metric;
use metrics::counter;

/// Whose limit it is.
#[derive(Clone, Copy)]
pub(super) enum Limit {
    Address,
    Person,
    Clinic,
}

pub(crate) const METRIC: Metric = Metric::counter(
    "visit_chat_http_limited_total",
    &[
        ("limit", &["address", "person", "clinic"]),
        ("kind", &["request", "upload", "live", "oversight"]),
    ],
    "Requests beyond the rate limits of their address, person or clinic.",
);

/// Counts a request that is refused. Looked up by name: only a flood comes here.
pub(super) fn limited(limit: Limit, kind: RequestKind) {
    let limit = match limit {
        Limit::Address => "address",
        Limit::Person => "person",
        Limit::Clinic => "clinic",
    };
    counter!(METRIC.name, "limit" => limit, "kind" => kind.name()).increment(1);
}

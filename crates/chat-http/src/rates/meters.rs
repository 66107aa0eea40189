//! How many requests are rate limited.

use super::kind::RequestKind;
use crate::meters::catalogue::LIMITED;
use metrics::counter;

/// Whose limit it is.
#[derive(Clone, Copy)]
pub(super) enum Limit {
    Address,
    Person,
    Clinic,
}

/// Counts a request that is refused. Looked up by name: only a flood comes here.
pub(super) fn limited(limit: Limit, kind: RequestKind) {
    let limit = match limit {
        Limit::Address => "address",
        Limit::Person => "person",
        Limit::Clinic => "clinic",
    };
    counter!(LIMITED.name, "limit" => limit, "kind" => kind.name()).increment(1);
}

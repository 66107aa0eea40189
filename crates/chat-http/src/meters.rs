//! What the transport counts, through the facade of the crate `metrics`, as the service does.
//!
//! Invariant: a request is counted by the pattern of its route, never by its path, which has ids.

pub(crate) mod catalogue;
mod routes;

pub(crate) use routes::answered;

use catalogue::{LIVE, READERS, REFUSALS};
use chat_app::Counters;
use chat_domain::RuleId;
use metrics::Gauge;
use std::sync::LazyLock;

/// The names of all rules.
static RULES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| RuleId::ALL.iter().map(|rule| rule.as_str()).collect());

static METERS: LazyLock<Meters> = LazyLock::new(|| Meters {
    refusals: Counters::with_values(&REFUSALS, "rule", &RULES),
    live: LIVE.gauge(),
    readers: READERS.gauge(),
});

struct Meters {
    refusals: Counters,
    live: Gauge,
    readers: Gauge,
}

/// Makes the handles, so that what has not happened yet is read as zero.
pub(crate) fn prepare() {
    LazyLock::force(&METERS);
}

/// Counts a refusal by a rule.
pub(crate) fn refused(rule: RuleId) {
    METERS.refusals.add(rule.as_str());
}

/// Counts a live connection until it is dropped.
pub(crate) struct LiveConnection(());

impl LiveConnection {
    pub(crate) fn begin() -> Self {
        METERS.live.increment(1.0);
        Self(())
    }
}

impl Drop for LiveConnection {
    fn drop(&mut self) {
        METERS.live.decrement(1.0);
    }
}

/// Counts a waiting reader of events until it is dropped.
#[derive(Debug)]
pub(crate) struct WaitingReader(());

impl WaitingReader {
    pub(crate) fn begin() -> Self {
        METERS.readers.increment(1.0);
        Self(())
    }
}

impl Drop for WaitingReader {
    fn drop(&mut self) {
        METERS.readers.decrement(1.0);
    }
}

//! What the service counts, through the facade of the crate `metrics`. It does nothing unless the host installs a recorder.
//!
//! The handles are made once per process, at their first use: install the recorder before the first
//! [`ChatService`](crate::ChatService). From then on, counting costs an atomic operation and no lookup by name.
//!
//! Invariant: labels have fixed values. No id, name or text of a clinic, visit or person is in one.

pub(crate) mod catalogue;
pub(crate) mod held;
pub(crate) mod metric;

use catalogue as all;
use chat_ports::PortError;
use metric::Counters;
use metrics::{Gauge, Histogram};
use std::sync::LazyLock;

/// The handles of this crate's metrics.
pub(crate) static METERS: LazyLock<Meters> = LazyLock::new(Meters::new);

/// The handles, made once.
pub(crate) struct Meters {
    pub(crate) sends: Counters,
    pub(crate) append_seconds: Histogram,
    pub(crate) append_entries: Histogram,
    pub(crate) queued: Gauge,
    followed_visits: Gauge,
    followed_dashboards: Gauge,
    pub(crate) hints: Counters,
    pub(crate) scans: Counters,
    pub(crate) scan_seconds: Histogram,
    pub(crate) uploads: Counters,
    pub(crate) rate_limited: Counters,
    pub(crate) closings: Counters,
    pub(crate) reminders: Counters,
    pub(crate) webhook_attempts: Counters,
    pub(crate) webhooks_disabled: Counters,
    pub(crate) access_entries: Counters,
    port_errors: Counters,
    pub(crate) cached_visits: Gauge,
    pub(crate) cached_bytes: Gauge,
}

impl Meters {
    fn new() -> Self {
        Self {
            sends: Counters::of(&all::SENDS),
            append_seconds: all::APPEND_SECONDS.histogram(),
            append_entries: all::APPEND_ENTRIES.histogram(),
            queued: all::QUEUED.gauge(),
            followed_visits: all::FOLLOWED_VISITS.gauge(),
            followed_dashboards: all::FOLLOWED_DASHBOARDS.gauge(),
            hints: Counters::of(&all::HINTS),
            scans: Counters::of(&all::SCANS),
            scan_seconds: all::SCAN_SECONDS.histogram(),
            uploads: Counters::of(&all::UPLOADS),
            rate_limited: Counters::of(&all::RATE_LIMITED),
            closings: Counters::of(&all::CLOSINGS),
            reminders: Counters::of(&all::REMINDERS),
            webhook_attempts: Counters::of(&all::WEBHOOK_ATTEMPTS),
            webhooks_disabled: Counters::of(&all::WEBHOOKS_DISABLED),
            access_entries: Counters::of(&all::ACCESS_ENTRIES),
            port_errors: Counters::of(&all::PORT_ERRORS),
            cached_visits: all::CACHED_VISITS.gauge(),
            cached_bytes: all::CACHED_BYTES.gauge(),
        }
    }

    /// Counts a failure of an adapter.
    pub(crate) fn port_failed(&self, error: &PortError) {
        self.port_errors.add(match error {
            PortError::Unavailable(_) => "unavailable",
            PortError::Busy(_) => "busy",
            PortError::Conflict { .. } | PortError::StageConflict { .. } => "conflict",
            PortError::Corrupt(_) => "corrupt",
            PortError::Newer(_) => "newer",
            PortError::NotFound => "missing",
            PortError::Invalid(_) => "invalid",
        });
    }
}

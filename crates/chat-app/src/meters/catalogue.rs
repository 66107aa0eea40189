//! The metrics of this crate.

use super::metric::{Metric, MetricKind};
use metrics::Unit;

/// The metrics that this crate records.
pub const METRICS: &[Metric] = &[
    SENDS,
    APPEND_SECONDS,
    APPEND_ENTRIES,
    QUEUED,
    FOLLOWED_VISITS,
    FOLLOWED_DASHBOARDS,
    HINTS,
    SCANS,
    SCAN_SECONDS,
    UPLOADS,
    RATE_LIMITED,
    CLOSINGS,
    REMINDERS,
    WEBHOOK_ATTEMPTS,
    WEBHOOKS_DISABLED,
    ACCESS_ENTRIES,
    PORT_ERRORS,
    CACHED_VISITS,
    CACHED_BYTES,
];

/// The kinds of requests with their own rate limits.
const KINDS: &[&str] = &[
    "message",
    "addressed",
    "change",
    "retraction",
    "mark",
    "typing",
    "upload",
    "page",
    "read",
    "follow",
    "action",
];

pub(super) const SENDS: Metric = Metric::counter(
    "visit_chat_sends_total",
    &[("outcome", &["stored", "refused", "limited", "failed"])],
    "Messages that were to be sent. A retry of a stored one counts as stored.",
);

pub(super) const APPEND_SECONDS: Metric = Metric::seconds(
    "visit_chat_append_seconds",
    "How long an append to a log takes until it is durable.",
);

pub(super) const APPEND_ENTRIES: Metric = Metric {
    name: "visit_chat_append_entries",
    kind: MetricKind::Histogram,
    unit: Some(Unit::Count),
    labels: &[],
    about: "Entries per append: more than one when commands share an append.",
};

pub(super) const QUEUED: Metric = Metric::gauge_of(
    "visit_chat_queued_commands",
    "Commands that wait for the append before theirs, of all visits.",
);

pub(super) const FOLLOWED_VISITS: Metric = Metric::gauge_of(
    "visit_chat_followed_visits",
    "Visits that live connections follow, once per connection.",
);

pub(super) const FOLLOWED_DASHBOARDS: Metric = Metric::gauge_of(
    "visit_chat_followed_dashboards",
    "Dashboards that live connections follow.",
);

pub(super) const HINTS: Metric = Metric::counter(
    "visit_chat_hints_total",
    &[("event", &["announced", "received", "lost"])],
    "Hints between nodes. A lost one delays a change until the next poll.",
);

pub(super) const SCANS: Metric = Metric::counter(
    "visit_chat_scans_total",
    &[("verdict", &["clean", "infected", "none"])],
    "Files that the malware scanner was asked about. Without a verdict, the file is held.",
);

pub(super) const SCAN_SECONDS: Metric = Metric::seconds(
    "visit_chat_scan_seconds",
    "How long a scan takes, the wait for a turn included.",
);

pub(super) const UPLOADS: Metric = Metric::counter(
    "visit_chat_uploads_total",
    &[(
        "outcome",
        &[
            "stored",
            "held",
            "refused",
            "limited",
            "interrupted",
            "failed",
        ],
    )],
    "Uploads by how they ended.",
);

pub(super) const RATE_LIMITED: Metric = Metric::counter(
    "visit_chat_rate_limited_total",
    &[("kind", KINDS)],
    "Requests beyond the rate limits of a person.",
);

pub(super) const CLOSINGS: Metric = Metric::counter(
    "visit_chat_closings_total",
    &[("act", &["complete_visit", "end_follow_up"])],
    "Visits and follow-ups that the service ended by their policy (W8).",
);

pub(super) const REMINDERS: Metric = Metric::counter(
    "visit_chat_reminders_total",
    &[("act", &["reminder", "escalation"])],
    "Reminders and escalations that the service made (R6, R7).",
);

pub(super) const WEBHOOK_ATTEMPTS: Metric = Metric::counter(
    "visit_chat_webhook_attempts_total",
    &[("outcome", &["delivered", "failed", "gone", "stuck"])],
    "Attempts to deliver an event to a webhook. `stuck`: the service itself could not read or sign the event.",
);

pub(super) const WEBHOOKS_DISABLED: Metric = Metric::counter(
    "visit_chat_webhooks_disabled_total",
    &[("reason", &["failed_too_long", "gone", "unknown_cursor"])],
    "Webhook endpoints that the service disabled.",
);

pub(super) const ACCESS_ENTRIES: Metric = Metric::counter(
    "visit_chat_access_entries_total",
    &[("outcome", &["stored", "failed", "dropped"])],
    "Entries of the access log. `failed`: not stored; refusals and what participants read are tried again, and what others were to be shown was not. `dropped`: beyond what memory holds.",
);

pub(super) const PORT_ERRORS: Metric = Metric::counter(
    "visit_chat_storage_errors_total",
    &[(
        "kind",
        &[
            "unavailable",
            "busy",
            "conflict",
            "corrupt",
            "newer",
            "missing",
            "invalid",
        ],
    )],
    "Failures of the log, the files and the other adapters. Conflicts between nodes are retried.",
);

pub(super) const CACHED_VISITS: Metric = Metric::gauge_of(
    "visit_chat_cached_visits",
    "Visits that are kept in memory.",
);

pub(super) const CACHED_BYTES: Metric = Metric {
    unit: Some(Unit::Bytes),
    ..Metric::gauge_of(
        "visit_chat_cached_bytes",
        "Approximate size of the visits that are kept in memory.",
    )
};

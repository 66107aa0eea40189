//! What an attempt changes of its endpoint.

use super::retry::{FEWEST_ATTEMPTS, WEBHOOK_RETRIES, delay};
use crate::events::cursor::EventCursor;
use chat_ports::{
    DisabledReason, EndpointDisabled, FailedAttempt, FailureReason, FeedPosition, Retrying,
    WebhookEndpoint,
};
use std::time::Duration;
use time::OffsetDateTime;

/// The outcome of an attempt to deliver one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookAttempt {
    /// The receiver answered with success: everything before this cursor is delivered.
    Delivered(EventCursor),
    /// Not delivered. It is sent again, at the earliest after the time that the receiver asked for.
    Failed {
        /// Why.
        reason: FailureReason,
        /// The status of the answer, if there was one.
        status: Option<u16>,
        /// What the receiver asked for.
        retry_after: Option<Duration>,
    },
    /// The event has no form to send, or no secret signs it. It is tried again, and the endpoint is not disabled.
    EventUnreadable,
    /// The service could not read its event feed.
    FeedUnavailable,
    /// The receiver answered 410: the endpoint is disabled.
    Gone,
    /// The feed does not have what was delivered: the endpoint is disabled.
    UnknownCursor,
}

impl WebhookAttempt {
    /// As it is counted; `None` if nothing was attempted.
    pub(crate) const fn outcome(&self) -> Option<&'static str> {
        match self {
            Self::Delivered(_) => Some("delivered"),
            Self::Failed { .. } => Some("failed"),
            Self::Gone => Some("gone"),
            Self::EventUnreadable | Self::FeedUnavailable => Some("stuck"),
            Self::UnknownCursor => None,
        }
    }
}

/// The position of a cursor.
pub(crate) const fn position(cursor: EventCursor) -> FeedPosition {
    FeedPosition {
        position: cursor.position,
        pass: cursor.pass,
    }
}

/// The cursor of what was delivered.
pub(crate) const fn cursor(delivered: FeedPosition) -> EventCursor {
    EventCursor {
        position: delivered.position,
        pass: delivered.pass,
    }
}

/// Records an attempt of the event after `delivered`.
pub(crate) fn record(
    endpoint: &mut WebhookEndpoint,
    attempt: WebhookAttempt,
    now: OffsetDateTime,
    jitter: f64,
) {
    match attempt {
        WebhookAttempt::Delivered(to) => {
            endpoint.delivered = position(to);
            endpoint.retrying = None;
        }
        WebhookAttempt::Failed {
            reason,
            status,
            retry_after,
        } => {
            // What the service failed at before does not count against the receiver.
            let was_stuck = |last: FailedAttempt| last.reason == FailureReason::EventUnreadable;
            if endpoint.last_failure.is_some_and(was_stuck) {
                endpoint.retrying = None;
            }
            fail(endpoint, (reason, status), now);
            let retrying = retry(endpoint, now, jitter, retry_after);
            let is_long = now - retrying.since >= WEBHOOK_RETRIES;
            if is_long && retrying.attempts >= FEWEST_ATTEMPTS {
                disable(endpoint, DisabledReason::FailedTooLong, now);
            }
        }
        WebhookAttempt::EventUnreadable => {
            fail(endpoint, (FailureReason::EventUnreadable, None), now);
            retry(endpoint, now, jitter, None);
        }
        WebhookAttempt::FeedUnavailable => {
            fail(endpoint, (FailureReason::FeedUnavailable, None), now);
        }
        WebhookAttempt::Gone => {
            fail(endpoint, (FailureReason::Status, Some(410)), now);
            disable(endpoint, DisabledReason::Gone, now);
        }
        WebhookAttempt::UnknownCursor => {
            disable(endpoint, DisabledReason::UnknownCursor, now);
        }
    }
}

fn fail(
    endpoint: &mut WebhookEndpoint,
    (reason, status): (FailureReason, Option<u16>),
    now: OffsetDateTime,
) {
    endpoint.last_failure = Some(FailedAttempt {
        at: now,
        reason,
        status,
    });
}

/// One more retry of the event, later than the one before.
fn retry(
    endpoint: &mut WebhookEndpoint,
    now: OffsetDateTime,
    jitter: f64,
    asked: Option<Duration>,
) -> Retrying {
    let (since, failed) = endpoint
        .retrying
        .map_or((now, 0), |retrying| (retrying.since, retrying.attempts));
    let attempts = failed.saturating_add(1);
    *endpoint.retrying.insert(Retrying {
        since,
        attempts,
        next_attempt: now + delay(attempts, jitter, asked),
    })
}

/// Disables an endpoint. One that is disabled keeps its reason.
pub(crate) fn disable(endpoint: &mut WebhookEndpoint, reason: DisabledReason, now: OffsetDateTime) {
    let disabled = EndpointDisabled { since: now, reason };
    endpoint.disabled.get_or_insert(disabled);
}

//! One attempt: the event as a signed delivery, and what its answer means.

use crate::transport::{Answer, Delivery};
use chat_app::{FeedEvent, WebhookAttempt, signing_secrets};
use chat_ports::{FailureReason, WebhookEndpoint};
use chat_wire::{EventContent, EventOut};
use time::OffsetDateTime;

/// An event for an endpoint, signed with each of its secrets. `None` if it has none, or the event has no JSON form.
pub(crate) fn delivery(
    endpoint: &WebhookEndpoint,
    event: &FeedEvent,
    content: EventContent,
    now: OffsetDateTime,
) -> Option<Delivery> {
    let FeedEvent { visit, entry, .. } = event;
    let out = EventOut::new(visit.clinic, visit.visit, entry, content).ok()?;
    let body = serde_json::to_vec(&out).ok()?;
    let timestamp = now.unix_timestamp();
    let secrets = signing_secrets(endpoint, now);
    let signatures = secrets
        .iter()
        .map(|secret| secret.sign(&out.id, timestamp, &body));
    let signature = signatures.collect::<Vec<_>>().join(" ");
    if signature.is_empty() {
        return None;
    }
    Some(Delivery {
        url: endpoint.url.clone(),
        id: out.id,
        timestamp,
        signature,
        body: body.into(),
    })
}

/// What an answer to an event's delivery means.
pub(crate) fn outcome(answer: Answer, event: &FeedEvent) -> WebhookAttempt {
    match answer {
        Answer::Status { status, .. } if (200..300).contains(&status) => {
            WebhookAttempt::Delivered(event.cursor)
        }
        Answer::Status { status: 410, .. } => WebhookAttempt::Gone,
        Answer::Status {
            status,
            retry_after,
        } => WebhookAttempt::Failed {
            reason: FailureReason::Status,
            status: Some(status),
            // Of other answers it means something else (RFC 9110, section 10.2.3).
            retry_after: retry_after.filter(|_| matches!(status, 429 | 503)),
        },
        Answer::None(reason) => WebhookAttempt::Failed {
            reason,
            status: None,
            retry_after: None,
        },
    }
}

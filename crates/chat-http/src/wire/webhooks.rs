//! Webhook endpoints: requests checked, and answers made of what is stored.

use chat_app::{
    ChatService, EventCursor, NewSecret, NewWebhook, SignatureKind, WebhookChange, WebhookSecret,
};
use chat_domain::ClinicId;
use chat_ports::{DisabledReason, EndpointOrigin, EndpointSecret, FailureReason, WebhookEndpoint};
use chat_wire::{
    SecretRotationIn, SignatureName, WebhookDisabledName, WebhookDisabledOut, WebhookEditIn,
    WebhookFailureName, WebhookFailureOut, WebhookIn, WebhookManagerName, WebhookOut,
    WebhookRetryOut, WebhookSecretOut,
};
use std::time::Duration;
use time::OffsetDateTime;

/// How long earlier secrets sign after a rotation, if the host does not say.
const OVERLAP: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn new_webhook(
    body: WebhookIn,
    clinic: ClinicId,
    after: Option<EventCursor>,
) -> NewWebhook {
    NewWebhook {
        clinic,
        url: body.url,
        secret: new_secret(body.secret, body.signature),
        after,
    }
}

pub(crate) fn webhook_change(body: WebhookEditIn, after: Option<EventCursor>) -> WebhookChange {
    WebhookChange {
        url: body.url,
        enabled: body.enabled,
        after,
    }
}

/// The new secret, and how long the earlier ones sign.
pub(crate) fn rotation(body: SecretRotationIn) -> (NewSecret, Duration) {
    let overlap = body.overlap_seconds;
    let overlap = overlap.map_or(OVERLAP, |seconds| Duration::from_secs(seconds.0.into()));
    (new_secret(body.secret, body.signature), overlap)
}

pub(crate) fn webhook_out(
    endpoint: &WebhookEndpoint,
    waiting_since: Option<OffsetDateTime>,
) -> WebhookOut {
    WebhookOut {
        id: endpoint.id.uuid(),
        url: endpoint.url.clone(),
        managed_by: match endpoint.origin {
            EndpointOrigin::Api | EndpointOrigin::Notifiers => WebhookManagerName::Api,
            EndpointOrigin::Settings => WebhookManagerName::Settings,
        },
        created_at: endpoint.created_at,
        cursor: ChatService::webhook_cursor(endpoint).to_string(),
        enabled: endpoint.disabled.is_none(),
        disabled: endpoint.disabled.map(|disabled| WebhookDisabledOut {
            since: disabled.since,
            reason: disabled_name(disabled.reason),
        }),
        waiting_since,
        retrying: endpoint.retrying.map(|retrying| WebhookRetryOut {
            since: retrying.since,
            attempts: retrying.attempts,
            next_attempt: retrying.next_attempt,
        }),
        last_failure: endpoint.last_failure.map(|failure| WebhookFailureOut {
            at: failure.at,
            reason: failure_name(failure.reason),
            status: failure.status,
        }),
        secrets: endpoint.secrets.iter().filter_map(secret_out).collect(),
    }
}

fn new_secret(given: Option<String>, signature: Option<SignatureName>) -> NewSecret {
    match (given, signature) {
        (Some(text), _) => NewSecret::Given(text),
        (None, Some(SignatureName::Ed25519)) => NewSecret::Generated(SignatureKind::Ed25519),
        (None, Some(SignatureName::Hmac) | None) => NewSecret::Generated(SignatureKind::Hmac),
    }
}

fn secret_out(stored: &EndpointSecret) -> Option<WebhookSecretOut> {
    let secret = WebhookSecret::parse(&stored.text).ok()?;
    Some(WebhookSecretOut {
        signature: match secret.kind() {
            SignatureKind::Hmac => SignatureName::Hmac,
            SignatureKind::Ed25519 => SignatureName::Ed25519,
        },
        public_key: secret.public_key(),
        added_at: stored.added_at,
        expires_at: stored.expires_at,
    })
}

const fn disabled_name(reason: DisabledReason) -> WebhookDisabledName {
    match reason {
        DisabledReason::ByHost => WebhookDisabledName::ByHost,
        DisabledReason::FailedTooLong => WebhookDisabledName::FailedTooLong,
        DisabledReason::Gone => WebhookDisabledName::Gone,
        DisabledReason::UnknownCursor => WebhookDisabledName::UnknownCursor,
        DisabledReason::NotInSettings => WebhookDisabledName::NotInSettings,
        DisabledReason::Other => WebhookDisabledName::Other,
    }
}

const fn failure_name(reason: FailureReason) -> WebhookFailureName {
    match reason {
        FailureReason::AddressRefused => WebhookFailureName::AddressRefused,
        FailureReason::Unreachable => WebhookFailureName::Unreachable,
        FailureReason::TlsFailed => WebhookFailureName::TlsFailed,
        FailureReason::ConnectionLost => WebhookFailureName::ConnectionLost,
        FailureReason::TimedOut => WebhookFailureName::TimedOut,
        FailureReason::Status => WebhookFailureName::Status,
        FailureReason::EventUnreadable => WebhookFailureName::EventUnreadable,
        FailureReason::FeedUnavailable => WebhookFailureName::FeedUnavailable,
        FailureReason::Other => WebhookFailureName::Other,
    }
}

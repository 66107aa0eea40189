//! What the sender of webhooks asks of the service: which endpoints are this node's, and to record attempts.

use super::ChatService;
use crate::{
    error::AppError,
    events::cursor::EventCursor,
    meters::METERS,
    notifying::place::is_notifiers,
    webhooks::progress::{self, WebhookAttempt},
};
use chat_domain::ClinicId;
use chat_ports::{DisabledReason, EndpointKey, WebhookEndpoint};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::watch;

impl ChatService {
    /// The endpoints that get events from this node now: enabled ones of clinics whose upkeep is this node's.
    ///
    /// # Errors
    /// [`AppError::NoWebhooks`] or [`AppError::Unavailable`].
    pub async fn webhooks_to_serve(&self) -> Result<Vec<WebhookEndpoint>, AppError> {
        let mut endpoints = self.webhook_store()?.list(None).await?;
        endpoints.retain(|endpoint| {
            let is_enabled = endpoint.disabled.is_none() && !is_notifiers(endpoint);
            is_enabled && self.does_upkeep_of(endpoint.clinic)
        });
        Ok(endpoints)
    }

    /// Whether this node does the upkeep of a clinic now, which includes its webhooks. Ask before each act.
    #[must_use]
    pub fn does_upkeep_of(&self, clinic: ClinicId) -> bool {
        self.inner.engine.membership.is_responsible(clinic)
    }

    /// Tells when endpoints were changed on this node.
    #[must_use]
    pub fn webhook_changes(&self) -> watch::Receiver<u64> {
        self.inner.engine.webhook_changes.subscribe()
    }

    /// Tells when this node took over the upkeep of clinics.
    #[must_use]
    pub fn handovers(&self) -> watch::Receiver<u64> {
        self.inner.engine.membership.handovers()
    }

    /// Now, by the service's clock.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.inner.engine.ports.clock.now()
    }

    /// What was delivered to an endpoint.
    #[must_use]
    pub fn webhook_cursor(endpoint: &WebhookEndpoint) -> EventCursor {
        progress::cursor(endpoint.delivered)
    }

    /// When the oldest event happened that is not delivered to an endpoint yet; `None` if none waits, or the feed can't be read,
    /// which the endpoint's last failure shows.
    pub async fn webhook_waits_since(&self, endpoint: &WebhookEndpoint) -> Option<OffsetDateTime> {
        let from = Self::webhook_cursor(endpoint);
        let page = self.event_page(endpoint.clinic, from, 1, Duration::ZERO);
        let waits = page.await.ok()?.events;
        waits.first().map(|event| event.entry.at)
    }

    /// Records an attempt to deliver the event after `from`, and returns the endpoint as it is then; `None` if it is gone. If
    /// the endpoint is elsewhere by now, because another node delivered the same event or the host moved it, nothing is recorded.
    /// A failure is not recorded for an endpoint that the host changed since, whose revisions have another generation.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]: it may have been recorded. Repeating it is safe.
    pub async fn record_webhook_attempt(
        &self,
        key: EndpointKey,
        (from, generation): (EventCursor, u64),
        attempt: WebhookAttempt,
    ) -> Result<Option<WebhookEndpoint>, AppError> {
        let store = self.webhook_store()?;
        loop {
            let Some(mut endpoint) = store.get(key).await? else {
                return Ok(None);
            };
            let is_delivered = matches!(attempt, WebhookAttempt::Delivered(_));
            let is_current = endpoint.generation == generation || is_delivered;
            if progress::cursor(endpoint.delivered) != from || !is_current {
                return Ok(Some(endpoint));
            }
            let was_disabled = endpoint.disabled.is_some();
            progress::record(&mut endpoint, attempt, self.now(), fastrand::f64());
            endpoint.revision = endpoint.revision.saturating_add(1);
            if store.put(endpoint.clone()).await? {
                count(attempt, &endpoint, was_disabled);
                return Ok(Some(endpoint));
            }
        }
    }
}

/// Counts an attempt that was recorded, and whether it disabled the endpoint.
fn count(attempt: WebhookAttempt, recorded: &WebhookEndpoint, was_disabled: bool) {
    if let Some(outcome) = attempt.outcome() {
        METERS.webhook_attempts.add(outcome);
    }
    let disabled = recorded.disabled.filter(|_| !was_disabled);
    let reason = match disabled.map(|disabled| disabled.reason) {
        Some(DisabledReason::FailedTooLong) => "failed_too_long",
        Some(DisabledReason::Gone) => "gone",
        Some(DisabledReason::UnknownCursor) => "unknown_cursor",
        _ => return,
    };
    METERS.webhooks_disabled.add(reason);
}

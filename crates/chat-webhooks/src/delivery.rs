//! Delivering to one endpoint, event after event.

use crate::{
    attempt::{delivery, outcome},
    transport::Transport,
};
use chat_app::{AppError, ChatService, FeedEvent, WebhookAttempt};
use chat_domain::ClinicId;
use chat_ports::{FailureReason, WebhookEndpoint};
use chat_wire::EventContent;
use futures::StreamExt as _;
use std::{collections::BTreeSet, pin::pin, sync::Arc, time::Duration};
use tokio::time::sleep;

/// Longest time between attempts to record what became of a delivery.
const RECORD_EVERY: Duration = Duration::from_secs(30);

/// Shortest time between records of a feed that can't be read.
const FEED_FAILURE_EVERY: Duration = Duration::from_secs(60);

/// What all deliveries of a node share.
pub(crate) struct Shared {
    pub(crate) service: ChatService,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) event_content: BTreeSet<ClinicId>,
}

impl Shared {
    /// Delivers the events after what was delivered, until the endpoint is disabled, changed, removed or served by another
    /// node.
    ///
    /// # Errors
    /// The events can't be read, or an attempt can't be recorded. Nothing is lost: begin again with the stored endpoint.
    ///
    /// # Cancel safety
    /// A delivery in progress may arrive, and is then repeated.
    pub(crate) async fn deliver(&self, mut endpoint: WebhookEndpoint) -> Result<(), AppError> {
        let from = ChatService::webhook_cursor(&endpoint);
        let events = match self.service.events(endpoint.clinic, from).await {
            Err(AppError::UnknownCursor) => {
                tracing::error!(endpoint = %endpoint.id, "the event feed lacks what was delivered; disabled");
                let unknown = WebhookAttempt::UnknownCursor;
                return self.record(&endpoint, unknown).await.map(drop);
            }
            Ok(events) => events,
            Err(error) => return self.feed_failed(&endpoint, error).await,
        };
        let mut events = pin!(events);
        while let Some(event) = events.next().await {
            let event = match event {
                Ok(event) => event,
                Err(error) => return self.feed_failed(&endpoint, error).await,
            };
            match self.deliver_event(endpoint, &event).await? {
                Some(moved) => endpoint = moved,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Sends an event until it is delivered, and returns the endpoint after that; `None` if this task is to end.
    async fn deliver_event(
        &self,
        mut endpoint: WebhookEndpoint,
        event: &FeedEvent,
    ) -> Result<Option<WebhookEndpoint>, AppError> {
        let from = ChatService::webhook_cursor(&endpoint);
        loop {
            if let Some(retrying) = endpoint.retrying {
                let wait = retrying.next_attempt - self.service.now();
                sleep(wait.try_into().unwrap_or_default()).await;
            }
            // This process may have stood still.
            if !self.service.does_upkeep_of(endpoint.clinic) {
                return Ok(None);
            }
            let content = match self.event_content.contains(&endpoint.clinic) {
                true => EventContent::Included,
                false => EventContent::Omitted,
            };
            let attempt = match delivery(&endpoint, event, content, self.service.now()) {
                Some(signed) => outcome(self.transport.send(&signed).await, event),
                None => WebhookAttempt::EventUnreadable,
            };
            let Some(recorded) = self.record(&endpoint, attempt).await? else {
                return Ok(None);
            };
            tell(&recorded, attempt);
            let is_changed = recorded.generation != endpoint.generation;
            if is_changed || recorded.disabled.is_some() {
                return Ok(None);
            }
            let at = ChatService::webhook_cursor(&recorded);
            if at == event.cursor {
                return Ok(Some(recorded));
            }
            if at != from {
                return Ok(None);
            }
            endpoint = recorded;
        }
    }

    /// Shows the host that the feed can't be read, and returns the error.
    async fn feed_failed(
        &self,
        endpoint: &WebhookEndpoint,
        error: AppError,
    ) -> Result<(), AppError> {
        let now = self.service.now();
        let is_shown = endpoint.last_failure.is_some_and(|last| {
            last.reason == FailureReason::FeedUnavailable && now - last.at < FEED_FAILURE_EVERY
        });
        if !is_shown {
            let seen = (ChatService::webhook_cursor(endpoint), endpoint.generation);
            let failed = WebhookAttempt::FeedUnavailable;
            let recorded = self
                .service
                .record_webhook_attempt(endpoint.key(), seen, failed);
            // The storage may fail as the feed does. The next look records it.
            if let Err(error) = recorded.await {
                tracing::debug!(%error, endpoint = %endpoint.id, "a failure of the event feed is not recorded");
            }
        }
        Err(error)
    }

    /// Records an attempt, however long the storage takes: a delivery that is not recorded is repeated.
    async fn record(
        &self,
        endpoint: &WebhookEndpoint,
        attempt: WebhookAttempt,
    ) -> Result<Option<WebhookEndpoint>, AppError> {
        let from = ChatService::webhook_cursor(endpoint);
        let seen = (from, endpoint.generation);
        let mut wait = Duration::from_millis(500);
        loop {
            let recorded = self
                .service
                .record_webhook_attempt(endpoint.key(), seen, attempt);
            match recorded.await {
                Err(AppError::Unavailable(error)) => {
                    tracing::warn!(%error, endpoint = %endpoint.id, "a webhook's attempt is recorded later");
                    sleep(wait).await;
                    wait = (wait * 2).min(RECORD_EVERY);
                }
                recorded => return recorded,
            }
        }
    }
}

/// Log lines name the endpoint, and why nothing was delivered.
fn tell(endpoint: &WebhookEndpoint, attempt: WebhookAttempt) {
    let id = endpoint.id;
    if let Some(disabled) = endpoint.disabled {
        tracing::error!(endpoint = %id, reason = ?disabled.reason, "a webhook endpoint is disabled");
        return;
    }
    if attempt == WebhookAttempt::EventUnreadable {
        tracing::error!(endpoint = %id, "an event can't be signed");
    }
    if let WebhookAttempt::Failed { reason, status, .. } = attempt {
        let attempts = endpoint.retrying.map_or(0, |retrying| retrying.attempts);
        match attempts {
            1 => tracing::warn!(endpoint = %id, ?reason, status, "a webhook was not delivered"),
            _ => {
                tracing::debug!(endpoint = %id, ?reason, status, attempts, "a webhook was not delivered")
            }
        }
    }
}

//! Webhook endpoints, as the host manages them.

use super::ChatService;
use crate::{
    error::AppError,
    events::cursor::EventCursor,
    notifying::place::is_notifiers,
    webhooks::{
        change::{
            self, DeclaredWebhook, NewSecret, NewWebhook, WebhookChange, WebhookProblem, added,
        },
        progress,
        secret::WebhookSecret,
        url::check_webhook_url,
    },
};
use chat_domain::ClinicId;
use chat_ports::{
    EndpointId, EndpointKey, EndpointOrigin, PortError, WebhookEndpoint, WebhookStore,
};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;

/// Attempts of a change that collides with deliveries.
const ATTEMPTS: u32 = 50;

impl ChatService {
    /// Creates an endpoint of a clinic, and returns it with its secret, which is shown only now.
    ///
    /// # Errors
    /// [`AppError::NoWebhooks`] if the ports have none, [`AppError::Webhook`], [`AppError::UnknownCursor`] or
    /// [`AppError::Unavailable`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::{NewSecret, NewWebhook, SignatureKind};
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, .. } = &clinic;
    /// let new = NewWebhook {
    ///     clinic: visit.clinic,
    ///     url: "https://host.example/visit-chat".to_owned(),
    ///     secret: NewSecret::Generated(SignatureKind::Hmac),
    ///     after: None,
    /// };
    /// let (endpoint, secret) = service.create_webhook(new).await?;
    /// assert!(secret.starts_with("whsec_"));
    /// # assert!(endpoint.url.contains("host.example"));
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn create_webhook(
        &self,
        new: NewWebhook,
    ) -> Result<(WebhookEndpoint, String), AppError> {
        let store = self.webhook_store()?;
        self.check_webhook_url(&new.url)?;
        let secret = secret(new.secret)?;
        let max = self.inner.engine.settings.webhooks.max_endpoints;
        if self.webhooks(new.clinic).await?.len() >= max {
            return Err(WebhookProblem::TooMany { max }.into());
        }
        let after = self.webhook_start(new.clinic, new.after).await?;
        let id = EndpointId::new(self.inner.engine.ports.ids.next_id());
        let mut endpoint = self.new_endpoint(new.clinic, id, new.url, after);
        endpoint.secrets = vec![added(&secret, endpoint.created_at)];
        if !store.put(endpoint.clone()).await? {
            return Err(AppError::unavailable("the endpoint's id is in use"));
        }
        self.webhooks_changed();
        Ok((endpoint, secret))
    }

    /// The endpoints of a clinic, by id.
    ///
    /// # Errors
    /// [`AppError::NoWebhooks`] or [`AppError::Unavailable`].
    pub async fn webhooks(&self, clinic: ClinicId) -> Result<Vec<WebhookEndpoint>, AppError> {
        let mut found = self.webhook_store()?.list(Some(clinic)).await?;
        found.retain(|record| !is_notifiers(record));
        Ok(found)
    }

    /// An endpoint.
    ///
    /// # Errors
    /// [`AppError::Webhook`] if there is none, [`AppError::NoWebhooks`] or [`AppError::Unavailable`].
    pub async fn webhook(&self, key: EndpointKey) -> Result<WebhookEndpoint, AppError> {
        let found = self.webhook_store()?.get(key).await?;
        let found = found.filter(|record| !is_notifiers(record));
        found.ok_or_else(|| WebhookProblem::Unknown.into())
    }

    /// Changes an endpoint. An endpoint of the settings can be enabled, disabled and moved in the feed; one that was removed from
    /// the settings can't be enabled.
    ///
    /// # Errors
    /// As [`ChatService::create_webhook`].
    pub async fn change_webhook(
        &self,
        key: EndpointKey,
        wanted: WebhookChange,
    ) -> Result<WebhookEndpoint, AppError> {
        if let Some(url) = &wanted.url {
            self.check_webhook_url(url)?;
        }
        if let Some(after) = wanted.after {
            self.webhook_start(key.clinic, Some(after)).await?;
        }
        let now = self.inner.engine.ports.clock.now();
        self.update_webhook(key, |endpoint| {
            let has_address_there =
                wanted.url.is_some() && endpoint.origin == EndpointOrigin::Settings;
            let enables_removed =
                wanted.enabled == Some(true) && change::is_removed_from_settings(endpoint);
            if has_address_there || enables_removed {
                return Err(WebhookProblem::InSettings);
            }
            change::apply(endpoint, &wanted, now);
            Ok(())
        })
        .await
    }

    /// Adds a secret, and returns the endpoint with it. The secrets before it sign as well for the time of `overlap`, at most a
    /// week, so that the receiver can change to the new one without losing a delivery.
    ///
    /// # Errors
    /// As [`ChatService::create_webhook`].
    pub async fn rotate_webhook_secret(
        &self,
        key: EndpointKey,
        new: NewSecret,
        overlap: Duration,
    ) -> Result<(WebhookEndpoint, String), AppError> {
        let secret = secret(new)?;
        let now = self.inner.engine.ports.clock.now();
        let rotated = self.update_webhook(key, |endpoint| match endpoint.origin {
            EndpointOrigin::Settings | EndpointOrigin::Notifiers => Err(WebhookProblem::InSettings),
            EndpointOrigin::Api => change::rotate(endpoint, &secret, overlap, now),
        });
        Ok((rotated.await?, secret))
    }

    /// Deletes an endpoint; one of the settings only after it was removed there. A delivery in progress may still arrive.
    ///
    /// # Errors
    /// As [`ChatService::change_webhook`].
    pub async fn delete_webhook(&self, key: EndpointKey) -> Result<(), AppError> {
        let endpoint = self.webhook(key).await?;
        let is_in_settings = endpoint.origin == EndpointOrigin::Settings;
        if is_in_settings && !change::is_removed_from_settings(&endpoint) {
            return Err(WebhookProblem::InSettings.into());
        }
        self.webhook_store()?.remove(key).await?;
        self.webhooks_changed();
        Ok(())
    }

    /// Makes the endpoints of the settings what the settings are now. New ones get the first event from now on. Those that are
    /// no longer there are disabled, and go on where they were once they are there again. An error about one does not stop the
    /// others. Repeat it after an error.
    ///
    /// # Errors
    /// As [`ChatService::create_webhook`].
    pub async fn declare_webhooks(&self, declared: &[DeclaredWebhook]) -> Result<(), AppError> {
        let store = self.webhook_store()?;
        let now = self.inner.engine.ports.clock.now();
        for wanted in declared {
            self.check_webhook_url(&wanted.url)?;
            change::check_secrets(&wanted.secrets)?;
        }
        let mut result = Ok(());
        for wanted in declared {
            result = result.and(self.declare_webhook(wanted, now).await);
        }
        for stored in store.list(None).await? {
            let key = stored.key();
            let is_declared = declared
                .iter()
                .any(|it| (it.clinic, it.id) == (key.clinic, key.id));
            if stored.origin == EndpointOrigin::Settings && !is_declared {
                let removed = self.update_webhook_if(key, |endpoint| {
                    Ok(change::remove_from_settings(endpoint, now))
                });
                result = result.and(removed.await.map(drop));
            }
        }
        result
    }

    async fn declare_webhook(
        &self,
        wanted: &DeclaredWebhook,
        now: OffsetDateTime,
    ) -> Result<(), AppError> {
        let store = self.webhook_store()?;
        let (clinic, id) = (wanted.clinic, wanted.id);
        if store.get(EndpointKey { clinic, id }).await?.is_none() {
            let after = self.webhook_start(clinic, None).await?;
            let mut endpoint = self.new_endpoint(clinic, id, wanted.url.clone(), after);
            endpoint.origin = EndpointOrigin::Settings;
            let secrets = wanted.secrets.iter();
            endpoint.secrets = secrets.map(|text| added(text, now)).collect();
            // Does nothing if another node has created it since.
            store.put(endpoint).await?;
            self.webhooks_changed();
        }
        let declared = self.update_webhook_if(EndpointKey { clinic, id }, |endpoint| {
            endpoint.origin = EndpointOrigin::Settings;
            Ok(change::declare(endpoint, wanted, now))
        });
        declared.await.map(drop)
    }

    /// The store of endpoints.
    pub(super) fn webhook_store(&self) -> Result<&Arc<dyn WebhookStore>, AppError> {
        let ports = &self.inner.engine.ports;
        let store = ports.webhooks.as_ref().filter(|_| ports.events.is_some());
        store.ok_or(AppError::NoWebhooks)
    }

    /// Wakes the deliveries of this node.
    pub(super) fn webhooks_changed(&self) {
        let changes = &self.inner.engine.webhook_changes;
        changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn check_webhook_url(&self, url: &str) -> Result<(), AppError> {
        let permitted = &self.inner.engine.settings.webhooks.permitted;
        let checked = check_webhook_url(url, permitted);
        checked.map_err(WebhookProblem::Url)?;
        Ok(())
    }

    /// Where a new endpoint begins: after a cursor that the feed has, or now.
    async fn webhook_start(
        &self,
        clinic: ClinicId,
        after: Option<EventCursor>,
    ) -> Result<EventCursor, AppError> {
        let feed = self.event_feed(clinic)?;
        match after {
            Some(after) => feed.check(after).await.map(|()| after),
            None => feed.end().await,
        }
    }

    fn new_endpoint(
        &self,
        clinic: ClinicId,
        id: EndpointId,
        url: String,
        after: EventCursor,
    ) -> WebhookEndpoint {
        WebhookEndpoint {
            clinic,
            id,
            revision: 1,
            generation: 1,
            origin: EndpointOrigin::Api,
            url,
            secrets: Vec::new(),
            created_at: self.inner.engine.ports.clock.now(),
            delivered: progress::position(after),
            retrying: None,
            last_failure: None,
            disabled: None,
        }
    }

    async fn update_webhook(
        &self,
        key: EndpointKey,
        change: impl Fn(&mut WebhookEndpoint) -> Result<(), WebhookProblem>,
    ) -> Result<WebhookEndpoint, AppError> {
        self.update_webhook_if(key, |endpoint| change(endpoint).map(|()| true))
            .await
    }

    /// Changes the newest revision of an endpoint. `change` says whether there is anything to store.
    async fn update_webhook_if(
        &self,
        key: EndpointKey,
        change: impl Fn(&mut WebhookEndpoint) -> Result<bool, WebhookProblem>,
    ) -> Result<WebhookEndpoint, AppError> {
        let store = self.webhook_store()?;
        for _ in 0..ATTEMPTS {
            let mut endpoint = self.webhook(key).await?;
            if !change(&mut endpoint)? {
                return Ok(endpoint);
            }
            endpoint.revision = endpoint.revision.saturating_add(1);
            if store.put(endpoint.clone()).await? {
                self.webhooks_changed();
                return Ok(endpoint);
            }
        }
        let busy = PortError::Busy("the endpoint's deliveries are recorded all the time");
        Err(busy.into())
    }
}

/// A secret as text.
fn secret(new: NewSecret) -> Result<String, AppError> {
    match new {
        NewSecret::Given(text) => {
            WebhookSecret::parse(&text).map_err(|_| WebhookProblem::Secret)?;
            Ok(text)
        }
        NewSecret::Generated(kind) => {
            let mut random = [0; 32];
            getrandom::fill(&mut random).map_err(|_| AppError::unavailable("no random bytes"))?;
            Ok(WebhookSecret::text_of(kind, random))
        }
    }
}

//! Webhook endpoints in memory.

use crate::lock::lock;
use async_trait::async_trait;
use chat_domain::ClinicId;
use chat_ports::{EndpointKey, PortError, WebhookEndpoint, WebhookStore};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// Webhook endpoints in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryWebhookStore {
    endpoints: Arc<Mutex<BTreeMap<EndpointKey, WebhookEndpoint>>>,
}

impl MemoryWebhookStore {
    /// No endpoints yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl WebhookStore for MemoryWebhookStore {
    async fn list(&self, clinic: Option<ClinicId>) -> Result<Vec<WebhookEndpoint>, PortError> {
        let endpoints = lock(&self.endpoints);
        let wanted = |endpoint: &&WebhookEndpoint| clinic.is_none_or(|of| endpoint.clinic == of);
        Ok(endpoints.values().filter(wanted).cloned().collect())
    }

    async fn get(&self, key: EndpointKey) -> Result<Option<WebhookEndpoint>, PortError> {
        Ok(lock(&self.endpoints).get(&key).cloned())
    }

    async fn put(&self, endpoint: WebhookEndpoint) -> Result<bool, PortError> {
        let mut endpoints = lock(&self.endpoints);
        let stored = endpoints
            .get(&endpoint.key())
            .map_or(0, |stored| stored.revision);
        let follows = stored.checked_add(1) == Some(endpoint.revision);
        if follows {
            endpoints.insert(endpoint.key(), endpoint);
        }
        Ok(follows)
    }

    async fn remove(&self, key: EndpointKey) -> Result<(), PortError> {
        lock(&self.endpoints).remove(&key);
        Ok(())
    }
}

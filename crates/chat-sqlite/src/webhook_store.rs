//! The implementation of [`WebhookStore`].

use crate::{readers, visit_log::SqliteVisitLog};
use async_trait::async_trait;
use chat_domain::ClinicId;
use chat_ports::{EndpointKey, PortError, WebhookEndpoint, WebhookStore, sql::WebhookRow};

/// A change to the endpoints.
pub(crate) enum WebhookChange {
    /// If the stored revision is the one before.
    Put(WebhookRow),
    Remove(EndpointKey),
}

impl WebhookChange {
    /// Approximate heap size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Put(row) => row.json.len(),
            Self::Remove(_) => 0,
        }
    }
}

/// An endpoint's key.
pub(crate) fn endpoint_key(key: &EndpointKey) -> [[u8; 16]; 2] {
    [key.clinic.uuid().into_bytes(), key.id.uuid().into_bytes()]
}

#[async_trait]
impl WebhookStore for SqliteVisitLog {
    async fn list(&self, clinic: Option<ClinicId>) -> Result<Vec<WebhookEndpoint>, PortError> {
        let read = move |connection: &_| readers::list_webhooks(connection, clinic);
        self.inner.readers.run(read).await
    }

    async fn get(&self, key: EndpointKey) -> Result<Option<WebhookEndpoint>, PortError> {
        let read = move |connection: &_| readers::get_webhook(connection, key);
        self.inner.readers.run(read).await
    }

    async fn put(&self, endpoint: WebhookEndpoint) -> Result<bool, PortError> {
        let put = WebhookChange::Put(WebhookRow::of(&endpoint)?);
        match self.inner.writer.change_webhook(put).await {
            Ok(()) => Ok(true),
            Err(PortError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn remove(&self, key: EndpointKey) -> Result<(), PortError> {
        let remove = WebhookChange::Remove(key);
        self.inner.writer.change_webhook(remove).await
    }
}

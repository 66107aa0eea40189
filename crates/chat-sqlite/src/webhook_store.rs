//! The implementation of [`WebhookStore`].

use crate::{readers, visit_log::SqliteVisitLog, webhook_rows::WebhookChange};
use async_trait::async_trait;
use chat_domain::ClinicId;
use chat_ports::{EndpointKey, PortError, WebhookEndpoint, WebhookStore, sql::WebhookRow};

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

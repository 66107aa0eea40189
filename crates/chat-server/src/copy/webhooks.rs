//! Webhook endpoints: their places in the feeds stay, so they go on where they were.

use crate::error::StartError;
use chat_app::Ports;
use chat_ports::{PortError, WebhookEndpoint, WebhookStore};

/// Copies the endpoints, after the feeds. An endpoint that the target has stays as it is there.
pub(super) async fn copy(source: &Ports, target: &Ports) -> Result<(), StartError> {
    let (Some(source), Some(target)) = (&source.webhooks, &target.webhooks) else {
        return Ok(());
    };
    let copied = copy_all(&**source, &**target).await;
    copied.map_err(|error| StartError::CopyWebhooks(error.to_string()))
}

async fn copy_all(source: &dyn WebhookStore, target: &dyn WebhookStore) -> Result<(), PortError> {
    for endpoint in source.list(None).await? {
        let first = WebhookEndpoint {
            revision: 1,
            ..endpoint
        };
        target.put(first).await?;
    }
    Ok(())
}

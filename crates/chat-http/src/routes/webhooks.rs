//! Webhook endpoints of a clinic, for its host.

use crate::{
    extract::{self, Host, WebhookPath},
    problem::Problem,
    router::App,
    wire::{
        SecretRotationIn, WebhookEditIn, WebhookIn, WebhookOut, WebhookWithSecretOut, WebhooksOut,
        cursor, new_webhook, rotation, webhook_change, webhook_out,
    },
};
use axum::{Json, extract::State, http::StatusCode};
use chat_app::EventCursor;
use chat_ports::WebhookEndpoint;

/// The clinic's webhook endpoints, for the host, and how far each got.
#[utoipa::path(
    get,
    path = "/webhooks",
    operation_id = "list_webhooks",
    tag = "webhooks",
    responses((status = 200, body = WebhooksOut, description = "The endpoints"))
)]
pub(crate) async fn list_webhooks(
    State(app): State<App>,
    Host(identity): Host,
) -> Result<Json<WebhooksOut>, Problem> {
    let endpoints = app.service.webhooks(identity.clinic).await?;
    let mut webhooks = Vec::new();
    for endpoint in &endpoints {
        webhooks.push(shown(&app, endpoint).await);
    }
    Ok(Json(WebhooksOut { webhooks }))
}

/// Creates a webhook endpoint, to which the clinic's events are sent. The answer has its secret, which is shown only now.
///
/// Not idempotent: after a lost answer, list the endpoints and delete the one whose secret is not known.
#[utoipa::path(
    post,
    path = "/webhooks",
    operation_id = "create_webhook",
    tag = "webhooks",
    request_body = WebhookIn,
    responses((status = 201, body = WebhookWithSecretOut, description = "Created"))
)]
pub(crate) async fn create_webhook(
    State(app): State<App>,
    Host(identity): Host,
    extract::Json(body): extract::Json<WebhookIn>,
) -> Result<(StatusCode, Json<WebhookWithSecretOut>), Problem> {
    let after = after(body.after.as_deref())?;
    let new = new_webhook(body, identity.clinic, after);
    let (endpoint, secret) = app.service.create_webhook(new).await?;
    let webhook = shown(&app, &endpoint).await;
    let created = WebhookWithSecretOut { webhook, secret };
    Ok((StatusCode::CREATED, Json(created)))
}

/// A webhook endpoint.
#[utoipa::path(
    get,
    path = "/webhooks/{webhook}",
    operation_id = "get_webhook",
    tag = "webhooks",
    params(("webhook" = Uuid, Path)),
    responses((status = 200, body = WebhookOut, description = "The endpoint"))
)]
pub(crate) async fn get_webhook(
    State(app): State<App>,
    Host(_): Host,
    WebhookPath { webhook }: WebhookPath,
) -> Result<Json<WebhookOut>, Problem> {
    let endpoint = app.service.webhook(webhook).await?;
    Ok(Json(shown(&app, &endpoint).await))
}

/// Changes a webhook endpoint: its address, whether events are sent, and which is the next one. What is changed is tried
/// immediately.
#[utoipa::path(
    patch,
    path = "/webhooks/{webhook}",
    operation_id = "edit_webhook",
    tag = "webhooks",
    params(("webhook" = Uuid, Path)),
    request_body = WebhookEditIn,
    responses((status = 200, body = WebhookOut, description = "The endpoint as it is now"))
)]
pub(crate) async fn edit_webhook(
    State(app): State<App>,
    Host(_): Host,
    WebhookPath { webhook }: WebhookPath,
    extract::Json(body): extract::Json<WebhookEditIn>,
) -> Result<Json<WebhookOut>, Problem> {
    let after = after(body.after.as_deref())?;
    let change = webhook_change(body, after);
    let endpoint = app.service.change_webhook(webhook, change).await?;
    Ok(Json(shown(&app, &endpoint).await))
}

/// Deletes a webhook endpoint.
#[utoipa::path(
    delete,
    path = "/webhooks/{webhook}",
    operation_id = "delete_webhook",
    tag = "webhooks",
    params(("webhook" = Uuid, Path)),
    responses((status = 204, description = "Deleted"))
)]
pub(crate) async fn delete_webhook(
    State(app): State<App>,
    Host(_): Host,
    WebhookPath { webhook }: WebhookPath,
) -> Result<StatusCode, Problem> {
    app.service.delete_webhook(webhook).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a secret to a webhook endpoint. The earlier ones sign as well for a while, so that the receiver can change to the new
/// one. The answer has the secret, which is shown only now.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook}/secrets",
    operation_id = "rotate_webhook_secret",
    tag = "webhooks",
    params(("webhook" = Uuid, Path)),
    request_body = SecretRotationIn,
    responses((status = 201, body = WebhookWithSecretOut, description = "Added"))
)]
pub(crate) async fn rotate_secret(
    State(app): State<App>,
    Host(_): Host,
    WebhookPath { webhook }: WebhookPath,
    extract::Json(body): extract::Json<SecretRotationIn>,
) -> Result<(StatusCode, Json<WebhookWithSecretOut>), Problem> {
    let (secret, overlap) = rotation(body);
    let rotated = app.service.rotate_webhook_secret(webhook, secret, overlap);
    let (endpoint, secret) = rotated.await?;
    let webhook = shown(&app, &endpoint).await;
    let rotated = WebhookWithSecretOut { webhook, secret };
    Ok((StatusCode::CREATED, Json(rotated)))
}

/// The endpoint, and since when its next event waits.
async fn shown(app: &App, endpoint: &WebhookEndpoint) -> WebhookOut {
    let waiting_since = app.service.webhook_waits_since(endpoint).await;
    webhook_out(endpoint, waiting_since)
}

fn after(text: Option<&str>) -> Result<Option<EventCursor>, Problem> {
    text.map(cursor).transpose()
}

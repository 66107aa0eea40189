//! Webhook endpoints, as the host manages them.

use crate::integer::Int32;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// A webhook endpoint to create.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWebhook)]
pub struct WebhookIn {
    /// Where events are sent: `https://`, at most 2,000 bytes, without a user, a password or a fragment.
    pub url: String,
    /// A secret of the host's own choice; generated if absent.
    pub secret: Option<String>,
    /// How a generated secret signs: `hmac`, the default, or `ed25519`.
    pub signature: Option<SignatureName>,
    /// The cursor of the event before the first one to send. Absent: the first one from now on. Empty: from the start.
    pub after: Option<String>,
}

/// What to change of a webhook endpoint. Absent members stay as they are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookEdit)]
pub struct WebhookEditIn {
    /// Where events are sent.
    pub url: Option<String>,
    /// Whether events are sent. Enabling sends the next one immediately; none is skipped.
    pub enabled: Option<bool>,
    /// The cursor of the event before the next one to send. Skips events, or sends them again.
    pub after: Option<String>,
}

/// A secret to add to a webhook endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecretRotation)]
pub struct SecretRotationIn {
    /// A secret of the host's own choice; generated if absent.
    pub secret: Option<String>,
    /// How a generated secret signs: `hmac`, the default, or `ed25519`.
    pub signature: Option<SignatureName>,
    /// How many seconds the earlier secrets still sign: a day by default, at most a week.
    #[schema(value_type = Option<u32>)]
    pub overlap_seconds: Option<Int32>,
}

/// A webhook endpoint with its newest secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WebhookWithSecret)]
pub struct WebhookWithSecretOut {
    /// The endpoint.
    pub webhook: WebhookOut,
    /// The secret, which is shown only now. The receiver of `hmac` signatures needs it, and that of `ed25519` signatures only
    /// the public key.
    pub secret: String,
}

/// The webhook endpoints of a clinic.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Webhooks)]
pub struct WebhooksOut {
    /// The endpoints, by id.
    pub webhooks: Vec<WebhookOut>,
}

/// A webhook endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookOut {
    /// The endpoint.
    pub id: Uuid,
    /// Where events are sent.
    pub url: String,
    /// `api`, or `settings` of the server.
    pub managed_by: WebhookManagerName,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// The cursor of the last event that was delivered.
    pub cursor: String,
    /// Whether events are sent.
    pub enabled: bool,
    /// Why no events are sent; `null` if they are.
    pub disabled: Option<WebhookDisabledOut>,
    /// When the oldest event happened that is not delivered yet: how far behind the endpoint is. `null` if none waits, or the server
    /// can't read its events.
    #[serde(with = "time::serde::rfc3339::option")]
    pub waiting_since: Option<OffsetDateTime>,
    /// The next event, if it could not be delivered yet.
    pub retrying: Option<WebhookRetryOut>,
    /// The last attempt that failed, of any event, or the last time that the server could not read the next event.
    pub last_failure: Option<WebhookFailureOut>,
    /// The secrets that sign, the newest first, without themselves.
    pub secrets: Vec<WebhookSecretOut>,
}

/// Since when a webhook endpoint is disabled, and why.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WebhookDisabled)]
pub struct WebhookDisabledOut {
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// Why.
    pub reason: WebhookDisabledName,
}

/// An event that could not be delivered yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WebhookRetry)]
pub struct WebhookRetryOut {
    /// When the first attempt failed.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// Number of failed attempts.
    pub attempts: u32,
    /// When it is sent again.
    #[serde(with = "time::serde::rfc3339")]
    pub next_attempt: OffsetDateTime,
}

/// An attempt that failed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WebhookFailure)]
pub struct WebhookFailureOut {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Why.
    pub reason: WebhookFailureName,
    /// The status of the answer; `null` if there was none.
    pub status: Option<u16>,
}

/// A secret that signs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WebhookSecret)]
pub struct WebhookSecretOut {
    /// How it signs.
    pub signature: SignatureName,
    /// The public key, `whpk_…`, of an `ed25519` secret.
    pub public_key: Option<String>,
    /// When it was added.
    #[serde(with = "time::serde::rfc3339")]
    pub added_at: OffsetDateTime,
    /// When it stops signing; `null` for the newest.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

/// How a webhook is signed: HMAC-SHA256 (`v1`) or Ed25519 (`v1a`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureName {
    /// HMAC-SHA256 with a shared secret.
    Hmac,
    /// Ed25519.
    Ed25519,
}

/// Where a webhook endpoint is managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookManagerName {
    /// Over this API.
    Api,
    /// In the settings of the server.
    Settings,
}

/// Why a webhook endpoint is disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookDisabledName {
    /// The host disabled it.
    ByHost,
    /// One event failed for three days, and for a day's number of attempts at least.
    FailedTooLong,
    /// The receiver answered 410.
    Gone,
    /// The event feed does not have what was delivered.
    UnknownCursor,
    /// It was removed from the settings.
    NotInSettings,
    /// Another reason.
    Other,
}

/// Why an attempt to deliver a webhook failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookFailureName {
    /// The operator does not permit the address, or what its name resolves to.
    AddressRefused,
    /// The name does not resolve, or no connection was made.
    Unreachable,
    /// The receiver's certificate is not valid.
    TlsFailed,
    /// The connection broke, or the answer was not HTTP.
    ConnectionLost,
    /// No answer in time.
    TimedOut,
    /// The status was not 2xx.
    Status,
    /// The event has no form to send, or no secret signs it. The server's log has more.
    EventUnreadable,
    /// The server can't read its event feed now.
    FeedUnavailable,
    /// Another reason.
    Other,
}

//! An endpoint as stored.

use chat_domain::ClinicId;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use time::OffsetDateTime;
use uuid::Uuid;

/// A webhook endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEndpoint {
    /// The clinic whose events it gets.
    pub clinic: ClinicId,
    /// The endpoint.
    pub id: EndpointId,
    /// Counts the versions of this record, from 1.
    pub revision: u64,
    /// Counts the changes by the host or an operator, which restart delivery. Delivery progress does not count.
    pub generation: u64,
    /// Where it is managed.
    pub origin: EndpointOrigin,
    /// The address. May have a secret of the receiver, so it stays out of logs.
    pub url: String,
    /// The secrets that sign, the newest first.
    pub secrets: Vec<EndpointSecret>,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// What was delivered: everything before this position.
    pub delivered: FeedPosition,
    /// The retries of the event at that position, if an attempt failed.
    pub retrying: Option<Retrying>,
    /// The last failed attempt of any event.
    pub last_failure: Option<FailedAttempt>,
    /// Why nothing is delivered, if it is disabled.
    pub disabled: Option<EndpointDisabled>,
}

impl WebhookEndpoint {
    /// Its key.
    #[must_use]
    pub const fn key(&self) -> EndpointKey {
        EndpointKey {
            clinic: self.clinic,
            id: self.id,
        }
    }
}

/// Without the address and the secrets.
impl fmt::Debug for WebhookEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookEndpoint")
            .field("clinic", &self.clinic)
            .field("id", &self.id)
            .field("revision", &self.revision)
            .field("generation", &self.generation)
            .field("delivered", &self.delivered)
            .field("retrying", &self.retrying)
            .field("last_failure", &self.last_failure)
            .field("disabled", &self.disabled)
            .finish_non_exhaustive()
    }
}

/// An endpoint of a clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointKey {
    /// The clinic.
    pub clinic: ClinicId,
    /// The endpoint.
    pub id: EndpointId,
}

/// Names an endpoint within its clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EndpointId(Uuid);

impl EndpointId {
    /// Wraps a UUID.
    #[must_use]
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The UUID inside.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text that is no endpoint's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a webhook endpoint's id")]
pub struct NotAnEndpointId;

/// One spelling only: as ids are written.
impl FromStr for EndpointId {
    type Err = NotAnEndpointId;

    fn from_str(text: &str) -> Result<Self, NotAnEndpointId> {
        let id = text.parse().map(Self).map_err(|_| NotAnEndpointId)?;
        match id.to_string() == text {
            true => Ok(id),
            false => Err(NotAnEndpointId),
        }
    }
}

/// Where an endpoint is managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointOrigin {
    /// By the host, over the API.
    Api,
    /// By the operator, in the settings.
    Settings,
    /// By the service: it is no endpoint, but how far the notifications of the clinic got.
    Notifiers,
}

/// A secret that signs, as its holder has it: `whsec_…` or `whsk_…`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointSecret {
    /// The secret.
    pub text: String,
    /// When it was added.
    #[serde(with = "time::serde::rfc3339")]
    pub added_at: OffsetDateTime,
    /// When it stops signing, after a rotation; `None` for the newest.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

/// Without the secret.
impl fmt::Debug for EndpointSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EndpointSecret(…)")
    }
}

/// A position in the feed of a clinic, with what tells it from the same position of another feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedPosition {
    /// The number of entries before it.
    pub position: u64,
    /// The pass that numbered the last of them; nil at the start.
    pub pass: Uuid,
}

/// The retries of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retrying {
    /// When its first attempt failed.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// Number of failed attempts.
    pub attempts: u32,
    /// When it is sent again.
    #[serde(with = "time::serde::rfc3339")]
    pub next_attempt: OffsetDateTime,
}

/// An attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedAttempt {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Why.
    pub reason: FailureReason,
    /// The status of the answer, with [`FailureReason::Status`].
    pub status: Option<u16>,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The operator does not permit the address, or what its name resolves to.
    AddressRefused,
    /// The name does not resolve, or no connection was made.
    Unreachable,
    /// The receiver's certificate is not valid, or there was no common version of TLS.
    TlsFailed,
    /// The connection broke, or the answer was not HTTP.
    ConnectionLost,
    /// No complete answer in time.
    TimedOut,
    /// The status was not 2xx.
    Status,
    /// The event has no form to send, or no secret signs it.
    EventUnreadable,
    /// The service could not read its event feed.
    FeedUnavailable,
    /// A reason that a newer program recorded.
    #[serde(other)]
    Other,
}

/// Since when an endpoint is disabled, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointDisabled {
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// Why.
    pub reason: DisabledReason,
}

/// Why an endpoint is disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// The host disabled it.
    ByHost,
    /// One event failed for as long as attempts are made.
    FailedTooLong,
    /// The receiver answered that it is gone for good (410).
    Gone,
    /// The feed does not have what was delivered: a backup was restored that is older.
    UnknownCursor,
    /// It was removed from the settings.
    NotInSettings,
    /// A reason that a newer program recorded.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_newer_program_are_read_as_other() {
        let failure: FailureReason = serde_json::from_str("\"too_slow\"").unwrap();
        assert_eq!(failure, FailureReason::Other);
        let disabled: DisabledReason = serde_json::from_str("\"over_quota\"").unwrap();
        assert_eq!(disabled, DisabledReason::Other);
    }
}

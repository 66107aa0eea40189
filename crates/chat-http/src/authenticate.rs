//! Who asks: the host's own way of telling, as a trait.

use crate::problem::Problem;
use async_trait::async_trait;
use axum::http::{HeaderMap, header, request::Parts};
use chat_domain::{Actor, ClinicId, PersonId};
use chat_ports::BoxError;
use thiserror::Error;
use time::OffsetDateTime;

/// Tells who sends a request. Asked once for each request and once for each live connection.
#[async_trait]
pub trait Authenticator: Send + Sync + 'static {
    /// Who sends this request, from its head. Browsers can't set headers on a WebSocket; use
    /// [`bearer`] to find the token in either place.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError>;
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The clinic. Nothing of another clinic can be reached with this identity.
    pub clinic: ClinicId,
    /// Who.
    pub subject: Subject,
    /// When a live connection must end; `None` for never.
    pub expires_at: Option<OffsetDateTime>,
}

/// Who asks, within the clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person.
    Person {
        /// Who.
        person: PersonId,
        /// Whether they may break the glass (M5).
        may_oversee: bool,
    },
    /// The embedding service. It manages visits and presence (V1), and reads no messages.
    Host,
}

/// Why it is not known who asks.
#[derive(Debug, Error)]
pub enum AuthenticationError {
    /// The request names nobody.
    #[error("no credentials")]
    Missing,
    /// What it names is not valid, or no longer.
    #[error("credentials not valid")]
    Invalid,
    /// It can't be told now; later perhaps.
    #[error("can't be told now: {0}")]
    Unavailable(#[source] BoxError),
}

impl Identity {
    /// The person, unless it is the host.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self.subject {
            Subject::Person { person, .. } => Some(person),
            Subject::Host => None,
        }
    }

    /// The actor that the rules are asked about.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        match self.subject {
            Subject::Person { person, .. } => Actor::Person(person),
            Subject::Host => Actor::Host,
        }
    }
}

impl From<AuthenticationError> for Problem {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::Missing => Self::unauthenticated(),
            AuthenticationError::Invalid => Self::token_invalid(),
            AuthenticationError::Unavailable(error) => {
                tracing::warn!(%error, "the authenticator is unavailable");
                Self::unavailable()
            }
        }
    }
}

/// The bearer token of a request: from `Authorization` (RFC 6750, section 2.1), or, when a
/// WebSocket is opened, from the offered subprotocol `bearer.<token>`. Never from the address,
/// which ends up in logs.
#[must_use]
pub fn bearer(request: &Parts) -> Option<&str> {
    if let Some(value) = request.headers.get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| token.trim());
    }
    offered_subprotocols(&request.headers).find_map(|offer| offer.strip_prefix("bearer."))
}

fn offered_subprotocols(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|offers| offers.split(','))
        .map(str::trim)
}

//! Authentication by the host, as a trait.

use crate::{problem::Problem, token_fault::TokenFault};
use async_trait::async_trait;
use axum::http::{HeaderMap, header, request::Parts};
use chat_domain::{Actor, ClinicId, PersonId, SessionId, VisitId};
use chat_ports::BoxError;
use thiserror::Error;
use time::OffsetDateTime;

/// Identifies the caller. Called once per request, and for a live connection when it opens and every
/// [`LiveOptions::recheck_every`](crate::LiveOptions::recheck_every) after that, with the head that opened it.
#[async_trait]
pub trait Authenticator: Send + Sync + 'static {
    /// The sender of this request, from its head. Browsers can't set headers on a WebSocket; use
    /// [`bearer`] to find the token in either place.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError>;
}

/// An authenticated caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The clinic. Data of other clinics can't be reached with this identity.
    pub clinic: ClinicId,
    /// The caller within the clinic.
    pub subject: Subject,
    /// When a live connection must end; `None` for never.
    pub expires_at: Option<OffsetDateTime>,
}

/// The caller within the clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person.
    Person {
        /// The person's id.
        person: PersonId,
        /// Whether they may break the glass (M5).
        may_oversee: bool,
    },
    /// An attendee who joined by an invitation link. They reach this visit only, whatever others they take part in.
    Invited {
        /// The person's id.
        person: PersonId,
        /// The visit.
        visit: VisitId,
        /// The session: live connections close when it ends.
        session: SessionId,
    },
    /// The embedding service. It manages visits and presence (V1) and can't read messages.
    Host,
    /// The embedding service, with the permission to read the status of visits: who takes part, who waits, what is unread.
    ReadingHost,
}

/// Why the caller could not be identified.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuthenticationError {
    /// The request has no credentials.
    #[error("no credentials")]
    Missing,
    /// The credentials are invalid or have expired.
    #[error("credentials invalid or expired")]
    Invalid,
    /// The token is refused, for a reason that the client may know.
    #[error("{0}")]
    Token(#[from] TokenFault),
    /// The caller can't be identified at the moment.
    #[error("authentication unavailable: {0}")]
    Unavailable(#[source] BoxError),
}

impl Identity {
    /// The person; `None` for the host.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self.subject {
            Subject::Person { person, .. } | Subject::Invited { person, .. } => Some(person),
            Subject::Host | Subject::ReadingHost => None,
        }
    }

    /// The only visit that the caller reaches; `None` without such a limit.
    #[must_use]
    pub const fn only_visit(&self) -> Option<VisitId> {
        match self.subject {
            Subject::Invited { visit, .. } => Some(visit),
            Subject::Person { .. } | Subject::Host | Subject::ReadingHost => None,
        }
    }

    /// The actor for the rules.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        match self.subject {
            Subject::Person { person, .. } | Subject::Invited { person, .. } => {
                Actor::Person(person)
            }
            Subject::Host | Subject::ReadingHost => Actor::Host,
        }
    }
}

impl From<AuthenticationError> for Problem {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::Missing => Self::unauthenticated(),
            AuthenticationError::Invalid => Self::invalid_token(None),
            AuthenticationError::Token(fault) => Self::invalid_token(Some(&fault)),
            AuthenticationError::Unavailable(error) => {
                tracing::warn!(%error, "the authenticator is unavailable");
                Self::unavailable()
            }
        }
    }
}

/// The bearer token of a request: from `Authorization` (RFC 6750, section 2.1), or, for a
/// WebSocket, from the offered subprotocol `bearer.<token>`. Never from the address, since
/// addresses are logged.
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

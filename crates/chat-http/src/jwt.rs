//! Signed tokens (RFC 7519), HS256 with one shared secret: what a host without a login of its own
//! for this service can use.

mod jws;
mod payload;
mod secret;
mod verified;

pub use secret::{WeakSecret, check_secret};

use crate::authenticate::{AuthenticationError, Authenticator, Identity, Subject, bearer};
use async_trait::async_trait;
use axum::http::request::Parts;
use chat_domain::{ClinicId, PersonId};
use jws::Key;
use payload::Written;
use std::fmt;
use thiserror::Error;
use time::{Duration, OffsetDateTime};
use verified::Verified;

/// The audience that tokens are made for.
const AUDIENCE: &str = "visit-chat";

/// Why tokens can't be issued or checked.
#[derive(Debug, Error)]
pub enum JwtError {
    /// The secret is too easy to guess.
    #[error(transparent)]
    WeakSecret(#[from] WeakSecret),
    /// The token could not be signed; not known to happen.
    #[error("the token could not be signed")]
    NotSigned,
}

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The clinic.
    pub clinic: ClinicId,
    /// Who.
    pub subject: Subject,
    /// Until when, to the second.
    pub expires_at: OffsetDateTime,
}

impl Claims {
    /// For a participant.
    #[must_use]
    pub fn person(clinic: ClinicId, person: PersonId, lifetime: Duration) -> Self {
        let subject = Subject::Person {
            person,
            may_oversee: false,
        };
        Self {
            clinic,
            subject,
            expires_at: from_now(lifetime),
        }
    }

    /// For a person who may break the glass (M5).
    #[must_use]
    pub fn overseer(clinic: ClinicId, person: PersonId, lifetime: Duration) -> Self {
        let subject = Subject::Person {
            person,
            may_oversee: true,
        };
        Self {
            clinic,
            subject,
            expires_at: from_now(lifetime),
        }
    }

    /// For the embedding service.
    #[must_use]
    pub fn host(clinic: ClinicId, lifetime: Duration) -> Self {
        Self {
            clinic,
            subject: Subject::Host,
            expires_at: from_now(lifetime),
        }
    }
}

fn from_now(lifetime: Duration) -> OffsetDateTime {
    OffsetDateTime::now_utc().saturating_add(lifetime)
}

/// Makes tokens, for a host that has the secret.
#[derive(Clone)]
pub struct TokenIssuer {
    key: Key,
}

impl TokenIssuer {
    /// An issuer with the shared secret.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] as [`check_secret`] says.
    pub fn new(secret: &[u8]) -> Result<Self, JwtError> {
        check_secret(secret)?;
        let key = Key::hs256(secret)?;
        Ok(Self { key })
    }

    /// A signed token.
    ///
    /// # Errors
    /// [`JwtError::NotSigned`].
    pub fn issue(&self, claims: &Claims) -> Result<String, JwtError> {
        let written = Written::new(claims, OffsetDateTime::now_utc());
        let payload = serde_json::to_vec(&written).map_err(|_| JwtError::NotSigned)?;
        Ok(self.key.sign(&payload))
    }
}

/// Takes tokens that [`TokenIssuer`], or any library with the same secret, has made.
///
/// A token is taken if its signature holds, its `aud` is or contains `visit-chat` (`null` is no audience, and is
/// refused as its absence is), its `exp` has not
/// passed and its `nbf` has, each within five seconds, and its header asks for nothing that is not
/// understood (`crit`). `clinic` names the clinic, `sub` the person, or `host` is `true`.
#[derive(Clone)]
pub struct JwtAuthenticator {
    key: Key,
    verified: Verified,
}

impl JwtAuthenticator {
    /// An authenticator with the shared secret.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] as [`check_secret`] says.
    pub fn new(secret: &[u8]) -> Result<Self, JwtError> {
        check_secret(secret)?;
        Ok(Self {
            key: Key::hs256(secret)?,
            verified: Verified::new(),
        })
    }

    fn check(&self, token: &str, now: OffsetDateTime) -> Option<Identity> {
        self.verified.identity(token, now, || {
            payload::identity(&self.key.open(token)?, now)
        })
    }
}

#[async_trait]
impl Authenticator for JwtAuthenticator {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        let token = bearer(request).ok_or(AuthenticationError::Missing)?;
        self.check(token, OffsetDateTime::now_utc())
            .ok_or(AuthenticationError::Invalid)
    }
}

impl fmt::Debug for TokenIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenIssuer(…)")
    }
}

impl fmt::Debug for JwtAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtAuthenticator(…)")
    }
}

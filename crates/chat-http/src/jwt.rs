//! Signed tokens (RFC 7519): HS256 with a shared secret, for hosts that have no suitable login
//! system.

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

/// The audience of the tokens.
const AUDIENCE: &str = "visit-chat";

/// Why tokens can't be issued or verified.
#[derive(Debug, Error)]
pub enum JwtError {
    /// The secret is too easy to guess.
    #[error(transparent)]
    WeakSecret(#[from] WeakSecret),
    /// Signing failed. Not known to happen.
    #[error("the token could not be signed")]
    NotSigned,
}

/// The claims of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The clinic.
    pub clinic: ClinicId,
    /// The caller.
    pub subject: Subject,
    /// Expiry, to the second.
    pub expires_at: OffsetDateTime,
}

impl Claims {
    /// Claims for a participant.
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

    /// Claims for a person who may break the glass (M5).
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

    /// Claims for the embedding service.
    #[must_use]
    pub fn host(clinic: ClinicId, lifetime: Duration) -> Self {
        Self {
            clinic,
            subject: Subject::Host,
            expires_at: from_now(lifetime),
        }
    }

    /// Claims for the embedding service, with the permission to read the status of visits.
    #[must_use]
    pub fn reading_host(clinic: ClinicId, lifetime: Duration) -> Self {
        Self {
            subject: Subject::ReadingHost,
            ..Self::host(clinic, lifetime)
        }
    }
}

fn from_now(lifetime: Duration) -> OffsetDateTime {
    OffsetDateTime::now_utc().saturating_add(lifetime)
}

/// Issues tokens, for a host that has the secret.
#[derive(Clone)]
pub struct TokenIssuer {
    key: Key,
}

impl TokenIssuer {
    /// An issuer with the shared secret.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] if [`check_secret`] rejects the secret.
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

/// Accepts tokens signed with the shared secret, by [`TokenIssuer`] or any JWT library.
///
/// A token is accepted if all of these hold:
/// - its signature is valid;
/// - `aud` is or contains `visit-chat`; a missing or `null` audience is rejected;
/// - `exp` has not passed and `nbf` has, both with five seconds of leeway;
/// - its header requires no extension (`crit`);
/// - `clinic` names the clinic, and `sub` the person, or `host` is `true`; with `host_read`, the host may read the status of visits.
#[derive(Clone)]
pub struct JwtAuthenticator {
    key: Key,
    verified: Verified,
}

impl JwtAuthenticator {
    /// An authenticator with the shared secret.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] if [`check_secret`] rejects the secret.
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

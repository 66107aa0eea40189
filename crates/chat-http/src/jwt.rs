//! Signed tokens (RFC 7519), HS256 with one shared secret: what a host without a login of its own
//! for this service can use.

use crate::authenticate::{AuthenticationError, Authenticator, Identity, Subject, bearer};
use async_trait::async_trait;
use axum::http::request::Parts;
use chat_domain::{ClinicId, PersonId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use time::{Duration, OffsetDateTime};

/// The audience that tokens are made for.
const AUDIENCE: &str = "visit-chat";

/// The fewest bytes of a secret: as many as the digest has (RFC 7518, section 3.2).
const MIN_SECRET: usize = 32;

/// Seconds that clocks may differ.
const LEEWAY: u64 = 5;

/// Why tokens can't be issued or checked.
#[derive(Debug, Error)]
pub enum JwtError {
    /// The secret is too short to be safe.
    #[error("the secret has {0} bytes; at least {MIN_SECRET} are needed")]
    WeakSecret(usize),
    /// The token could not be signed.
    #[error("the token could not be signed")]
    NotSigned(#[source] jsonwebtoken::errors::Error),
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
    key: EncodingKey,
}

impl TokenIssuer {
    /// An issuer with the shared secret.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] under 32 bytes.
    pub fn new(secret: &[u8]) -> Result<Self, JwtError> {
        check(secret)?;
        Ok(Self {
            key: EncodingKey::from_secret(secret),
        })
    }

    /// A signed token.
    ///
    /// # Errors
    /// [`JwtError::NotSigned`], which a built program never sees: it would mean that it was built
    /// without cryptography.
    pub fn issue(&self, claims: &Claims) -> Result<String, JwtError> {
        let (sub, oversight) = match claims.subject {
            Subject::Person {
                person,
                may_oversee,
            } => (Some(person), may_oversee),
            Subject::Host => (None, false),
        };
        let written = Written {
            sub,
            clinic: claims.clinic,
            aud: AUDIENCE.to_owned(),
            iat: OffsetDateTime::now_utc().unix_timestamp(),
            exp: claims.expires_at.unix_timestamp(),
            host: sub.is_none(),
            oversight,
        };
        encode(&Header::new(Algorithm::HS256), &written, &self.key).map_err(JwtError::NotSigned)
    }
}

/// Takes tokens that [`TokenIssuer`], or any library with the same secret, has made.
#[derive(Clone)]
pub struct JwtAuthenticator {
    key: DecodingKey,
    validation: Validation,
}

impl JwtAuthenticator {
    /// An authenticator with the shared secret.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] under 32 bytes.
    pub fn new(secret: &[u8]) -> Result<Self, JwtError> {
        check(secret)?;
        // One algorithm: the token's own header chooses nothing (RFC 8725, section 3.1).
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "aud"]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY;
        Ok(Self {
            key: DecodingKey::from_secret(secret),
            validation,
        })
    }

    fn check(&self, token: &str) -> Option<Identity> {
        let claims = decode::<Written>(token, &self.key, &self.validation)
            .ok()?
            .claims;
        let subject = match (claims.sub, claims.host) {
            (Some(person), false) => Subject::Person {
                person,
                may_oversee: claims.oversight,
            },
            (None, true) if !claims.oversight => Subject::Host,
            _ => return None,
        };
        let expires_at = OffsetDateTime::from_unix_timestamp(claims.exp).ok()?;
        Some(Identity {
            clinic: claims.clinic,
            subject,
            expires_at: Some(expires_at),
        })
    }
}

#[async_trait]
impl Authenticator for JwtAuthenticator {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        let token = bearer(request).ok_or(AuthenticationError::Missing)?;
        self.check(token).ok_or(AuthenticationError::Invalid)
    }
}

/// The claims as they are written in the token.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<PersonId>,
    clinic: ClinicId,
    aud: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    host: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    oversight: bool,
}

const fn check(secret: &[u8]) -> Result<(), JwtError> {
    if secret.len() < MIN_SECRET {
        Err(JwtError::WeakSecret(secret.len()))
    } else {
        Ok(())
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

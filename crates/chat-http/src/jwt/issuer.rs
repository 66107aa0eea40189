//! Tokens that a host issues itself.

use super::{checks::AUDIENCE, error::JwtError, hs256::Secret};
use crate::authenticate::Subject;
use chat_domain::{ClinicId, PersonId};
use serde::Serialize;
use std::fmt;
use time::{Duration, OffsetDateTime};

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
    secret: Secret,
}

impl TokenIssuer {
    /// An issuer with the shared secret.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] if [`check_secret`](super::check_secret) rejects the secret.
    pub fn new(secret: &[u8]) -> Result<Self, JwtError> {
        let secret = Secret::new(secret)?;
        Ok(Self { secret })
    }

    /// A signed token (HS256).
    ///
    /// # Errors
    /// [`JwtError::OneVisit`] for a subject that reaches one visit only; [`JwtError::NotSigned`].
    pub fn issue(&self, claims: &Claims) -> Result<String, JwtError> {
        if matches!(claims.subject, Subject::Invited { .. }) {
            return Err(JwtError::OneVisit);
        }
        let written = Written::new(claims, OffsetDateTime::now_utc());
        let payload = serde_json::to_vec(&written).map_err(|_| JwtError::NotSigned)?;
        Ok(self.secret.sign(&payload))
    }
}

impl fmt::Debug for TokenIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenIssuer(…)")
    }
}

/// The claims that are issued.
#[derive(Serialize)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<PersonId>,
    clinic: ClinicId,
    aud: &'static str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    host: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    host_read: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    oversight: bool,
}

impl Written {
    fn new(claims: &Claims, now: OffsetDateTime) -> Self {
        let (sub, oversight) = match claims.subject {
            Subject::Person {
                person,
                may_oversee,
            } => (Some(person), may_oversee),
            // Never signed.
            Subject::Invited { person, .. } => (Some(person), false),
            Subject::Host | Subject::ReadingHost => (None, false),
        };
        Self {
            sub,
            clinic: claims.clinic,
            aud: AUDIENCE,
            iat: now.unix_timestamp(),
            exp: claims.expires_at.unix_timestamp(),
            host: sub.is_none(),
            host_read: claims.subject == Subject::ReadingHost,
            oversight,
        }
    }
}

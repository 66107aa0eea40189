//! The claims of a token (RFC 7519).

use super::{AUDIENCE, Claims};
use crate::{
    authenticate::{Identity, Subject},
    extract::from_object,
};
use chat_domain::{ClinicId, PersonId};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use time::{Duration, OffsetDateTime};

/// Allowed clock skew.
const LEEWAY: Duration = Duration::seconds(5);

/// The claims that are issued.
#[derive(Serialize)]
pub(super) struct Written {
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
    pub(super) fn new(claims: &Claims, now: OffsetDateTime) -> Self {
        let (sub, oversight) = match claims.subject {
            Subject::Person {
                person,
                may_oversee,
            } => (Some(person), may_oversee),
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

/// The identity in the payload, if it is addressed to this service and valid now.
pub(super) fn identity(payload: &[u8], now: OffsetDateTime) -> Option<Identity> {
    let read: Read = from_object(payload).ok()?;
    let Date(expires_at) = read.exp;
    let begun = read
        .nbf
        .is_none_or(|Date(begins)| begins <= now.saturating_add(LEEWAY));
    // The audience is required: a token without one is rejected.
    let is_for_us = read.aud.is_some_and(|audience| audience.is_us());
    if !is_for_us || !begun || has_expired(expires_at, now) {
        return None;
    }
    let subject = match (read.sub, read.host) {
        (Some(person), false) if !read.host_read => Subject::Person {
            person,
            may_oversee: read.oversight,
        },
        (None, true) if !read.oversight && read.host_read => Subject::ReadingHost,
        (None, true) if !read.oversight => Subject::Host,
        _ => return None,
    };
    Some(Identity {
        clinic: read.clinic,
        subject,
        expires_at: Some(expires_at),
    })
}

/// Whether a token with that expiry has expired, with leeway.
pub(super) fn has_expired(expires_at: OffsetDateTime, now: OffsetDateTime) -> bool {
    expires_at <= now.saturating_sub(LEEWAY)
}

/// The claims that are read. Others are ignored. A duplicate of one of these is rejected, and so is
/// `null`.
#[derive(Deserialize)]
struct Read {
    #[serde(default, deserialize_with = "given")]
    sub: Option<PersonId>,
    clinic: ClinicId,
    aud: Option<Audience>,
    exp: Date,
    #[serde(default, deserialize_with = "given")]
    nbf: Option<Date>,
    /// Ignored, but must be a date if present.
    #[serde(default, rename = "iat", deserialize_with = "given")]
    _iat: Option<Date>,
    #[serde(default)]
    host: bool,
    #[serde(default)]
    host_read: bool,
    #[serde(default)]
    oversight: bool,
}

/// The audience: one, or an array (section 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn is_us(&self) -> bool {
        match self {
            Self::One(audience) => audience == AUDIENCE,
            Self::Several(all) => all.iter().any(|audience| audience == AUDIENCE),
        }
    }
}

/// Seconds since 1970, optionally with a fraction (NumericDate, section 2).
struct Date(OffsetDateTime);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let seconds = Duration::checked_seconds_f64(f64::deserialize(from)?);
        seconds
            .and_then(|seconds| OffsetDateTime::UNIX_EPOCH.checked_add(seconds))
            .map(Self)
            .ok_or_else(|| D::Error::custom("out of time"))
    }
}

/// A claim that may be absent, but not `null`.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

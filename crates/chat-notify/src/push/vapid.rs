//! The host's signature (VAPID, RFC 8292).

use super::subscription::decode;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use std::fmt;
use thiserror::Error;
use time::{Duration, OffsetDateTime};
use url::Url;
use web_push_native::p256::ecdsa::{Signature, SigningKey, signature::Signer as _};

/// How long a signature is valid: at most 24 hours (RFC 8292, section 2).
const VALID: Duration = Duration::hours(12);

/// The host's key for push services. Browsers subscribe with its public part.
#[derive(Clone)]
pub struct VapidKey {
    key: SigningKey,
    contact: String,
}

/// A key that can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidVapidKey {
    /// The private key is not one of P-256.
    #[error("the private key is not 32 bytes of P-256 in base64url")]
    Key,
    /// The contact is neither `mailto:` nor `https:`.
    #[error("the contact of the push service is not mailto: or https:")]
    Contact,
}

impl VapidKey {
    /// The private key in base64url, as the usual tools make it, and how operators of push services reach the host: `mailto:…` or
    /// `https://…`.
    ///
    /// # Errors
    /// [`InvalidVapidKey`].
    pub fn new(private: &str, contact: &str) -> Result<Self, InvalidVapidKey> {
        let key = decode(private).and_then(|key| SigningKey::from_slice(&key).ok());
        let scheme = Url::parse(contact).map_err(|_| InvalidVapidKey::Contact)?;
        if !matches!(scheme.scheme(), "mailto" | "https") {
            return Err(InvalidVapidKey::Contact);
        }
        Ok(Self {
            key: key.ok_or(InvalidVapidKey::Key)?,
            contact: contact.to_owned(),
        })
    }

    /// The public key in base64url: `applicationServerKey` for `pushManager.subscribe`.
    #[must_use]
    pub fn public(&self) -> String {
        let point = self.key.verifying_key().to_encoded_point(false);
        BASE64_URL_SAFE_NO_PAD.encode(point.as_bytes())
    }

    /// The value of `Authorization` for an endpoint.
    pub(super) fn authorization(&self, endpoint: &Url, now: OffsetDateTime) -> String {
        let header = json!({"typ": "JWT", "alg": "ES256"}).to_string();
        let claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": (now + VALID).unix_timestamp(),
            "sub": self.contact,
        });
        let [header, claims] =
            [header, claims.to_string()].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
        let signed = format!("{header}.{claims}");
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public())
    }
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VapidKey")
            .field("public", &self.public())
            .field("contact", &self.contact)
            .finish_non_exhaustive()
    }
}

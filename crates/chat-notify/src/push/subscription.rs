//! A browser's subscription.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use thiserror::Error;
use url::Url;
use web_push_native::{Auth, p256::PublicKey};

/// A browser's subscription to push messages: what `PushSubscription.toJSON()` has (W3C Push API).
#[derive(Clone, Debug, PartialEq)]
pub struct PushSubscription {
    pub(super) endpoint: Url,
    pub(super) key: PublicKey,
    pub(super) auth: Auth,
}

/// Why a subscription can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidSubscription {
    /// The endpoint is not an address.
    #[error("the endpoint of the subscription is not an address")]
    Endpoint,
    /// `keys.p256dh` is not a public key of P-256.
    #[error("p256dh of the subscription is not a public key of P-256 in base64url")]
    Key,
    /// `keys.auth` has not 16 bytes.
    #[error("auth of the subscription is not 16 bytes in base64url")]
    Auth,
}

impl PushSubscription {
    /// A subscription from `endpoint`, `keys.p256dh` and `keys.auth`.
    ///
    /// # Errors
    /// [`InvalidSubscription`].
    pub fn new(endpoint: &str, p256dh: &str, auth: &str) -> Result<Self, InvalidSubscription> {
        let endpoint = Url::parse(endpoint).map_err(|_| InvalidSubscription::Endpoint)?;
        let key = decode(p256dh).and_then(|key| PublicKey::from_sec1_bytes(&key).ok());
        let auth = decode(auth).and_then(|auth| <[u8; 16]>::try_from(auth).ok());
        Ok(Self {
            endpoint,
            key: key.ok_or(InvalidSubscription::Key)?,
            auth: auth.ok_or(InvalidSubscription::Auth)?.into(),
        })
    }

    /// Where the push service receives messages for it. Identifies the subscription.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.endpoint.as_str()
    }
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .ok()
}

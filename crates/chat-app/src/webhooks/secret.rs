//! Secrets of endpoints, as the Standard Webhooks specification writes them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;
use thiserror::Error;

/// Bytes of a symmetric secret.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret that signs deliveries.
///
/// ```
/// use chat_app::WebhookSecret;
///
/// let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
/// let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b"{\"test\": 2432232314}");
/// assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
/// # Ok::<(), chat_app::NotASecret>(())
/// ```
#[derive(Clone)]
pub struct WebhookSecret(Key);

#[derive(Clone)]
enum Key {
    Hmac(Vec<u8>),
    Ed25519(Box<SigningKey>),
}

/// How deliveries are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureKind {
    /// HMAC-SHA256 with a shared secret, `whsec_…`: signatures `v1,…`.
    #[default]
    Hmac,
    /// Ed25519 with a private key, `whsk_…`, which the receiver does not have: signatures `v1a,…`.
    Ed25519,
}

/// A text that is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "not a secret: `whsec_` and 24 to 64 bytes in Base64, or `whsk_` and an Ed25519 key in Base64"
)]
pub struct NotASecret;

impl WebhookSecret {
    /// Reads a secret. A private key is its 32 bytes, or these and the public key's.
    ///
    /// # Errors
    /// [`NotASecret`].
    pub fn parse(text: &str) -> Result<Self, NotASecret> {
        let bytes = |encoded: &str| STANDARD.decode(encoded).map_err(|_| NotASecret);
        if let Some(encoded) = text.strip_prefix("whsec_") {
            let bytes = bytes(encoded)?;
            return match BYTES.contains(&bytes.len()) {
                true => Ok(Self(Key::Hmac(bytes))),
                false => Err(NotASecret),
            };
        }
        let bytes = bytes(text.strip_prefix("whsk_").ok_or(NotASecret)?)?;
        let key = match <[u8; 32]>::try_from(&*bytes) {
            Ok(seed) => SigningKey::from_bytes(&seed),
            Err(_) => {
                let pair = <[u8; 64]>::try_from(&*bytes).map_err(|_| NotASecret)?;
                SigningKey::from_keypair_bytes(&pair).map_err(|_| NotASecret)?
            }
        };
        Ok(Self(Key::Ed25519(Box::new(key))))
    }

    /// A new secret as text, from 32 random bytes.
    pub(crate) fn text_of(kind: SignatureKind, random: [u8; 32]) -> String {
        match kind {
            SignatureKind::Hmac => format!("whsec_{}", STANDARD.encode(random)),
            SignatureKind::Ed25519 => {
                let pair = SigningKey::from_bytes(&random).to_keypair_bytes();
                format!("whsk_{}", STANDARD.encode(pair))
            }
        }
    }

    /// How it signs.
    #[must_use]
    pub const fn kind(&self) -> SignatureKind {
        match self.0 {
            Key::Hmac(_) => SignatureKind::Hmac,
            Key::Ed25519(_) => SignatureKind::Ed25519,
        }
    }

    /// The public key, `whpk_…`; `None` for a shared secret.
    #[must_use]
    pub fn public_key(&self) -> Option<String> {
        match &self.0 {
            Key::Hmac(_) => None,
            Key::Ed25519(key) => {
                let public = key.verifying_key().to_bytes();
                Some(format!("whpk_{}", STANDARD.encode(public)))
            }
        }
    }

    /// The signature of a delivery: its id, the Unix time of the attempt in seconds, and the body.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let head = format!("{id}.{timestamp}.");
        match &self.0 {
            Key::Hmac(secret) => {
                // A key of any length is valid.
                let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret) else {
                    return String::new();
                };
                let mac = mac.chain_update(&head).chain_update(body).finalize();
                format!("v1,{}", STANDARD.encode(mac.into_bytes()))
            }
            Key::Ed25519(key) => {
                let signature = key.sign(&[head.as_bytes(), body].concat());
                format!("v1a,{}", STANDARD.encode(signature.to_bytes()))
            }
        }
    }
}

/// Without the secret.
impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    /// The examples of the specification's reference libraries. Computed again with Python:
    /// `hmac.new(base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330." + body, "sha256")`,
    /// and `Ed25519PrivateKey.from_private_bytes(key[:32]).sign(…)` of the package `cryptography`.
    #[test]
    fn signatures_are_those_of_the_specification() {
        let sign = |text| {
            let secret = WebhookSecret::parse(text).unwrap();
            (secret.sign(ID, 1_614_265_330, BODY), secret.public_key())
        };
        assert_eq!(
            sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            (
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned(),
                None
            )
        );
        let pair = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
        let public = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
        let signature = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
        let expected = (signature.to_owned(), Some(public.to_owned()));
        assert_eq!(sign(pair), expected);
        let seed = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=";
        assert_eq!(sign(seed), expected);
    }

    #[test]
    fn new_secrets_can_be_read_and_differ() {
        for kind in [SignatureKind::Hmac, SignatureKind::Ed25519] {
            let [one, other] = [1, 2].map(|byte| WebhookSecret::text_of(kind, [byte; 32]));
            assert_ne!(one, other);
            let secret = WebhookSecret::parse(&one).unwrap();
            assert_eq!(secret.kind(), kind);
            assert_eq!(
                secret.public_key().is_some(),
                kind == SignatureKind::Ed25519
            );
            assert!(!format!("{secret:?}").contains(&one[6..]));
        }
    }

    #[test]
    fn other_texts_are_no_secrets() {
        let of = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
        for good in [of(24), of(64)] {
            assert!(WebhookSecret::parse(&good).is_ok(), "{good}");
        }
        let other_pair = format!("whsk_{}", STANDARD.encode([7; 64]));
        for bad in [
            String::new(),
            "whsec_".to_owned(),
            of(23),
            of(65),
            of(24).replace("whsec_", ""),
            of(24).replace("whsec_", "whpk_"),
            format!("{} ", of(24)),
            "whsec_not base64".to_owned(),
            format!("whsk_{}", STANDARD.encode([7; 31])),
            other_pair,
        ] {
            assert_eq!(WebhookSecret::parse(&bad).err(), Some(NotASecret), "{bad}");
        }
    }
}

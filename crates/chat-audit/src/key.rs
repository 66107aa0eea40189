//! Keys for signing and verifying checkpoints: Ed25519 (RFC 8032).

use ed25519_dalek::{
    Signature, Signer as _, SigningKey, VerifyingKey,
    pkcs8::{
        DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, KeypairBytes,
        spki::der::{pem::LineEnding, zeroize::Zeroizing},
    },
};
use std::fmt;
use thiserror::Error;

/// Domain separation: prefixes the signed bytes, so that no other signature by the same key is
/// valid for a checkpoint.
const CHECKPOINT: &[u8] = b"visit-chat checkpoint v1\0";

/// A signing key. `Debug` prints nothing of it, and it is zeroed on drop.
pub struct SecretKey(SigningKey);

/// A verifying key. Displayed as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why a text is not a key. Contains no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Not PKCS #8 in PEM, or a different type of key.
    #[error("not an Ed25519 private key (PKCS #8 in PEM)")]
    NotASecretKey,
    /// Neither 64 hexadecimal digits nor a `PUBLIC KEY` in PEM, or a weak key under which anyone
    /// could sign.
    #[error("not an Ed25519 public key (64 hexadecimal digits, or PEM)")]
    NotAPublicKey,
}

impl SecretKey {
    /// Creates the key from 32 random bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads a `PRIVATE KEY` in PEM (RFC 8410), as written by [`SecretKey::to_pem`] and OpenSSL.
    ///
    /// # Errors
    /// [`KeyError::NotASecretKey`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let key = SigningKey::from_pkcs8_pem(pem.trim());
        key.map(Self).map_err(|_| KeyError::NotASecretKey)
    }

    /// The key as a `PRIVATE KEY` in PEM, zeroed on drop.
    ///
    /// # Errors
    /// Can't occur with a 32-byte key.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        let bytes = KeypairBytes {
            secret_key: self.0.to_bytes(),
            public_key: None, // version 1, which OpenSSL reads
        };
        let pem = bytes.to_pkcs8_pem(LineEnding::LF);
        pem.map_err(|_| KeyError::NotASecretKey)
    }

    /// The matching public key.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs a checkpoint's statement.
    pub(crate) fn sign(&self, statement: &[u8]) -> [u8; 64] {
        self.0.sign(&signed_bytes(statement)).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl PublicKey {
    /// Reads 64 hexadecimal digits or a `PUBLIC KEY` in PEM (RFC 8410).
    ///
    /// # Errors
    /// [`KeyError::NotAPublicKey`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let key = if text.starts_with("-----BEGIN") {
            VerifyingKey::from_public_key_pem(text).ok()
        } else {
            chat_domain::hex::decode(&text.to_ascii_lowercase())
                .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        };
        match key {
            Some(key) if !key.is_weak() => Ok(Self(key)),
            _ => Err(KeyError::NotAPublicKey),
        }
    }

    /// Whether this key's owner signed the statement.
    pub(crate) fn has_signed(&self, statement: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        let signed = signed_bytes(statement);
        self.0.verify_strict(&signed, &signature).is_ok()
    }
}

fn signed_bytes(statement: &[u8]) -> Vec<u8> {
    [CHECKPOINT, statement].concat()
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&chat_domain::hex::encode(self.0.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    const PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    fn key() -> SecretKey {
        SecretKey::from_seed(&chat_domain::hex::decode(SEED).unwrap())
    }

    /// RFC 8032, section 7.1, test 1: the empty message.
    #[test]
    fn ed25519_matches_rfc_8032() {
        assert_eq!(key().public().to_string(), PUBLIC);
        let signature = key().0.sign(b"").to_bytes();
        assert_eq!(
            chat_domain::hex::encode(&signature),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970\
             1cf9b46bd25bf5f0595bbe24655141438e7a100b"
        );
    }

    #[test]
    fn signature_is_bound_to_statement_key_and_purpose() {
        let signature = key().sign(b"statement");
        assert!(key().public().has_signed(b"statement", &signature));
        assert!(!key().public().has_signed(b"statemenT", &signature));
        let other = SecretKey::from_seed(&[1; 32]).public();
        assert!(!other.has_signed(b"statement", &signature));
        let bare = key().0.sign(b"statement").to_bytes();
        assert!(!key().public().has_signed(b"statement", &bare));
    }

    #[test]
    fn keys_round_trip_through_text() {
        let pem = key().to_pem().unwrap();
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert_eq!(SecretKey::from_pem(&pem).unwrap().public(), key().public());
        assert_eq!(PublicKey::parse(&format!("{PUBLIC}\n")), Ok(key().public()));
    }

    /// Written by `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout`.
    #[test]
    fn openssl_keys_are_read() {
        let secret = "-----BEGIN PRIVATE KEY-----\n\
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
            -----END PRIVATE KEY-----\n";
        let public = "-----BEGIN PUBLIC KEY-----\n\
            MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n\
            -----END PUBLIC KEY-----\n";
        assert_eq!(
            SecretKey::from_pem(secret).unwrap().public(),
            key().public()
        );
        assert_eq!(PublicKey::parse(public), Ok(key().public()));
    }

    #[test]
    fn invalid_keys_are_refused() {
        for wrong in [
            "",
            "00",
            &PUBLIC[1..],
            &format!("{PUBLIC}0"),
            "é".repeat(32).as_str(),
        ] {
            assert_eq!(
                PublicKey::parse(wrong),
                Err(KeyError::NotAPublicKey),
                "{wrong}"
            );
            assert!(SecretKey::from_pem(wrong).is_err());
        }
        // The neutral element: a signature could be constructed for any statement.
        let weak = format!("01{}", "00".repeat(31));
        assert_eq!(PublicKey::parse(&weak), Err(KeyError::NotAPublicKey));
    }

    #[test]
    fn debug_hides_the_secret() {
        assert_eq!(format!("{:?}", key()), "SecretKey(…)");
    }
}

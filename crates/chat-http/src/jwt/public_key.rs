//! Public keys: EdDSA with Ed25519 (RFC 8037), ES256 and RS256 (RFC 7518, sections 3.3 and 3.4), verified by `ring`.

use ring::{
    agreement::{self, EphemeralPrivateKey},
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
        UnparsedPublicKey,
    },
};
use std::sync::Arc;

/// Sizes of RSA keys, in bits. Smaller ones can be broken (RFC 7518, section 3.3).
const RSA_BITS: std::ops::RangeInclusive<usize> = 2_048..=8_192;

/// Bytes of a coordinate of P-256, and of a key of Ed25519.
const FIELD: usize = 32;

/// A public key, for one algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PublicKey {
    Ed25519(Arc<[u8]>),
    /// The uncompressed point.
    P256(Arc<[u8]>),
    /// Modulus and exponent, without leading zeros.
    Rsa {
        n: Arc<[u8]>,
        e: Arc<[u8]>,
    },
}

impl PublicKey {
    /// A key of Ed25519.
    ///
    /// # Errors
    /// A sentence, if it has another length.
    pub(super) fn ed25519(key: &[u8]) -> Result<Self, String> {
        match key.len() {
            FIELD => Ok(Self::Ed25519(key.into())),
            other => Err(format!("an Ed25519 key has {FIELD} bytes, not {other}")),
        }
    }

    /// A key of P-256, by its uncompressed point.
    ///
    /// # Errors
    /// A sentence, if it is not a point of the curve.
    pub(super) fn p256(point: &[u8]) -> Result<Self, String> {
        let fault = "not an uncompressed point of P-256".to_owned();
        // ring checks points where it uses them, and offers nothing else for the check alone.
        let mine = EphemeralPrivateKey::generate(&agreement::ECDH_P256, &SystemRandom::new());
        let mine = mine.map_err(|_| "no random numbers".to_owned())?;
        let theirs = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, point);
        let agreed = agreement::agree_ephemeral(mine, &theirs, |_| ());
        agreed.map(|()| Self::P256(point.into())).map_err(|_| fault)
    }

    /// The coordinates of a key of P-256, as a JWK has them.
    ///
    /// # Errors
    /// A sentence, if they are not a point of the curve in 32 bytes each (RFC 7518, section 6.2.1.2).
    pub(super) fn p256_coordinates(x: &[u8], y: &[u8]) -> Result<Self, String> {
        if x.len() != FIELD || y.len() != FIELD {
            return Err(format!("the coordinates of P-256 have {FIELD} bytes each"));
        }
        Self::p256(&[&[4], x, y].concat())
    }

    /// An RSA key.
    ///
    /// # Errors
    /// A sentence, if it is too small or too big, or its exponent is not usual.
    pub(super) fn rsa(n: &[u8], e: &[u8]) -> Result<Self, String> {
        let [n, e] = [n, e].map(without_leading_zeros);
        let spare = n.first().map_or(0, |first| first.leading_zeros() as usize);
        let bits = (n.len() * 8).saturating_sub(spare);
        if !RSA_BITS.contains(&bits) {
            let (min, max) = (RSA_BITS.start(), RSA_BITS.end());
            return Err(format!(
                "an RSA key must have {min} to {max} bits, not {bits}"
            ));
        }
        let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
        if !is_odd(n) || !is_odd(e) || e.len() > 4 || e == [1] {
            return Err("not the modulus and exponent of an RSA key".to_owned());
        }
        Ok(Self::Rsa {
            n: n.into(),
            e: e.into(),
        })
    }

    /// Whether a token's `alg` is this key's algorithm. RFC 9864 names the curve: `Ed25519` instead of `EdDSA`.
    pub(super) fn is_named(&self, alg: &str) -> bool {
        match self {
            Self::Ed25519(_) => alg == "EdDSA" || alg == "Ed25519",
            Self::P256(_) => alg == "ES256",
            Self::Rsa { .. } => alg == "RS256",
        }
    }

    /// Whether the signature is valid.
    pub(super) fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(signed, signature),
            Self::P256(point) => {
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(signed, signature)
            }
            Self::Rsa { n, e } => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
            }
        };
        verified.is_ok()
    }
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

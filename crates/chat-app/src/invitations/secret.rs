//! Random secrets, and their digests.

use crate::error::AppError;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chat_ports::SecretDigest;
use sha2::{Digest as _, Sha256};

/// How tokens of sessions begin, so that they are told from other tokens.
pub const TOKEN_PREFIX: &str = "vcs_";

/// Bytes of a link's secret: 192 bits, in 32 characters.
const SECRET_BYTES: usize = 24;

/// Bytes of a token: 256 bits.
const TOKEN_BYTES: usize = 32;

/// Bytes of the system's random generator.
///
/// # Errors
/// [`AppError::Unavailable`] if it fails.
pub(crate) fn fresh_bytes<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(AppError::unavailable)?;
    Ok(bytes)
}

/// The secret of a new link.
pub(crate) fn fresh_secret() -> Result<String, AppError> {
    Ok(URL_SAFE_NO_PAD.encode(fresh_bytes::<SECRET_BYTES>()?))
}

/// The token of a new session.
pub(crate) fn fresh_token() -> Result<String, AppError> {
    let random = URL_SAFE_NO_PAD.encode(fresh_bytes::<TOKEN_BYTES>()?);
    Ok(format!("{TOKEN_PREFIX}{random}"))
}

/// What the storage has of a secret or token. One fast hash is enough: it can't be guessed.
pub(crate) fn digest(secret: &str) -> SecretDigest {
    SecretDigest(Sha256::digest(secret).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_more_than_128_bits_and_fit_in_an_address() {
        let (secret, token) = (fresh_secret().unwrap(), fresh_token().unwrap());
        assert_eq!((secret.len(), token.len()), (32, 4 + 43));
        let fits = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
        assert!(secret.chars().chain(token.chars()).all(fits));
        assert_ne!(secret, fresh_secret().unwrap());
        assert_ne!(digest(&secret), digest(&token));
    }
}

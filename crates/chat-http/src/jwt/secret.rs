//! Detection of weak secrets.

use std::collections::BTreeSet;
use thiserror::Error;

/// Minimum length in bytes: that of the digest (RFC 7518, section 3.2).
const MIN_BYTES: usize = 32;

/// Minimum number of different bytes. Fewer than one in ten million random secrets of 32
/// hexadecimal digits have fewer.
const MIN_DIFFERENT: usize = 8;

/// Why a secret is too easy to guess. Reveals only how it was made, not the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WeakSecret {
    /// Too short.
    #[error("the secret has {0} bytes; at least {MIN_BYTES} are required")]
    TooShort(usize),
    /// Made of few different characters, such as blanks or one repeated letter.
    #[error(
        "the secret has {0} different characters, of {MIN_DIFFERENT} required: use random ones"
    )]
    TooUniform(usize),
    /// A public key in PEM: everyone who knows it could sign.
    #[error("the secret is a public key: use it as a key (`tokens.keys`), not as a secret")]
    PublicKey,
    /// A short sequence repeated.
    #[error("the secret repeats itself after {0} bytes: use random ones")]
    Repeating(usize),
}

/// Checks whether a secret is fit for signing tokens. A password that a person made up may pass and
/// still be weak: use random bytes.
///
/// # Errors
/// [`WeakSecret`] says why the secret is unfit.
///
/// # Examples
/// ```
/// use chat_http::{WeakSecret, check_secret};
///
/// assert_eq!(check_secret(b"hunter2"), Err(WeakSecret::TooShort(7)));
/// assert_eq!(check_secret(&[b'a'; 64]), Err(WeakSecret::TooUniform(1)));
/// assert_eq!(check_secret(b"f3a91c5d7e0b48261d5c9e7a3f806b42"), Ok(()));
/// ```
pub fn check_secret(secret: &[u8]) -> Result<(), WeakSecret> {
    if secret.len() < MIN_BYTES {
        return Err(WeakSecret::TooShort(secret.len()));
    }
    let different = secret.iter().collect::<BTreeSet<_>>().len();
    if different < MIN_DIFFERENT {
        return Err(WeakSecret::TooUniform(different));
    }
    if secret.trim_ascii_start().starts_with(b"-----BEGIN") {
        return Err(WeakSecret::PublicKey);
    }
    let repeats = |period: &usize| {
        let mut pairs = secret.iter().zip(secret.iter().skip(*period));
        pairs.all(|(earlier, later)| earlier == later)
    };
    match (1..=MIN_BYTES / 2).find(repeats) {
        Some(period) => Err(WeakSecret::Repeating(period)),
        None => Ok(()),
    }
}

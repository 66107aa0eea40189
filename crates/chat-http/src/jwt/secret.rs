//! Which secrets are too easy to guess.

use std::collections::BTreeSet;
use thiserror::Error;

/// The fewest bytes of a secret: as many as the digest has (RFC 7518, section 3.2).
const MIN_BYTES: usize = 32;

/// The fewest different bytes. Of random secrets of 32 hexadecimal digits, fewer than one in ten
/// million has fewer.
const MIN_DIFFERENT: usize = 8;

/// Why a secret is too easy to guess. Tells nothing of the secret but how it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WeakSecret {
    /// Too short.
    #[error("the secret has {0} bytes; at least {MIN_BYTES} are needed")]
    TooShort(usize),
    /// Made of few characters, such as blanks or one letter again and again.
    #[error(
        "the secret has {0} different characters; at least {MIN_DIFFERENT} are needed: use random ones"
    )]
    TooUniform(usize),
    /// One short piece again and again.
    #[error("the secret repeats itself after {0} bytes: use random ones")]
    Repeating(usize),
}

/// Whether a secret is fit to sign tokens with. A password that somebody made up may pass and be
/// weak all the same: use random bytes.
///
/// # Errors
/// [`WeakSecret`] says why not.
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
    let repeats = |period: &usize| {
        let mut pairs = secret.iter().zip(secret.iter().skip(*period));
        pairs.all(|(earlier, later)| earlier == later)
    };
    match (1..=MIN_BYTES / 2).find(repeats) {
        Some(period) => Err(WeakSecret::Repeating(period)),
        None => Ok(()),
    }
}

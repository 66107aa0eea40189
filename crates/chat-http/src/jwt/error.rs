//! Why tokens can't be issued or verified.

use super::secret::WeakSecret;
use thiserror::Error;

/// Why tokens can't be issued or verified.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum JwtError {
    /// The secret is too easy to guess.
    #[error(transparent)]
    WeakSecret(#[from] WeakSecret),
    /// A key can't be used. The text says why, without the key.
    #[error("{0}")]
    Key(String),
    /// The address of keys or of a provider can't be used.
    #[error("{0}")]
    Address(String),
    /// The certificates of authorities can't be used.
    #[error("certificates can't be read: {0}")]
    Authorities(String),
    /// The subject reaches one visit only, which a token can't say.
    #[error("a token can't be limited to one visit")]
    OneVisit,
    /// Signing failed. Not known to happen.
    #[error("the token could not be signed")]
    NotSigned,
}

//! The secret that tokens are signed with.

use crate::error::StartError;
use serde::Deserialize;
use std::{fmt, fs, path::Path};

/// The fewest bytes of a secret for HS256 (RFC 7518, section 3.2).
const MIN_BYTES: usize = 32;

/// A secret; `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    ///
    /// # Errors
    /// [`StartError::Settings`] if it is shorter than 32 bytes, naming `key`.
    pub fn new(secret: impl Into<String>, key: &str) -> Result<Self, StartError> {
        let secret = secret.into();
        if secret.len() < MIN_BYTES {
            return Err(StartError::Settings(format!(
                "{key}: the secret has {} bytes, at least {MIN_BYTES} are needed",
                secret.len(),
            )));
        }
        Ok(Self(secret))
    }

    /// The bytes to sign with.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secret from the one place where it must be.
pub(super) fn from(inline: Option<&Secret>, file: Option<&Path>) -> Result<Secret, StartError> {
    match (inline, file) {
        (Some(secret), None) => Secret::new(secret.0.clone(), "jwt_secret"),
        (None, Some(path)) => {
            let content = fs::read_to_string(path).map_err(|error| {
                StartError::Settings(format!("jwt_secret_file: {}: {error}", path.display()))
            })?;
            Secret::new(content.trim(), "jwt_secret_file")
        }
        (None, None) => Err(StartError::Settings(
            "jwt_secret: missing; set it, or jwt_secret_file, or VISIT_CHAT_JWT_SECRET".to_owned(),
        )),
        (Some(_), Some(_)) => Err(StartError::Settings(
            "jwt_secret, jwt_secret_file: set only one of them".to_owned(),
        )),
    }
}

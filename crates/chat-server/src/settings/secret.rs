//! The secret for signing tokens.

use super::hidden::{self, Hidden};
use crate::error::StartError;
use chat_http::check_secret;
use std::{fmt, path::Path};

/// A secret; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    ///
    /// # Errors
    /// [`StartError::Settings`], naming `key`, if it is too easy to guess or begins or ends with
    /// white space, which editors and shells add and remove invisibly.
    pub fn new(secret: impl Into<String>, key: &str) -> Result<Self, StartError> {
        let secret = secret.into();
        let wrong = |why: &dyn fmt::Display| StartError::Settings(format!("{key}: {why}"));
        check_secret(secret.as_bytes()).map_err(|weak| wrong(&weak))?;
        if secret.trim().len() < secret.len() {
            return Err(wrong(
                &"the secret begins or ends with white space; remove it",
            ));
        }
        Ok(Self(secret))
    }

    /// The bytes of the key.
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

/// The secret from one of its possible sources, if one is set.
pub(super) fn from(
    inline: Option<&Hidden>,
    file: Option<&Path>,
) -> Result<Option<Secret>, StartError> {
    let Some(given) = hidden::from("jwt_secret", inline, file)? else {
        return Ok(None);
    };
    let key = match file {
        Some(_) => "jwt_secret_file",
        None => "jwt_secret",
    };
    Secret::new(given.expose(), key).map(Some)
}

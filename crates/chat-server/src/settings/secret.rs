//! The secret for signing tokens.

use crate::error::StartError;
use chat_http::check_secret;
use serde::Deserialize;
use std::{fmt, fs, path::Path};

/// A secret; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
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

/// The secret from exactly one of its possible sources.
pub(super) fn from(inline: Option<&Secret>, file: Option<&Path>) -> Result<Secret, StartError> {
    match (inline, file) {
        (Some(secret), None) => Secret::new(secret.0.clone(), "jwt_secret"),
        (None, Some(path)) => {
            let content = fs::read_to_string(path).map_err(|error| {
                StartError::Settings(format!("jwt_secret_file: {}: {error}", path.display()))
            })?;
            Secret::new(one_line(&content), "jwt_secret_file")
        }
        (None, None) => Err(StartError::Settings(
            "jwt_secret: missing; set it, or jwt_secret_file, or VISIT_CHAT_JWT_SECRET".to_owned(),
        )),
        (Some(_), Some(_)) => Err(StartError::Settings(
            "jwt_secret, jwt_secret_file: set only one of them".to_owned(),
        )),
    }
}

/// The only line of a file, without the line ending.
fn one_line(content: &str) -> &str {
    let line = content.strip_suffix('\n').unwrap_or(content);
    line.strip_suffix('\r').unwrap_or(line)
}

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
    name: &str,
    inline: Option<&Hidden>,
    file: Option<&Path>,
) -> Result<Option<Secret>, StartError> {
    let Some(given) = hidden::from(name, inline, file)? else {
        return Ok(None);
    };
    let key = match file {
        Some(_) => format!("{name}_file"),
        None => name.to_owned(),
    };
    Secret::new(given.expose(), &key).map(Some)
}

#[cfg(test)]
mod tests {
    use crate::Settings;

    fn load(toml: &str) -> Settings {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), toml).unwrap();
        Settings::load(Some(file.path())).unwrap()
    }

    #[test]
    fn other_secret_comes_with_its_id() {
        let secret = "jwt_other_secret = 'f3a91c5d7e0b48261d5c9e7a3f806b42'";
        let id = "jwt_other_secret_id = 'next'";
        let both = load(&format!("{secret}\n{id}"));
        let (found, _) = both.other_secret().unwrap().unwrap();
        assert_eq!(found, "next");
        assert_eq!(load("").other_secret().unwrap(), None);
        for (alone, missing) in [
            (secret, "jwt_other_secret_id: "),
            (id, "jwt_other_secret: "),
        ] {
            let settings = load(alone);
            let error = settings.other_secret().unwrap_err().to_string();
            assert!(error.contains(missing), "{error}");
        }
        let short = load(&format!("jwt_other_secret = 'hunter2'\n{id}"));
        let error = short.other_secret().unwrap_err().to_string();
        assert!(
            error.contains("jwt_other_secret: ") && !error.contains("hunter2"),
            "{error}"
        );
    }
}

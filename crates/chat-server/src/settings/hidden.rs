//! Text that may contain a password.

use crate::error::StartError;
use serde::Deserialize;
use std::{fmt, fs, path::Path};

/// A text that may contain a password, such as a connection string. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(…)")
    }
}

/// The text of the setting `key`, or the only line of the file in `key` and `_file`; `None` if neither is set.
///
/// # Errors
/// [`StartError::Settings`] if both are set, or the file can't be read.
pub(super) fn from(
    key: &str,
    inline: Option<&Hidden>,
    file: Option<&Path>,
) -> Result<Option<Hidden>, StartError> {
    match (inline, file) {
        (Some(_), Some(_)) => Err(StartError::Settings(format!(
            "{key}, {key}_file: set only one of them"
        ))),
        (None, Some(path)) => {
            let content = fs::read_to_string(path).map_err(|error| {
                StartError::Settings(format!("{key}_file: {}: {error}", path.display()))
            })?;
            Ok(Some(Hidden(one_line(&content).to_owned())))
        }
        (inline, None) => Ok(inline.cloned()),
    }
}

/// The only line of a file, without the line ending.
fn one_line(content: &str) -> &str {
    let line = content.strip_suffix('\n').unwrap_or(content);
    line.strip_suffix('\r').unwrap_or(line)
}

//! A clinic's quick phrases.

use chat_domain::{MessageText, TextProblem};
use std::fmt;
use thiserror::Error;

/// A phrase that the care team often writes. Valid as the text of a message, and at most
/// [`QuickPhrase::MAX_CHARS`] characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickPhrase(MessageText);

/// The error for a text that is no quick phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotAPhrase {
    /// It is not valid as a message.
    #[error("not valid as the text of a message")]
    Text(TextProblem),
    /// It is too long.
    #[error("longer than {} characters", QuickPhrase::MAX_CHARS)]
    TooLong,
}

impl QuickPhrase {
    /// Maximum characters of a phrase.
    pub const MAX_CHARS: usize = 500;

    /// Maximum number of phrases.
    pub const MAX_COUNT: usize = 50;

    /// A checked phrase.
    ///
    /// # Errors
    /// [`NotAPhrase`].
    pub fn new(text: &str) -> Result<Self, NotAPhrase> {
        let text = MessageText::new(text).map_err(NotAPhrase::Text)?;
        if text.as_str().chars().count() > Self::MAX_CHARS {
            return Err(NotAPhrase::TooLong);
        }
        Ok(Self(text))
    }
}

impl fmt::Display for QuickPhrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrase_is_valid_as_a_message_and_short() {
        let phrase = |text: &str| QuickPhrase::new(text).map(|phrase| phrase.to_string());
        assert_eq!(
            phrase(" Please call us. "),
            Ok("Please call us.".to_owned())
        );
        assert!(matches!(phrase(" "), Err(NotAPhrase::Text(_))));
        let longest = "é".repeat(QuickPhrase::MAX_CHARS);
        assert_eq!(phrase(&longest), Ok(longest.clone()));
        assert_eq!(phrase(&format!("{longest}x")), Err(NotAPhrase::TooLong));
    }
}

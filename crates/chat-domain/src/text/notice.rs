//! The fixed texts of notices (W7).

use super::{TextProblem, clean, text_type};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};
use thiserror::Error;

text_type! {
    /// The text of a notice: 1 to 100 characters on one line, cleaned like a name (W7).
    NoticeText
}

impl NoticeText {
    /// Maximum characters in a notice.
    pub const MAX_CHARS: usize = 100;

    /// Cleans and validates a text.
    ///
    /// # Errors
    /// [`TextProblem::Empty`] if nothing visible remains, [`TextProblem::TooLong`] above 100
    /// characters.
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        clean::label(text, Self::MAX_CHARS).map(|text| Self(text.into()))
    }

    /// A text of the rules themselves.
    pub(crate) fn fixed(text: &str) -> Self {
        Self(text.into())
    }
}

/// The notices that a clinic offers to attendees, in their order (W7). Empty if it offers none.
///
/// Cloning is cheap.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NoticeTexts(Arc<[NoticeText]>);

/// Why texts are not a list of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotNoticeTexts {
    /// More texts than a list holds.
    #[error("more than {} notices", NoticeTexts::MAX_COUNT)]
    TooMany,
    /// A text is invalid.
    #[error("notice {number}: {problem}")]
    Invalid {
        /// Its number, starting at 1.
        number: usize,
        /// Why.
        problem: TextProblem,
    },
    /// A text appears twice.
    #[error("notice {number} appears twice")]
    Twice {
        /// The number of the second one, starting at 1.
        number: usize,
    },
}

impl NoticeTexts {
    /// Maximum number of notices.
    pub const MAX_COUNT: usize = 8;

    /// A checked list.
    ///
    /// # Errors
    /// [`NotNoticeTexts`].
    ///
    /// # Examples
    /// ```
    /// use chat_domain::NoticeTexts;
    ///
    /// let notices = NoticeTexts::new(["I lost the connection", "I need help now"]).unwrap();
    /// assert_eq!(notices.as_slice().len(), 2);
    /// assert!(NoticeTexts::new(["Help", "Help"]).is_err());
    /// ```
    pub fn new(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, NotNoticeTexts> {
        let mut notices = Vec::new();
        for (text, number) in texts.into_iter().zip(1..) {
            if number > Self::MAX_COUNT {
                return Err(NotNoticeTexts::TooMany);
            }
            let notice = NoticeText::new(text.as_ref());
            let notice = notice.map_err(|problem| NotNoticeTexts::Invalid { number, problem })?;
            if notices.contains(&notice) {
                return Err(NotNoticeTexts::Twice { number });
            }
            notices.push(notice);
        }
        Ok(Self(notices.into()))
    }

    /// The texts.
    #[must_use]
    pub fn as_slice(&self) -> &[NoticeText] {
        &self.0
    }
}

impl fmt::Debug for NoticeTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoticeTexts({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w7_notice_is_a_short_line() {
        let notice = |text: &str| NoticeText::new(text).map(|notice| notice.as_str().to_owned());
        assert_eq!(
            notice("  I need\nhelp now "),
            Ok("I need help now".to_owned())
        );
        assert_eq!(notice(" \u{200B}"), Err(TextProblem::Empty));
        let longest = "é".repeat(NoticeText::MAX_CHARS);
        assert_eq!(notice(&longest), Ok(longest.clone()));
        assert!(matches!(
            notice(&format!("{longest}x")),
            Err(TextProblem::TooLong {
                max: 100,
                actual: 101
            })
        ));
    }

    #[test]
    fn w7_list_is_short_and_without_repetitions() {
        let numbers: Vec<_> = (0..=NoticeTexts::MAX_COUNT)
            .map(|n| n.to_string())
            .collect();
        assert_eq!(NoticeTexts::new(&numbers), Err(NotNoticeTexts::TooMany));
        assert!(NoticeTexts::new(numbers.iter().skip(1)).is_ok());
        assert_eq!(
            NoticeTexts::new(["Help", " Help "]),
            Err(NotNoticeTexts::Twice { number: 2 })
        );
        assert_eq!(
            NoticeTexts::new(["Help", ""]),
            Err(NotNoticeTexts::Invalid {
                number: 2,
                problem: TextProblem::Empty
            })
        );
        assert_eq!(NoticeTexts::new([""; 0]).unwrap().as_slice(), []);
    }
}

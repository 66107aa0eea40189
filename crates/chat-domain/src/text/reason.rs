//! Reasons that the record keeps (F8, M5).

use super::{TextProblem, clean, text_type};

text_type! {
    /// A person's reason: 1 to 500 characters, cleaned like a [`MessageText`](super::MessageText).
    Reason
}

impl Reason {
    /// Maximum characters in a reason.
    pub const MAX_CHARS: usize = 500;

    /// Cleans and validates a reason.
    ///
    /// # Errors
    /// As [`MessageText::new`](super::MessageText::new).
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        clean::written(text, Self::MAX_CHARS).map(|text| Self(text.into()))
    }
}

//! Why somebody did something that the record keeps (F8, M5).

use super::{TextProblem, clean, text_type};

text_type! {
    /// A reason given by a person: 1 to 500 characters, cleaned like a
    /// [`MessageText`](super::MessageText).
    Reason
}

impl Reason {
    /// The most characters of a reason.
    pub const MAX_CHARS: usize = 500;

    /// Cleans and checks a reason.
    ///
    /// # Errors
    /// As [`MessageText::new`](super::MessageText::new).
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        clean::written(text, Self::MAX_CHARS).map(|text| Self(text.into()))
    }
}

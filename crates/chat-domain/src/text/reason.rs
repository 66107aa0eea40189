//! Why somebody did something that the record keeps (F8, M5).

use super::{TextProblem, clean, text_type};

text_type! {
    /// A reason given by a person: 1 to 500 characters on one line, cleaned as a name is.
    Reason
}

impl Reason {
    /// The most characters of a reason.
    pub const MAX_CHARS: usize = 500;

    /// Cleans and checks a reason.
    ///
    /// # Errors
    /// [`TextProblem::Empty`] or [`TextProblem::TooLong`].
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        let cleaned = clean::label(text);
        match cleaned.chars().count() {
            0 => Err(TextProblem::Empty),
            actual if actual > Self::MAX_CHARS => Err(TextProblem::TooLong {
                max: Self::MAX_CHARS,
                actual,
            }),
            _ => Ok(Self(cleaned.into())),
        }
    }
}

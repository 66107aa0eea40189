//! The text of a message (F6).

use super::{TextProblem, clean, text_type};

text_type! {
    /// A message's text: 1 to 8,000 characters after trimming (F6), with `\n` line ends.
    ///
    /// NUL, other controls except tab and newline, and direction overrides are refused, since a
    /// dose must read as it was stored. Invisible characters from copied text are dropped.
    /// Direction *marks*, which Arabic and Hebrew need, are kept.
    MessageText
}

impl MessageText {
    /// Maximum characters in a text (F6).
    pub const MAX_CHARS: usize = 8_000;

    /// Cleans and validates a text.
    ///
    /// # Errors
    /// [`TextProblem::Empty`], [`TextProblem::TooLong`] or [`TextProblem::ForbiddenCharacter`].
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        clean::written(text, Self::MAX_CHARS).map(|text| Self(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f6_length_is_counted_after_trimming() {
        let longest = "é".repeat(8_000);
        assert_eq!(
            MessageText::new(&format!("  {longest}\n"))
                .unwrap()
                .as_str(),
            longest
        );
        assert_eq!(
            MessageText::new(&format!("{longest}x")),
            Err(TextProblem::TooLong {
                max: 8_000,
                actual: 8_001
            })
        );
        for empty in ["", " \r\n\t ", "\u{200B}\u{FEFF}"] {
            assert_eq!(MessageText::new(empty), Err(TextProblem::Empty));
        }
    }

    #[test]
    fn f6_controls_and_direction_overrides_are_refused() {
        for c in ['\u{0}', '\u{1B}', '\u{202E}', '\u{202D}', '\u{7F}'] {
            assert_eq!(
                MessageText::new(&format!("take 5{c} mg")),
                Err(TextProblem::ForbiddenCharacter {
                    code_point: c.into()
                })
            );
        }
        assert_eq!(MessageText::new("a\r\nb\tc").unwrap().as_str(), "a\nb\tc");
        let typed = "\u{200F}שלום 👩‍⚕️";
        assert_eq!(MessageText::new(typed).unwrap().as_str(), typed);
    }
}

//! Length limits, applied after cleaning.

use super::TextProblem;

/// A text of 1 to `max` characters, kept as typed except for cleaning (F6).
pub(super) fn written(text: &str, max: usize) -> Result<String, TextProblem> {
    let text = chat_text::text(text).map_err(|chat_text::Forbidden(c)| {
        TextProblem::ForbiddenCharacter {
            code_point: c.into(),
        }
    })?;
    within(text, max)
}

/// A label of 1 to `max` characters on one line (P7).
pub(super) fn label(text: &str, max: usize) -> Result<String, TextProblem> {
    within(chat_text::label(text), max)
}

fn within(text: String, max: usize) -> Result<String, TextProblem> {
    let actual = text.chars().count();
    if chat_text::is_blank(&text) {
        Err(TextProblem::Empty)
    } else if actual > max {
        Err(TextProblem::TooLong { max, actual })
    } else {
        Ok(text)
    }
}

//! Type check of the value after a name.

use super::lexer::{Lexer, Token};

/// First byte of a value, after blanks and comments; `None` if these continue past the available bytes.
pub(super) fn first(value: &[u8]) -> Option<u8> {
    Lexer::new(value).behind_blanks().first().copied()
}

/// Whether this is a string, number, array, dictionary or reference, or a comment that continues past the available bytes.
pub(super) fn is_any(value: &[u8]) -> bool {
    match Lexer::new(value).next() {
        Some(Token::Int(_) | Token::Text(_) | Token::DictOpen) | None => true,
        Some(Token::Other(word)) => word == b"[" || word.first().is_some_and(u8::is_ascii_digit),
        Some(Token::Name(_) | Token::DictClose) => false,
    }
}

/// The string, if this is a whole one.
pub(super) fn text(value: &[u8]) -> Option<Vec<u8>> {
    let mut tokens = Lexer::new(value);
    match tokens.next() {
        // A string that continues past the available bytes has none after it.
        Some(Token::Text(text)) if !tokens.rest().is_empty() => Some(text),
        _ => None,
    }
}

/// Whether this is a string or a reference to a stream, or a comment as above.
pub(super) fn is_text(value: &[u8]) -> bool {
    let mut tokens = Lexer::new(value);
    match tokens.next() {
        Some(Token::Text(_)) | None => true,
        Some(Token::Int(_)) => is_rest_of_reference(tokens),
        _ => false,
    }
}

/// Number of the object, if this is a whole reference.
pub(super) fn reference(value: &[u8]) -> Option<u32> {
    let mut tokens = Lexer::new(value);
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(Token::Int(number)), Some(Token::Int(_)), Some(Token::Other(word)))
            if word == b"R" =>
        {
            u32::try_from(number).ok()
        }
        _ => None,
    }
}

/// Whether this is a dictionary or a reference to one, or a comment as above.
pub(super) fn is_dictionary(value: &[u8]) -> bool {
    let mut tokens = Lexer::new(value);
    match tokens.next() {
        Some(Token::DictOpen) | None => true,
        Some(Token::Int(_)) => is_rest_of_reference(tokens),
        _ => false,
    }
}

/// Generation number and `R` of a reference, as far as available.
fn is_rest_of_reference(mut tokens: Lexer<'_>) -> bool {
    let is_generation = matches!(tokens.next(), Some(Token::Int(_)) | None);
    is_generation
        && tokens
            .next()
            .is_none_or(|word| matches!(word, Token::Other(word) if word.starts_with(b"R")))
}

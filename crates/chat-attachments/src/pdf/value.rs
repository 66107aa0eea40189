//! What follows a name: is it a value of the type that the name's key has?

use super::lexer::{Lexer, Token};

/// The first byte of a value, behind blanks and comments; `None` if they go on beyond what is here.
pub(super) fn first(value: &[u8]) -> Option<u8> {
    Lexer::new(value).behind_blanks().first().copied()
}

/// A text, a number, an array, a dictionary or a reference; or a comment that goes on beyond what is here.
pub(super) fn is_any(value: &[u8]) -> bool {
    match Lexer::new(value).next() {
        Some(Token::Int(_) | Token::Text(_) | Token::DictOpen) | None => true,
        Some(Token::Other(word)) => word == b"[" || word.first().is_some_and(u8::is_ascii_digit),
        Some(Token::Name(_) | Token::DictClose) => false,
    }
}

/// A text, a stream's reference, or a comment as above.
pub(super) fn is_text(value: &[u8]) -> bool {
    let mut tokens = Lexer::new(value);
    match tokens.next() {
        Some(Token::Text(_)) | None => true,
        Some(Token::Int(_)) => is_rest_of_reference(tokens),
        _ => false,
    }
}

/// A dictionary or its reference, or a comment as above.
pub(super) fn is_dictionary(value: &[u8]) -> bool {
    let mut tokens = Lexer::new(value);
    match tokens.next() {
        Some(Token::DictOpen) | None => true,
        Some(Token::Int(_)) => is_rest_of_reference(tokens),
        _ => false,
    }
}

/// A generation and the letter of a reference, as far as they are here.
fn is_rest_of_reference(mut tokens: Lexer<'_>) -> bool {
    let is_generation = matches!(tokens.next(), Some(Token::Int(_)) | None);
    is_generation
        && tokens
            .next()
            .is_none_or(|word| matches!(word, Token::Other(word) if word.starts_with(b"R")))
}

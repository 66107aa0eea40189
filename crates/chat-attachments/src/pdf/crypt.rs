//! Standard security handler (ISO 32000-2, 7.6), tried with the empty password.
//!
//! A file that opens with the empty password is only marked against copying or printing. A file that needs a
//! password can be neither inspected nor read by its recipient.

use chat_formats::Source;
use std::borrow::Cow;

use super::dictionary::{Dictionary, Method};
use super::key;
use super::lexer::{Lexer, Token};
use super::names::{OVERLAP, PIECE};
use crate::stop::{Step, Stop};

/// Maximum length of the encryption dictionary, in bytes.
const DICTIONARY: usize = 4096;

/// Key that decrypts the file's streams, and its strings if they have the same cipher.
#[derive(Debug)]
pub(super) struct Encryption {
    key: Vec<u8>,
    method: Method,
}

impl Encryption {
    /// Decrypts the stream of an object.
    pub(super) fn decrypt(&self, object: u32, generation: u16, bytes: Vec<u8>) -> Option<Vec<u8>> {
        key::decrypt(&self.key, self.method, object, generation, bytes)
    }

    /// Decrypts a string of an object, and removes its padding.
    pub(super) fn text(&self, object: u32, generation: u16, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let mut text = self.decrypt(object, generation, bytes)?;
        if matches!(self.method, Method::Aes128 | Method::Aes256) {
            let padding = usize::from(*text.last()?);
            text.truncate(text.len().checked_sub(padding)?);
        }
        Some(text)
    }
}

/// The key, if the empty password opens the file. `at` is the offset of `/Encrypt`, `id` that of `/ID`.
pub(super) fn open(source: &mut Source<'_>, at: u64, id: Option<u64>) -> Step<Option<Encryption>> {
    let here = source.bytes(at + b"/Encrypt".len() as u64, DICTIONARY)?;
    let here = here.into_owned();
    let mut tokens = Lexer::new(&here);
    let dictionary = match (tokens.next(), tokens.next()) {
        (Some(Token::DictOpen), _) => Dictionary::read(&here),
        (Some(Token::Int(object)), Some(Token::Int(generation))) => {
            let Some(at) = find_object(source, object, generation)? else {
                return Ok(None);
            };
            Dictionary::read(&source.bytes(at, DICTIONARY)?)
        }
        _ => return Err(Stop::damaged()),
    };
    let id = match id {
        Some(at) => source.bytes(at + b"/ID".len() as u64, 512)?,
        None => Cow::Borrowed(&[][..]),
    };
    let id = Lexer::new(&id).find_map(|token| match token {
        Token::Text(text) => Some(text),
        _ => None,
    });
    let Some(method) = dictionary.method() else {
        return Ok(None);
    };
    let key = key::of_empty_password(&dictionary, &id.unwrap_or_default());
    Ok(key.map(|key| Encryption { key, method }))
}

/// Offset after the `obj` of the last object with this number.
fn find_object(source: &mut Source<'_>, object: i64, generation: i64) -> Step<Option<u64>> {
    let needle = format!("{object} {generation} obj");
    let needle = needle.as_bytes();
    let (mut at, mut last) = (0, None);
    let len = source.len()?;
    while at < len {
        let piece = source.bytes(at, PIECE + OVERLAP)?;
        for hit in memchr::memmem::find_iter(&piece, needle) {
            let before = hit.checked_sub(1).and_then(|before| piece.get(before));
            if !before.is_some_and(u8::is_ascii_digit) {
                last = Some(at + (hit + needle.len()) as u64);
            }
        }
        at += PIECE as u64;
    }
    Ok(last)
}

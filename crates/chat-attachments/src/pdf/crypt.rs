//! The standard security handler (ISO 32000-2, 7.6): does the empty password open the file?
//!
//! A file that opens for everyone is only marked against copying or printing; one that asks for a
//! password can't be looked into, nor read by its recipient.

use std::borrow::Cow;

use super::key::{self, Method};
use super::lexer::{Lexer, Token};
use crate::source::Source;
use crate::stop::{Step, Stop};

/// Longest encryption dictionary, in bytes.
const DICTIONARY: usize = 4096;

/// A key that opens the file's streams.
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
}

/// What the encryption dictionary says.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    pub(super) filter: Vec<u8>,
    pub(super) version: i64,
    pub(super) revision: i64,
    pub(super) bits: i64,
    pub(super) permissions: i64,
    pub(super) owner: Vec<u8>,
    pub(super) user: Vec<u8>,
    pub(super) user_key: Vec<u8>,
    pub(super) owner_key: Vec<u8>,
    /// `/EncryptMetadata false`.
    pub(super) open_metadata: bool,
    /// The crypt filter's method, the first that is named.
    pub(super) method: Vec<u8>,
    /// The crypt filter of streams.
    pub(super) stream_filter: Vec<u8>,
}

/// The key, if the empty password opens the file. `at` is where `/Encrypt` is, `id` where `/ID` is.
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

impl Dictionary {
    fn read(bytes: &[u8]) -> Self {
        let mut dictionary = Self::default();
        let (mut depth, mut name) = (0, None::<Vec<u8>>);
        for token in Lexer::new(bytes) {
            match (&token, name.take()) {
                (Token::DictOpen, _) => depth += 1,
                (Token::DictClose, _) => {
                    depth -= 1;
                    if depth <= 0 {
                        break;
                    }
                }
                (value, Some(name)) => dictionary.set(depth, &name, value),
                (Token::Name(key), None) => name = Some(key.clone()),
                _ => {}
            }
        }
        dictionary
    }

    fn set(&mut self, depth: i32, name: &[u8], value: &Token) {
        match (depth, name, value) {
            (1, b"Filter", Token::Name(value)) => self.filter.clone_from(value),
            (1, b"V", Token::Int(value)) => self.version = *value,
            (1, b"R", Token::Int(value)) => self.revision = *value,
            (1, b"Length", Token::Int(value)) => self.bits = *value,
            (1, b"P", Token::Int(value)) => self.permissions = *value,
            (1, b"O", Token::Text(value)) => self.owner.clone_from(value),
            (1, b"U", Token::Text(value)) => self.user.clone_from(value),
            (1, b"UE", Token::Text(value)) => self.user_key.clone_from(value),
            (1, b"OE", Token::Text(value)) => self.owner_key.clone_from(value),
            (1, b"StmF", Token::Name(value)) => self.stream_filter.clone_from(value),
            (1, b"EncryptMetadata", Token::Other(value)) => self.open_metadata = value == b"false",
            (_, b"CFM", Token::Name(value)) if self.method.is_empty() => {
                self.method.clone_from(value);
            }
            _ => {}
        }
    }

    fn method(&self) -> Option<Method> {
        if self.filter != b"Standard" {
            return None;
        }
        match (
            self.version,
            self.stream_filter.as_slice(),
            self.method.as_slice(),
        ) {
            (1..=3, ..) => Some(Method::Rc4),
            (4 | 5, b"Identity" | b"", _) => Some(Method::None),
            // The crypt filters may be objects of their own. With the wrong method nothing unpacks, and is unseen.
            (4, _, b"") => Some(Method::Aes128),
            (5, _, b"") => Some(Method::Aes256),
            (4, _, b"V2") => Some(Method::Rc4),
            (4, _, b"AESV2") => Some(Method::Aes128),
            (5, _, b"AESV3") => Some(Method::Aes256),
            _ => None,
        }
    }
}

/// Where the last object with this number begins, behind its `obj`.
fn find_object(source: &mut Source<'_>, object: i64, generation: i64) -> Step<Option<u64>> {
    let needle = format!("{object} {generation} obj");
    let needle = needle.as_bytes();
    let (mut at, mut last) = (0, None);
    let len = source.len()?;
    while at < len {
        let piece = source.bytes(at, super::PIECE + super::OVERLAP)?;
        for hit in memchr::memmem::find_iter(&piece, needle) {
            let before = hit.checked_sub(1).and_then(|before| piece.get(before));
            if !before.is_some_and(u8::is_ascii_digit) {
                last = Some(at + (hit + needle.len()) as u64);
            }
        }
        at += super::PIECE as u64;
    }
    Ok(last)
}

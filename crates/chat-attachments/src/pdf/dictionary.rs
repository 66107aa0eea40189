//! The encryption dictionary (ISO 32000-2, 7.6.2).

use super::lexer::{Lexer, Token};

/// Cipher of streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    None,
    Rc4,
    Aes128,
    Aes256,
}

/// Fields of the encryption dictionary.
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
    /// Method of the first crypt filter.
    pub(super) method: Vec<u8>,
    /// Name of the crypt filter for streams.
    pub(super) stream_filter: Vec<u8>,
}

impl Dictionary {
    /// Reads the dictionary at the start of `bytes`.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut dictionary = Self::default();
        let (mut depth, mut name) = (0, None::<&[u8]>);
        for token in Lexer::new(bytes) {
            match (&token, name.take()) {
                (Token::DictOpen, _) => depth += 1,
                (Token::DictClose, _) => {
                    depth -= 1;
                    if depth <= 0 {
                        break;
                    }
                }
                (value, Some(name)) => dictionary.set(depth, name, value),
                (Token::Name(key), None) => name = Some(*key),
                _ => {}
            }
        }
        dictionary
    }

    fn set(&mut self, depth: i32, name: &[u8], value: &Token<'_>) {
        match (depth, name, value) {
            (1, b"Filter", Token::Name(value)) => self.filter = value.to_vec(),
            (1, b"V", Token::Int(value)) => self.version = *value,
            (1, b"R", Token::Int(value)) => self.revision = *value,
            (1, b"Length", Token::Int(value)) => self.bits = *value,
            (1, b"P", Token::Int(value)) => self.permissions = *value,
            (1, b"O", Token::Text(value)) => self.owner.clone_from(value),
            (1, b"U", Token::Text(value)) => self.user.clone_from(value),
            (1, b"UE", Token::Text(value)) => self.user_key.clone_from(value),
            (1, b"OE", Token::Text(value)) => self.owner_key.clone_from(value),
            (1, b"StmF", Token::Name(value)) => self.stream_filter = value.to_vec(),
            (1, b"EncryptMetadata", Token::Other(value)) => self.open_metadata = *value == b"false",
            (_, b"CFM", Token::Name(value)) if self.method.is_empty() => {
                self.method = value.to_vec();
            }
            _ => {}
        }
    }

    /// Cipher of streams, if it is one of the standard handler's.
    pub(super) fn method(&self) -> Option<Method> {
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
            // The crypt filters may be separate objects. With the wrong cipher nothing unpacks, and the streams count as unseen.
            (4, _, b"") => Some(Method::Aes128),
            (5, _, b"") => Some(Method::Aes256),
            (4, _, b"V2") => Some(Method::Rc4),
            (4, _, b"AESV2") => Some(Method::Aes128),
            (5, _, b"AESV3") => Some(Method::Aes256),
            _ => None,
        }
    }
}

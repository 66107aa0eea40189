//! Dictionaries of stream objects (ISO 32000-1, 7.3.8), found from a place inside.

use chat_formats::Source;

use super::budget::Budget;
use super::lexer::{Lexer, Token};
use crate::stop::{Step, Stop};

/// Maximum distance from the telltale name back to the start of its dictionary, in bytes.
const REACH: u64 = 2048;
/// Distance from that name within which the stream is searched first, in bytes, and the maximum distance.
const NEAR: usize = 2048;
const FAR: usize = 64 * 1024;
/// Maximum number of candidates for the start of a dictionary.
const MAX_BEGINNINGS: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    None,
    Flate,
    Other,
}

/// Context of a name that object streams have.
pub(super) enum Around {
    /// A dictionary of another kind.
    Nothing,
    /// A possible stream with an ambiguous dictionary.
    Unclear,
    Stream(Object),
}

/// A stream object, as described by its dictionary.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) number: u32,
    pub(super) generation: u16,
    pub(super) filter: Filter,
    /// Offset of the stream's bytes.
    pub(super) data: u64,
    /// Offset of the first object in the unpacked stream, and length of the packed one, if the dictionary states them
    /// plainly.
    pub(super) first: Option<u64>,
    pub(super) len: Option<u64>,
}

impl Object {
    /// The stream object with the dictionary around `at`.
    pub(super) fn around(source: &mut Source<'_>, at: u64, budget: &mut Budget) -> Step<Around> {
        let from = at.saturating_sub(REACH);
        let middle = usize::try_from(at - from).unwrap_or(0);
        for reach in [NEAR, FAR] {
            let window = source.bytes(from, middle + reach)?;
            let (before, after) = window.split_at_checked(middle).ok_or_else(Stop::damaged)?;
            let mut tokens = Lexer::new(after);
            let word = tokens.find_map(|token| match token {
                Token::Other(word) if matches!(word, b"stream" | b"endobj") => Some(word),
                _ => None,
            });
            let end = window.len() - tokens.rest().len();
            budget.read(end - middle)?;
            match word {
                None => {}
                Some(b"stream") => return Self::read(&window, before, end, from),
                Some(_) => return Ok(Around::Nothing),
            }
        }
        Ok(Around::Unclear)
    }

    /// Reads the dictionary that ends at `end` of the window, followed by the word `stream`.
    fn read(window: &[u8], before: &[u8], end: usize, from: u64) -> Step<Around> {
        let mut data = end;
        data += usize::from(window.get(data) == Some(&b'\r'));
        data += usize::from(window.get(data) == Some(&b'\n'));
        // The word may also be part of a string or comment: all possible readings must agree.
        let mut object: Option<Self> = None;
        for (count, hit) in memchr::memmem::rfind_iter(before, b"obj").enumerate() {
            let inside = window.get(hit + 3..end).unwrap_or_default();
            let mut earlier = Lexer::new(before.get(hit + 3..).unwrap_or_default());
            // A stream's bytes can hide the end of an earlier object.
            let is_end = |word: &[u8]| word == b"endobj" || (object.is_some() && word == b"stream");
            if earlier.any(|token| matches!(&token, Token::Other(word) if is_end(word))) {
                break;
            }
            let tokens: Vec<Token> = Lexer::new(inside).collect();
            let filter = filter(&tokens);
            match &object {
                Some(other) if other.filter != filter || count >= MAX_BEGINNINGS => {
                    return Ok(Around::Unclear);
                }
                Some(_) => {}
                None => {
                    // Unreadable numbers give a wrong key, and then nothing unpacks.
                    let numbers = numbers(before.get(..hit).unwrap_or_default());
                    let (number, generation) = numbers.unwrap_or_default();
                    object = Some(Self {
                        number,
                        generation,
                        filter,
                        data: from + data as u64,
                        first: number_of(&tokens, b"First"),
                        len: number_of(&tokens, b"Length"),
                    });
                }
            }
        }
        Ok(object.map_or(Around::Unclear, Around::Stream))
    }
}

/// Object and generation number directly before `obj`, if they are plain.
pub(super) fn numbers(before: &[u8]) -> Option<(u32, u16)> {
    let tail = before
        .get(before.len().saturating_sub(32)..)
        .unwrap_or(before);
    let tail = String::from_utf8_lossy(tail);
    let mut words = tail.split_ascii_whitespace().rev();
    let generation = words.next()?.parse().ok()?;
    let number = words
        .next()?
        .trim_start_matches(|c: char| !c.is_ascii_digit());
    Some((number.parse().ok()?, generation))
}

fn filter(tokens: &[Token<'_>]) -> Filter {
    let is = |token: &Token<'_>, name: &[u8]| matches!(token, Token::Name(here) if *here == name);
    let mut filters = Vec::new();
    let mut other = false;
    for (index, token) in tokens.iter().enumerate() {
        let values = tokens.get(index + 1..).unwrap_or_default();
        if is(token, b"Predictor") {
            other |= number(values) != Some(1);
        } else if is(token, b"Filter") {
            match values {
                [Token::Name(name), ..] => filters.push(*name),
                [Token::Other(open), list @ ..] if *open == b"[" => {
                    let names = list.iter().map_while(|token| match token {
                        Token::Name(name) => Some(*name),
                        _ => None,
                    });
                    let before = filters.len();
                    filters.extend(names);
                    let behind = list.get(filters.len() - before);
                    other |= !behind.is_some_and(|token| is_word(token, b"]"));
                }
                _ => other = true,
            }
        } else if is(token, b"DecodeParms") || is(token, b"DP") {
            // Another object may specify a predictor.
            other |= points_elsewhere(values);
        } else if is(token, b"F") {
            // The bytes are in another file.
            other = true;
        } else if matches!(token, Token::Name(name) if name.contains(&b'#')) {
            other = true;
        }
    }
    match filters.as_slice() {
        _ if other => Filter::Other,
        [] => Filter::None,
        [b"FlateDecode" | b"Fl"] => Filter::Flate,
        _ => Filter::Other,
    }
}

/// Value of the only entry of this name, if it is a number and not a reference.
fn number_of(tokens: &[Token<'_>], name: &[u8]) -> Option<u64> {
    let is_it = |token: &Token<'_>| matches!(token, Token::Name(here) if *here == name);
    let mut entries = tokens.iter().enumerate().filter(|(_, token)| is_it(token));
    let (Some((at, _)), None) = (entries.next(), entries.next()) else {
        return None;
    };
    u64::try_from(number(tokens.get(at + 1..)?)?).ok()
}

/// The value here, if it is a number and not a reference.
fn number(values: &[Token<'_>]) -> Option<i64> {
    match values {
        [Token::Int(_), Token::Int(_), ..] => None,
        [Token::Int(number), ..] => Some(*number),
        _ => None,
    }
}

fn is_word(token: &Token<'_>, word: &[u8]) -> bool {
    matches!(token, Token::Other(here) if *here == word)
}

/// Whether the value is no dictionary here: a reference, or a list with one at any depth.
fn points_elsewhere(values: &[Token<'_>]) -> bool {
    match values {
        [Token::DictOpen, ..] => false,
        [null, ..] if is_word(null, b"null") => false,
        [open, list @ ..] if is_word(open, b"[") => {
            let mut depth = 1;
            let list = list.iter().take_while(|token| {
                depth += i32::from(is_word(token, b"["));
                depth -= i32::from(is_word(token, b"]"));
                depth > 0
            });
            list.into_iter().any(|token| is_word(token, b"R"))
        }
        _ => true,
    }
}

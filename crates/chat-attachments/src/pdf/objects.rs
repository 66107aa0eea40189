//! Object streams (ISO 32000-1, 7.5.7): packed objects, whose names a plain search can't find.

use chat_formats::Source;
use flate2::{Decompress, FlushDecompress, Status};

use super::crypt::Encryption;
use super::inside::Inside;
use super::lexer::{Lexer, Token};
use super::names::{Found, Names};
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Maximum distance from the telltale name back to the start of its dictionary, in bytes.
const REACH: u64 = 2048;
/// Distance from that name within which the stream is searched first, in bytes, and the maximum distance.
const NEAR: usize = 2048;
const FAR: usize = 64 * 1024;
/// Maximum number of candidates for the start of a dictionary.
const MAX_BEGINNINGS: usize = 8;
/// Maximum packed size of an object stream in an encrypted file, in bytes.
const MAX_ENCRYPTED: usize = 2 * 1024 * 1024;
/// Maximum total size of all unpacked object streams, in bytes.
const MAX_UNPACKED: usize = 64 * 1024 * 1024;
/// Bytes that may be read for all object streams together: this multiple of the file's size, plus a constant.
/// Streams can claim each other's bytes.
const TIMES: u64 = 4;
const MORE: u64 = 4 * 1024 * 1024;
const PIECE: usize = 32 * 1024;
/// Bytes read first from a stream of unknown length.
const SHORT: usize = 2048;
const OVERLAP: usize = super::names::OVERLAP;

/// Searches every object stream for names.
pub(super) fn search(
    source: &mut Source<'_>,
    names: &mut Names,
    encryption: Option<&Encryption>,
) -> Step<()> {
    let len = source.len()?;
    let mut budget = Budget {
        to_read: len.saturating_mul(TIMES).saturating_add(MORE),
        to_unpack: MAX_UNPACKED,
    };
    let mut last = None;
    let Names { objects, found, .. } = names;
    for at in std::mem::take(objects) {
        let object = match Object::around(source, at, &mut budget)? {
            Around::Nothing => continue,
            Around::Unclear => {
                found.see(false);
                continue;
            }
            Around::Stream(object) => object,
        };
        // A dictionary contains two of the names; their offsets are in file order.
        if last.replace(object.data) == Some(object.data) {
            continue;
        }
        let plain = match (object.filter, encryption) {
            (Filter::Other, _) => None,
            (_, Some(encryption)) => content(source, object.data, &mut budget)?
                .and_then(|packed| encryption.decrypt(object.number, object.generation, packed)),
            (..) => Some(Vec::new()),
        };
        let Some(plain) = plain else {
            found.see(false);
            continue;
        };
        let mut inside = Inside::new(object.first);
        match (object.filter, encryption) {
            (Filter::Flate, None) => {
                let mut packed = Packed::InFile(source, object.data);
                inflate(&mut packed, &mut inside, found, &mut budget)?;
            }
            (Filter::Flate, Some(_)) => {
                inflate(&mut Packed::Here(&plain), &mut inside, found, &mut budget)?;
            }
            (_, None) => search_plain(source, object.data, &mut inside, found, &mut budget)?,
            (_, Some(_)) => {
                inside.search(found, &plain, plain.len());
                found.see(is_plain(&plain));
            }
        }
    }
    Ok(())
}

/// Remaining work for object streams.
struct Budget {
    to_read: u64,
    to_unpack: usize,
}

impl Budget {
    fn read(&mut self, len: usize) -> Step<()> {
        let left = self.to_read.checked_sub(len as u64);
        self.to_read = left.ok_or_else(Stop::too_complex)?;
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    None,
    Flate,
    Other,
}

/// Context of a name that object streams have.
enum Around {
    /// A dictionary of another kind.
    Nothing,
    /// A possible stream with an ambiguous dictionary.
    Unclear,
    Stream(Object),
}

/// A stream object, as described by its dictionary.
#[derive(Debug)]
struct Object {
    number: u32,
    generation: u16,
    filter: Filter,
    /// Offset of the stream's bytes.
    data: u64,
    /// Offset of the first object in the unpacked stream, if the dictionary states it plainly.
    first: Option<u64>,
}

impl Object {
    /// The stream object with the dictionary around `at`.
    fn around(source: &mut Source<'_>, at: u64, budget: &mut Budget) -> Step<Around> {
        let from = at.saturating_sub(REACH);
        let middle = usize::try_from(at - from).unwrap_or(0);
        for reach in [NEAR, FAR] {
            let window = source.bytes(from, middle + reach)?;
            let (before, after) = window.split_at_checked(middle).ok_or_else(Stop::damaged)?;
            let mut tokens = Lexer::new(after);
            let word = tokens.find_map(|token| match token {
                Token::Other(word) if matches!(&*word, b"stream" | b"endobj") => Some(word),
                _ => None,
            });
            let end = window.len() - tokens.rest().len();
            budget.read(end - middle)?;
            match word.as_deref() {
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
            let filter = filter(inside);
            match &object {
                Some(other) if other.filter != filter || count >= MAX_BEGINNINGS => {
                    return Ok(Around::Unclear);
                }
                Some(_) => {}
                None => {
                    let (number, generation) = numbers(before.get(..hit).unwrap_or_default());
                    object = Some(Self {
                        number,
                        generation,
                        filter,
                        data: from + data as u64,
                        first: first(inside),
                    });
                }
            }
        }
        Ok(object.map_or(Around::Unclear, Around::Stream))
    }
}

/// Object and generation number directly before `obj`.
fn numbers(before: &[u8]) -> (u32, u16) {
    let tail = before
        .get(before.len().saturating_sub(32)..)
        .unwrap_or(before);
    let tail = String::from_utf8_lossy(tail);
    let mut words = tail.split_ascii_whitespace().rev();
    // Unreadable numbers give a wrong key, and then nothing unpacks.
    let generation = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let number = words
        .next()
        .map(|word| word.trim_start_matches(|c: char| !c.is_ascii_digit()));
    (
        number.and_then(|word| word.parse().ok()).unwrap_or(0),
        generation,
    )
}

fn filter(dictionary: &[u8]) -> Filter {
    let tokens: Vec<Token> = Lexer::new(dictionary).collect();
    let is = |token: &Token, name: &[u8]| matches!(token, Token::Name(here) if here == name);
    let mut filters = Vec::new();
    let mut other = false;
    for (index, token) in tokens.iter().enumerate() {
        let values = tokens.get(index + 1..).unwrap_or_default();
        if is(token, b"Predictor") {
            other |= values.first() != Some(&Token::Int(1));
        } else if is(token, b"Filter") {
            match values {
                [Token::Name(name), ..] => filters.push(name.as_slice()),
                [Token::Other(open), list @ ..] if open == b"[" => {
                    filters.extend(list.iter().map_while(|token| match token {
                        Token::Name(name) => Some(name.as_slice()),
                        _ => None,
                    }));
                }
                _ => other = true,
            }
        } else if is(token, b"DecodeParms") || is(token, b"DP") {
            // A separate object may specify a predictor.
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

/// Value of the only `/First`, if it is a number and not a reference.
fn first(dictionary: &[u8]) -> Option<u64> {
    let tokens: Vec<Token> = Lexer::new(dictionary).collect();
    let is_first = |token: &Token| matches!(token, Token::Name(name) if name == b"First");
    let mut firsts = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| is_first(token));
    let (Some((at, _)), None) = (firsts.next(), firsts.next()) else {
        return None;
    };
    match tokens.get(at + 1..)? {
        [Token::Int(_), Token::Int(_), ..] => None,
        [Token::Int(first), ..] => u64::try_from(*first).ok(),
        _ => None,
    }
}

/// Whether the value, or an item of its list, refers to another object.
fn points_elsewhere(values: &[Token]) -> bool {
    let is_word = |token: &Token, word: &[u8]| matches!(token, Token::Other(here) if here == word);
    match values {
        [Token::Int(_), ..] => true,
        [open, list @ ..] if is_word(open, b"[") => {
            let list = list.iter().take_while(|token| !is_word(token, b"]"));
            list.into_iter().any(|token| is_word(token, b"R"))
        }
        _ => false,
    }
}

/// Bytes of an encrypted stream up to its end mark; `None` if it has none or is too long.
fn content(source: &mut Source<'_>, from: u64, budget: &mut Budget) -> Step<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // Most streams are short, and there are hundreds. Bytes after their ends shouldn't count as work.
    let mut step = SHORT;
    loop {
        let chunk = source.chunk(from + bytes.len() as u64)?;
        let room = MAX_ENCRYPTED - bytes.len();
        if chunk.is_empty() || room == 0 {
            return Ok(None);
        }
        let chunk = chunk.get(..room.min(step)).unwrap_or(chunk);
        step = step.saturating_mul(2);
        budget.read(chunk.len())?;
        let searched = bytes.len().saturating_sub(b"endstream".len());
        bytes.extend_from_slice(chunk);
        let rest = bytes.get(searched..).unwrap_or_default();
        if let Some(end) = memchr::memmem::find(rest, b"endstream") {
            bytes.truncate(searched + end);
            return Ok(Some(bytes));
        }
    }
}

/// Searches a stream without filters, up to its end mark.
fn search_plain(
    source: &mut Source<'_>,
    from: u64,
    inside: &mut Inside,
    found: &mut Found,
    budget: &mut Budget,
) -> Step<()> {
    let mut at = from;
    let mut step = SHORT;
    loop {
        let piece = source.bytes(at, step + OVERLAP)?;
        budget.read(piece.len())?;
        if at == from {
            found.see(is_plain(&piece));
        }
        let end = memchr::memmem::find(&piece, b"endstream");
        inside.search(found, &piece, end.unwrap_or(step));
        if end.is_some() || piece.len() < step + OVERLAP {
            found.see(end.is_some());
            return Ok(());
        }
        at += step as u64;
        step = PIECE.min(2 * step);
    }
}

/// Whether this is an unpacked object stream, which begins with a number.
fn is_plain(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    let digits = start.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && start.get(digits).is_some_and(u8::is_ascii_whitespace)
}

/// Source of packed bytes.
enum Packed<'a, 'b> {
    Here(&'a [u8]),
    InFile(&'a mut Source<'b>, u64),
}

impl Packed<'_, '_> {
    /// Bytes from `at`; empty at the end.
    fn from(&mut self, at: u64) -> Step<&[u8]> {
        match self {
            Self::Here(bytes) => {
                let at = usize::try_from(at).unwrap_or(usize::MAX);
                Ok(bytes.get(at..).unwrap_or_default())
            }
            Self::InFile(source, start) => Ok(source.chunk(start.saturating_add(at))?),
        }
    }
}

/// Unpacks and searches a stream. A stream that doesn't unpack to its end counts as unseen.
fn inflate(
    packed: &mut Packed<'_, '_>,
    inside: &mut Inside,
    found: &mut Found,
    budget: &mut Budget,
) -> Step<()> {
    let mut state = Decompress::new(true);
    let mut out = vec![0; PIECE + OVERLAP];
    let mut kept = 0;
    loop {
        let (read, wrote) = (state.total_in(), state.total_out());
        let input = packed.from(read)?;
        let room = out.get_mut(kept..).ok_or_else(Stop::damaged)?;
        let status = state.decompress(input, room, FlushDecompress::None);
        let (read, wrote) = (state.total_in() - read, state.total_out() - wrote);
        budget.read(usize::try_from(read).map_err(|_| Stop::damaged())?)?;
        let wrote = usize::try_from(wrote).map_err(|_| Stop::damaged())?;
        budget.to_unpack = budget
            .to_unpack
            .checked_sub(wrote)
            .ok_or_else(|| Stop::refused(Reason::ExpandsTooMuch, ""))?;
        let filled = kept + wrote;
        let ended = !matches!(status, Ok(Status::Ok)) || (wrote == 0 && read == 0);
        let limit = if ended {
            filled
        } else {
            filled.saturating_sub(OVERLAP)
        };
        inside.search(found, out.get(..filled).ok_or_else(Stop::damaged)?, limit);
        if ended {
            found.see(matches!(status, Ok(Status::StreamEnd)));
            return Ok(());
        }
        out.copy_within(limit..filled, 0);
        kept = filled - limit;
    }
}

//! Object streams (ISO 32000-1, 7.5.7): objects, packed, whose names no plain search sees.

use std::collections::BTreeSet;

use flate2::{Decompress, FlushDecompress, Status};

use super::crypt::Encryption;
use super::lexer::{Lexer, Token};
use super::names::Names;
use crate::finding::Finding;
use crate::reason::Reason;
use crate::source::Source;
use crate::stop::{Step, Stop};

/// How far from the name that tells it the dictionary's other parts may be, in bytes.
const REACH: u64 = 2048;
/// Longest packed object stream, in bytes.
const MAX_PACKED: usize = 4 * 1024 * 1024;
/// Most bytes that all object streams unpack to.
const MAX_UNPACKED: usize = 64 * 1024 * 1024;
const PIECE: usize = 32 * 1024;
const OVERLAP: usize = 256;

/// Searches the names in every object stream.
pub(super) fn search(
    source: &mut Source<'_>,
    names: &mut Names,
    encryption: Option<&Encryption>,
) -> Step<()> {
    let mut seen = BTreeSet::new();
    let mut left = MAX_UNPACKED;
    let mut to_read = source
        .len()?
        .saturating_mul(4)
        .saturating_add(MAX_PACKED as u64);
    for at in std::mem::take(&mut names.objects) {
        let Some(object) = Object::around(source, at)? else {
            continue;
        };
        if !seen.insert(object.data) {
            continue;
        }
        let Some(packed) = content(source, object.data, &mut to_read)? else {
            names.findings.insert(Finding::Unseen);
            continue;
        };
        let packed = match encryption {
            Some(encryption) => encryption.decrypt(object.number, object.generation, &packed),
            None => packed,
        };
        match object.filter {
            Filter::None => names.search_inside(&packed, packed.len()),
            Filter::Flate => inflate(&packed, names, &mut left)?,
            Filter::Other => names.findings.insert(Finding::Unseen),
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    None,
    Flate,
    Other,
}

/// A stream object, as far as its dictionary tells.
#[derive(Debug)]
struct Object {
    number: u32,
    generation: u16,
    filter: Filter,
    /// Where its bytes begin.
    data: u64,
}

impl Object {
    /// The stream object whose dictionary is around `at`, if there is one.
    fn around(source: &mut Source<'_>, at: u64) -> Step<Option<Self>> {
        let from = at.saturating_sub(REACH);
        let window = source.bytes(from, 2 * REACH as usize)?;
        let middle = usize::try_from(at - from).unwrap_or(0);
        let (before, after) = window.split_at_checked(middle).unwrap_or_default();
        let find = |needle: &[u8]| memchr::memmem::find(after, needle);
        let Some(stream) = find(b"stream") else {
            return Ok(None);
        };
        if find(b"endobj").is_some_and(|end| end < stream) {
            return Ok(None);
        }
        let begin = memchr::memmem::rfind(before, b"obj").map_or(0, |at| at + 3);
        let dictionary = window.get(begin..middle + stream).unwrap_or_default();
        let (number, generation) =
            numbers(before.get(..begin.saturating_sub(3)).unwrap_or_default());
        let mut data = middle + stream + b"stream".len();
        data += usize::from(window.get(data) == Some(&b'\r'));
        data += usize::from(window.get(data) == Some(&b'\n'));
        let filter = filter(dictionary);
        Ok(Some(Self {
            number,
            generation,
            filter,
            data: from + data as u64,
        }))
    }
}

/// The object's and the generation's number right before `obj`.
fn numbers(before: &[u8]) -> (u32, u16) {
    let tail = before
        .get(before.len().saturating_sub(32)..)
        .unwrap_or_default();
    let tail = String::from_utf8_lossy(tail);
    let mut words = tail.split_ascii_whitespace().rev();
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

/// The stream's packed bytes, to its end mark. Streams can claim each other's bytes: all that is read
/// counts.
fn content(source: &mut Source<'_>, from: u64, to_read: &mut u64) -> Step<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut at = from;
    while bytes.len() < MAX_PACKED {
        let chunk = source.chunk(at)?;
        if chunk.is_empty() {
            return Ok(None);
        }
        let searched = bytes.len().saturating_sub(b"endstream".len());
        bytes.extend_from_slice(chunk);
        at += chunk.len() as u64;
        *to_read = to_read
            .checked_sub(chunk.len() as u64)
            .ok_or_else(Stop::too_complex)?;
        let rest = bytes.get(searched..).unwrap_or_default();
        if let Some(end) = memchr::memmem::find(rest, b"endstream") {
            bytes.truncate(searched + end);
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

/// Unpacks and searches. What doesn't unpack to its end is not seen.
fn inflate(packed: &[u8], names: &mut Names, left: &mut usize) -> Step<()> {
    let mut state = Decompress::new(true);
    let mut out = vec![0; PIECE + OVERLAP];
    let mut kept = 0;
    loop {
        let (read, wrote) = (state.total_in(), state.total_out());
        let input = usize::try_from(read)
            .ok()
            .and_then(|read| packed.get(read..));
        let room = out.get_mut(kept..).unwrap_or_default();
        let status = state.decompress(input.unwrap_or_default(), room, FlushDecompress::None);
        let wrote = usize::try_from(state.total_out() - wrote).unwrap_or(0);
        *left = left
            .checked_sub(wrote)
            .ok_or_else(|| Stop::refused(Reason::ExpandsTooMuch, ""))?;
        let filled = kept + wrote;
        let ended = !matches!(status, Ok(Status::Ok)) || (wrote == 0 && state.total_in() == read);
        let limit = if ended {
            filled
        } else {
            filled.saturating_sub(OVERLAP)
        };
        names.search_inside(out.get(..filled).unwrap_or_default(), limit);
        if ended {
            if !matches!(status, Ok(Status::StreamEnd)) {
                names.findings.insert(Finding::Unseen);
            }
            return Ok(());
        }
        out.copy_within(limit..filled, 0);
        kept = filled - limit;
    }
}

//! Scripts that are objects of their own: a string, or a stream (ISO 32000-2, table 221).
//!
//! Readers differ in which of several objects of one number they use, so that all must be standard scripts.

use chat_formats::Source;
use flate2::{Decompress, FlushDecompress, Status};

use super::budget::Budget;
use super::crypt::Encryption;
use super::lexer::{Lexer, Token};
use super::names::{BEFORE, PIECE};
use super::scripts::Scripts;
use super::starts::{OBJECT, is_behind_end, is_object};
use super::stream::{Around, Filter, Object, numbers};
use super::{script, value};
use crate::stop::Step;

/// Maximum length of an inspected script, in bytes.
const MAX: usize = 4096;
/// Bytes before `obj` in which its numbers are.
const NUMBERS: usize = 32;

/// Inspects the objects in the file itself to which actions refer. Those in object streams were seen before.
pub(super) fn look(
    source: &mut Source<'_>,
    scripts: &mut Scripts,
    encryption: Option<&Encryption>,
    budget: &mut Budget,
) -> Step<()> {
    if !scripts.has_references() {
        return Ok(());
    }
    let len = source.len()?;
    let mut at = 0_u64;
    while at < len {
        let from = at.saturating_sub((NUMBERS + BEFORE) as u64);
        let skip = usize::try_from(at - from).unwrap_or(0);
        let piece = source
            .bytes(from, skip + PIECE + OBJECT.len())?
            .into_owned();
        let hits = memchr::memmem::find_iter(&piece, OBJECT)
            .filter(|hit| (skip..skip + PIECE).contains(hit))
            .filter(|hit| is_object(&piece, *hit) && !is_behind_end(&piece, *hit));
        for hit in hits {
            let numbers = numbers(piece.get(..hit).unwrap_or_default());
            let number = numbers.map(|(number, _)| number);
            if number.is_some_and(|number| !scripts.is_referred(number)) {
                continue;
            }
            let behind = from + (hit + OBJECT.len()) as u64;
            let numbers = numbers.unwrap_or_default();
            let is_standard = is_standard(source, behind, numbers, encryption, budget)?;
            scripts.define(number, is_standard);
        }
        at += PIECE as u64;
    }
    Ok(())
}

/// Whether the object that begins here is a standard script.
fn is_standard(
    source: &mut Source<'_>,
    at: u64,
    (number, generation): (u32, u16),
    encryption: Option<&Encryption>,
    budget: &mut Budget,
) -> Step<bool> {
    budget.read(MAX)?;
    let here = source.bytes(at, MAX)?;
    let text = if let Some(text) = value::text(&here) {
        match encryption {
            Some(encryption) => encryption.text(number, generation, text),
            None => Some(text),
        }
    } else if Lexer::new(&here).next() == Some(Token::DictOpen) {
        match Object::around(source, at, budget)? {
            Around::Stream(object) => stream(source, &object, encryption)?,
            Around::Nothing | Around::Unclear => None,
        }
    } else {
        None
    };
    Ok(text.is_some_and(|text| script::is_standard(&text)))
}

/// The text of a stream, if it is short and plain, or packed.
fn stream(
    source: &mut Source<'_>,
    object: &Object,
    encryption: Option<&Encryption>,
) -> Step<Option<Vec<u8>>> {
    let bytes = match (object.filter, encryption) {
        // Packed data states its own end.
        (Filter::Flate, None) => Some(source.bytes(object.data, MAX)?.into_owned()),
        _ => content(source, object)?,
    };
    let Some(bytes) = bytes else {
        return Ok(None);
    };
    let (number, generation) = (object.number, object.generation);
    let text = match (object.filter, encryption) {
        (Filter::Other, _) => None,
        (Filter::None, Some(encryption)) => encryption.text(number, generation, bytes),
        (Filter::None, None) => Some(bytes),
        (Filter::Flate, Some(encryption)) => encryption
            .decrypt(number, generation, bytes)
            .and_then(|packed| unpacked(&packed)),
        (Filter::Flate, None) => unpacked(&bytes),
    };
    Ok(text)
}

/// The bytes of a stream, if its length and its end mark agree.
fn content(source: &mut Source<'_>, object: &Object) -> Step<Option<Vec<u8>>> {
    let Some(len) = object.len.and_then(|len| usize::try_from(len).ok()) else {
        return Ok(None);
    };
    let bytes = source.bytes(object.data, MAX)?;
    let Some((content, behind)) = bytes.split_at_checked(len) else {
        return Ok(None);
    };
    let is_whole = behind.trim_ascii_start().starts_with(b"endstream");
    Ok(is_whole.then(|| content.to_vec()))
}

/// Unpacks a short stream.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(MAX);
    let status = Decompress::new(true).decompress_vec(packed, &mut text, FlushDecompress::Finish);
    matches!(status, Ok(Status::StreamEnd)).then_some(text)
}

//! Updates that begin with their own header, as some writers append them (ISO 32000-2, 7.5.6).
//!
//! A reader that follows the last `startxref` then reads a single document, the updated one. In two concatenated
//! files, the last `startxref` counts from the start of the second file and points to the wrong place.

use chat_formats::Source;

use super::lexer::{Lexer, Token};
use crate::stop::Step;

const HEADER: &[u8] = b"%PDF-";
const END: &[u8] = b"%%EOF";
/// Bytes inspected before a header: an end mark and two line ends.
const BEFORE: u64 = 9;
/// Bytes inspected at the target of the last `startxref`, and before the last end mark.
const TABLE: usize = 64;

/// Blanks out update headers in the piece at offset `base`. Returns the offset of the last one.
pub(super) fn take_headers(
    source: &mut Source<'_>,
    piece: &mut [u8],
    base: u64,
) -> Step<Option<u64>> {
    let hits: Vec<usize> = memchr::memmem::find_iter(piece, HEADER).collect();
    let mut last = None;
    for hit in hits {
        let at = base + hit as u64;
        let from = at.saturating_sub(BEFORE);
        let before = source.bytes(from, usize::try_from(at - from).unwrap_or(0))?;
        // Some writers omit line ends, and the header continues the end mark's line.
        if before.trim_ascii_end().ends_with(END) {
            last = Some(at);
            if let Some(header) = piece.get_mut(hit..hit + HEADER.len()) {
                header.fill(b' ');
            }
        }
    }
    Ok(last)
}

const WORD: &[u8] = b"startxref";
/// Bytes at the end of a file within which it may end without an end mark.
const TAIL: u64 = 1024;

/// Whether the `startxref` before the last end mark points to a table after this header.
pub(super) fn is_read(source: &mut Source<'_>, header: u64, end: u64) -> Step<bool> {
    let from = end.saturating_sub(TABLE as u64);
    let before = source.bytes(from, usize::try_from(end - from).unwrap_or(0))?;
    let word = memchr::memmem::rfind(&before, WORD);
    let number = word.and_then(|word| before.get(word + WORD.len()..));
    let table = match number.and_then(|number| Lexer::new(number).next()) {
        Some(Token::Int(table)) => u64::try_from(table).unwrap_or(0),
        _ => 0,
    };
    Ok(table > header && is_table(source, table)?)
}

/// The offset after the last `startxref` and its number, if it is near the end, after the last object, and points to a
/// table.
pub(super) fn end_of_table(source: &mut Source<'_>, object: u64) -> Step<Option<u64>> {
    let len = source.len()?;
    let from = len.saturating_sub(TAIL).max(object);
    let tail = source.bytes(from, TAIL as usize)?.into_owned();
    let Some(behind) = memchr::memmem::rfind(&tail, WORD).map(|word| word + WORD.len()) else {
        return Ok(None);
    };
    let rest = tail.get(behind..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_ascii_start().len();
    let digits = rest.iter().skip(blanks).take_while(|b| b.is_ascii_digit());
    let end = behind + blanks + digits.count();
    // A number that ends with the file may be cut off.
    let is_whole = tail.get(end).is_some_and(u8::is_ascii_whitespace);
    let mark = tail.get(end..).unwrap_or_default().trim_ascii_start();
    let table = match Lexer::new(rest).next() {
        Some(Token::Int(table)) if is_whole => u64::try_from(table).unwrap_or(len),
        _ => return Ok(None),
    };
    // The end mark may be cut off.
    let end = if END.starts_with(mark) {
        len
    } else {
        from + end as u64
    };
    Ok(is_table(source, table)?.then_some(end))
}

/// Whether a table of objects, or a stream with one, begins here.
fn is_table(source: &mut Source<'_>, table: u64) -> Step<bool> {
    let here = source.bytes(table, TABLE)?;
    let mut tokens = Lexer::new(&here);
    Ok(match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(Token::Other(word)), ..) => word == b"xref",
        (Some(Token::Int(_)), Some(Token::Int(_)), Some(Token::Other(word))) => word == b"obj",
        _ => false,
    })
}

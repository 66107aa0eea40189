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

/// Whether the `startxref` before the last end mark points to a table after this header.
pub(super) fn is_read(source: &mut Source<'_>, header: u64, end: u64) -> Step<bool> {
    let from = end.saturating_sub(TABLE as u64);
    let before = source.bytes(from, usize::try_from(end - from).unwrap_or(0))?;
    let word = memchr::memmem::rfind(&before, b"startxref");
    let number = word.and_then(|word| before.get(word + b"startxref".len()..));
    let table = match number.and_then(|number| Lexer::new(number).next()) {
        Some(Token::Int(table)) => u64::try_from(table).unwrap_or(0),
        _ => 0,
    };
    if table <= header {
        return Ok(false);
    }
    let here = source.bytes(table, TABLE)?;
    let mut tokens = Lexer::new(&here);
    Ok(match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(Token::Other(word)), ..) => word == b"xref",
        (Some(Token::Int(_)), Some(Token::Int(_)), Some(Token::Other(word))) => word == b"obj",
        _ => false,
    })
}

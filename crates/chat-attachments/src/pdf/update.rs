//! Updates that begin with a header of their own, as some writers append them (ISO 32000-2, 7.5.6).
//!
//! Whoever follows the file's last `startxref` reads one document then, the update's. Of two files that were
//! put one behind the other, the last `startxref` counts from the second one's beginning, and leads astray.

use chat_formats::Source;

use super::lexer::{Lexer, Token};
use crate::stop::Step;

const HEADER: &[u8] = b"%PDF-";
const END: &[u8] = b"%%EOF";
/// How much is looked at before a header, in bytes: an end mark and the ends of two lines.
const BEFORE: u64 = 9;
/// How much of what the last `startxref` leads to is looked at, and of what is before the last end mark.
const TABLE: usize = 64;

/// Blanks out the headers of updates in a piece of the file, which is at `base`. Gives where the last is.
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
        // Some writers end no lines: then the header is a part of the end mark's.
        if before.trim_ascii_end().ends_with(END) {
            last = Some(at);
            if let Some(header) = piece.get_mut(hit..hit + HEADER.len()) {
                header.fill(b' ');
            }
        }
    }
    Ok(last)
}

/// Does the `startxref` before the last end mark lead to a table behind this header?
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

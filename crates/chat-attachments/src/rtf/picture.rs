//! Pictures stored as raw bytes (`\bin` within `\pict`) instead of hexadecimal.

use chat_formats::{Source, jpeg, png};

use crate::guest;
use crate::stop::Step;

/// Maximum distance from a picture's bytes back to the start of its group. Its dimensions and properties are between.
pub(super) const GROUP: u64 = 1024;

/// Known kinds of pictures, with the first bytes of each.
const KINDS: [(&[u8], &[u8]); 2] = [
    (b"\\pngblip", png::SIGNATURE),
    (b"\\jpegblip", jpeg::SIGNATURE),
];

/// Words that a reader that ignores `\bin` could find in the bytes.
const WORDS: [&[u8]; 4] = [b"\\obj", b"\\fld", b"\\template", b"\\bin"];

/// Bytes searched at a time, and the overlap between searches.
const PIECE: usize = 16 * 1024;
const SEAM: usize = 1024;

/// Whether the `len` bytes at `data`, announced by the `\bin` at `word`, are a PNG or JPEG and all that remains
/// of a picture's group.
pub(super) fn is_picture(source: &mut Source<'_>, word: u64, data: u64, len: u64) -> Step<bool> {
    let from = word.saturating_sub(GROUP);
    let before = source.bytes(from, usize::try_from(word - from).unwrap_or(0))?;
    let Some(group) = open_group(&before) else {
        return Ok(false);
    };
    let has = |name: &[u8]| memchr::memmem::find(group, name).is_some();
    let is_pict = group
        .strip_prefix(b"\\pict")
        .is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric));
    let Some((_, magic)) = KINDS.iter().find(|(name, _)| has(name)) else {
        return Ok(false);
    };
    let behind = source.bytes(data + len, 8)?;
    let is_last = behind.trim_ascii_start().first() == Some(&b'}');
    if !is_pict || !is_last || len < magic.len() as u64 || !source.has(data, magic)? {
        return Ok(false);
    }
    is_plain(source, data, len)
}

/// Whether the bytes contain nothing else. The walk skips them.
fn is_plain(source: &mut Source<'_>, data: u64, len: u64) -> Step<bool> {
    let mut done = 0;
    loop {
        let want = usize::try_from(len - done).map_or(PIECE, |left| left.min(PIECE));
        let piece = source.bytes(data + done, want)?;
        let hides = |word: &&[u8]| memchr::memmem::find(&piece, word).is_some();
        let guest = guest::anywhere_or_film(&piece);
        if guest.is_some() || WORDS.iter().any(hides) {
            return Ok(false);
        }
        if want < PIECE {
            return Ok(true);
        }
        done += (PIECE - SEAM) as u64;
    }
}

/// Bytes after the last unclosed brace. `None` if there is none, or if a brace may be text.
fn open_group(before: &[u8]) -> Option<&[u8]> {
    let mut depth = 0_u32;
    for (at, byte) in before.iter().enumerate().rev() {
        let is_escaped = at.checked_sub(1).and_then(|at| before.get(at)) == Some(&b'\\');
        match byte {
            b'{' | b'}' if is_escaped => return None,
            b'}' => depth += 1,
            b'{' if depth == 0 => return before.get(at + 1..),
            b'{' => depth -= 1,
            _ => {}
        }
    }
    None
}

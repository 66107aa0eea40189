//! Fast path of the walk through an RTF: braces, and control words that don't matter.

use crate::stop::{Step, Stop};

/// Why a scan paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pause {
    /// The last brace was closed.
    End,
    /// After a backslash whose word matters or is incomplete in this piece.
    Control,
    /// The piece ended.
    Piece,
}

/// Prefixes of the control words that [`matters`] recognizes.
pub(crate) const MATTERING: [&[u8]; 4] = [b"\\obj", b"\\template", b"\\fldinst", b"\\bin"];

/// Maximum length of a control word; the format allows 32 letters.
pub(super) const WORD: usize = 40;
/// Bytes counted at a time.
const BLOCK: usize = 64;

/// Scans a piece of the file, in which all [`MATTERING`] words begin at the offsets `words`, in order. Returns the
/// number of bytes consumed and why the scan paused.
pub(super) fn scan(
    piece: &[u8],
    words: impl IntoIterator<Item = usize>,
    depth: &mut u64,
) -> Step<(usize, Pause)> {
    let mut words = words.into_iter().peekable();
    // A word that begins after this may be incomplete.
    let whole = piece.len().saturating_sub(WORD);
    let mut at = 0;
    while at < whole {
        // Until the next relevant word, only braces matter.
        while words.next_if(|word| *word < at).is_some() {}
        let until = words.peek().map_or(whole, |word| whole.min(*word));
        while at <= until {
            let end = at + BLOCK;
            if end <= until
                && let Some(block) = block(piece, at, *depth)
            {
                *depth = block.depth;
                // Text is often followed by more text.
                let rest = piece.get(end..until).unwrap_or_default();
                let more = match block.is_text {
                    true => memchr::memchr3(b'{', b'}', b'\\', rest).unwrap_or(rest.len()),
                    false => 0,
                };
                at = end + more;
                continue;
            }
            match scan_tokens(piece, at, end.min(until + 1), depth)? {
                (behind, Pause::Piece) => at = behind,
                pause => return Ok(pause),
            }
        }
    }
    scan_tokens(piece, at, piece.len(), depth)
}

/// Summary of a block.
struct Block {
    /// Depth after the block.
    depth: u64,
    /// Whether the block contains no braces or backslashes.
    is_text: bool,
}

/// Bits that braces and backslashes have in common, and few other characters have.
const TOKEN: u8 = b'{' & b'}' & b'\\';

/// Summarizes the block at `at`; `None` if it may contain an escaped brace or backslash, or closes the last brace.
fn block(piece: &[u8], at: usize, depth: u64) -> Option<Block> {
    let block: &[u8; BLOCK] = piece.get(at..)?.first_chunk()?;
    let behind: &[u8; BLOCK] = piece.get(at + 1..)?.first_chunk()?;
    // A loop without branches, which the compiler can vectorize.
    let (mut opened, mut closed, mut words, mut escaped) = (0_u8, 0_u8, 0_u8, 0_u8);
    for (byte, next) in block.iter().zip(behind) {
        let is_word = *byte == b'\\';
        let is_token = *next & TOKEN == TOKEN;
        opened += u8::from(*byte == b'{');
        closed += u8::from(*byte == b'}');
        words |= u8::from(is_word);
        escaped |= u8::from(is_word & is_token);
    }
    let left = depth
        .checked_sub(u64::from(closed))
        .filter(|left| *left > 0)?;
    (escaped == 0).then_some(Block {
        depth: left + u64::from(opened),
        is_text: opened | closed | words == 0,
    })
}

/// As [`scan`], but token by token, for tokens that begin in `at..to`.
fn scan_tokens(piece: &[u8], mut at: usize, to: usize, depth: &mut u64) -> Step<(usize, Pause)> {
    while let Some(byte) = piece.get(at).filter(|_| at < to) {
        at += 1;
        match byte {
            b'{' => *depth += 1,
            b'}' => {
                *depth = depth.checked_sub(1).ok_or_else(Stop::damaged)?;
                if *depth == 0 {
                    return Ok((at, Pause::End));
                }
            }
            b'\\' => {
                let rest = piece.get(at..).unwrap_or_default();
                if rest.len() < WORD
                    || rest.first().is_some_and(|b| b"bfot".contains(b)) && matters(rest)
                {
                    return Ok((at, Pause::Control));
                }
                at += 1;
            }
            _ => {}
        }
    }
    Ok((at.max(to), Pause::Piece))
}

/// Whether the control word at the start is a finding, or is followed by bytes that are not text.
fn matters(rest: &[u8]) -> bool {
    let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let word = rest.get(..letters).unwrap_or_default();
    word.starts_with(b"obj") || matches!(word, b"template" | b"fldinst" | b"bin")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let tokens: &[&[u8]] = &[
            b"{",
            b"}",
            b"\\",
            b"\\{",
            b"\\}",
            b"\\\\",
            b"\\'7d",
            b"\\bin5 ",
            b"\\binary",
            b"\\object",
            b"\\fldinst",
            b"\\template",
            b"\\par ",
            b"\\f0",
            b"bin",
            b"{{{{{{",
            b"}}}",
        ];
        let text = (0..200_usize).prop_map(|len| vec![b'x'; len]);
        let token = prop::sample::select(tokens).prop_map(<[u8]>::to_vec);
        let pieces = prop::collection::vec(prop_oneof![3 => token, 1 => text], 0..40);
        pieces.prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn blocks_agree_with_tokens(piece in piece(), depth in 0..9_u64) {
            let (mut quick, mut slow) = (depth, depth);
            let words = MATTERING.iter().flat_map(|word| memchr::memmem::find_iter(&piece, word));
            let mut words: Vec<usize> = words.collect();
            words.sort_unstable();
            let scanned = scan(&piece, words, &mut quick).ok();
            let expected = scan_tokens(&piece, 0, piece.len(), &mut slow).ok();
            prop_assert_eq!(scanned, expected);
            prop_assert_eq!(quick, slow);
        }
    }
}

//! Places in a file's bytes at which objects and streams begin or end, found in one pass.

use super::lexer::is_delimiter;
use super::scan::{Start, StartKind};

pub(super) const OBJECT: &[u8] = b"obj";
const END: &[u8] = b"%%EOF";

/// The words, with `obj` and the end mark first.
pub(crate) const MARKS: [&[u8]; 4] = [OBJECT, END, b"endstream", b"trailer"];

/// Last occurrences of structural marks.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The last `%%EOF`.
    pub(super) end: Option<u64>,
    /// The last `obj` at the start of an object.
    pub(super) object: Option<u64>,
}

impl Marks {
    /// The places that begin in `piece[..limit]`, where the piece is at offset `base` of the file. The `hits` are the
    /// words in it, each with its index in [`MARKS`] and its offset.
    pub(super) fn starts<'a>(
        &'a mut self,
        piece: &'a [u8],
        hits: &'a [(usize, usize)],
        limit: usize,
        base: u64,
    ) -> impl Iterator<Item = Start> + use<'a> {
        let hits = hits.iter().copied();
        hits.take_while(move |(_, at)| *at < limit)
            .filter_map(move |(word, at)| {
                let here = base + at as u64;
                let (len, kind) = match word {
                    0 if !is_object(piece, at) => return None,
                    0 => {
                        if !is_behind_end(piece, at) {
                            self.object = Some(here);
                        }
                        (OBJECT.len(), StartKind::Object)
                    }
                    1 => {
                        self.end = Some(here);
                        return None;
                    }
                    2 => (b"endstream".len(), StartKind::BehindStream),
                    _ => (b"trailer".len(), StartKind::BehindStream),
                };
                let behind = at + len;
                Some(Start { at, behind, kind })
            })
    }
}

pub(super) fn is_behind_end(piece: &[u8], at: usize) -> bool {
    piece
        .get(..at)
        .is_some_and(|before| before.ends_with(b"end"))
}

/// Whether this `obj` is a word, or the end of `endobj`. A digit may precede it directly.
pub(super) fn is_object(piece: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| piece.get(before));
    let behind = piece.get(at + OBJECT.len());
    let begins = before.is_none_or(|byte| is_delimiter(*byte) || byte.is_ascii_digit());
    behind.is_none_or(|byte| is_delimiter(*byte)) && (begins || is_behind_end(piece, at))
}

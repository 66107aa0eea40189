//! Changes to a file: bits, bytes, lengths, pieces.

use chat_attachments::{Kind, fixture};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A change to a file.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Flips a bit.
    Flip(Index, u8),
    /// Overwrites bytes.
    Overwrite(Index, Vec<u8>),
    /// Inserts bytes.
    Insert(Index, Vec<u8>),
    /// Removes this number of bytes.
    Remove(Index, usize),
    /// Duplicates this number of bytes.
    Repeat(Index, usize),
    /// Removes the rest.
    Truncate(Index),
    /// Replaces the rest with that of another kind's file.
    Splice(Index, Kind, Index),
    /// Changes a number of one, two, four or eight bytes, in little- or big-endian order.
    Number(Index, u8, bool, Number),
    /// Swaps two structural pieces of the format.
    Swap(Index, Index),
    /// Copies a piece to another position.
    Copy(Index, Index),
}

/// New value of a number.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number {
    /// This value.
    Is(u64),
    /// The old value plus this.
    Moved(i8),
}

/// Values at which lengths and offsets tend to break.
const EDGES: [u64; 12] = [
    0,
    1,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_fffa,
    0xffff_fffe,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    u64::MAX,
];

/// Any change.
pub(crate) fn any_change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    let bytes = || prop::collection::vec(any::<u8>(), 1..8);
    let number = prop_oneof![
        select(&EDGES[..]).prop_map(Number::Is),
        any::<i8>().prop_map(Number::Moved)
    ];
    prop_oneof![
        (at(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        (at(), bytes()).prop_map(|(at, with)| Change::Overwrite(at, with)),
        (at(), bytes()).prop_map(|(at, with)| Change::Insert(at, with)),
        (at(), 1..80_usize).prop_map(|(at, len)| Change::Remove(at, len)),
        (at(), 1..600_usize).prop_map(|(at, len)| Change::Repeat(at, len)),
        at().prop_map(Change::Truncate),
        (at(), select(&Kind::ALL[..]), at())
            .prop_map(|(at, of, from)| Change::Splice(at, of, from)),
        (at(), 0..4_u8, any::<bool>(), number)
            .prop_map(|(at, width, big, to)| { Change::Number(at, width, big, to) }),
        (at(), at()).prop_map(|(a, b)| Change::Swap(a, b)),
        (at(), at()).prop_map(|(from, to)| Change::Copy(from, to)),
    ]
}

impl Change {
    /// Makes the change.
    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        let len = bytes.len();
        let place = |at: &Index| at.index(len + 1);
        let until = |at: usize, most: usize| at..(at + most).min(len);
        match self {
            Change::Flip(at, bit) => {
                let at = place(at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            Change::Overwrite(at, with) => {
                let at = place(at);
                let here = bytes[at..].iter_mut().zip(with);
                here.for_each(|(byte, with)| *byte = *with);
            }
            Change::Insert(at, with) => {
                let at = place(at);
                bytes.splice(at..at, with.iter().copied());
            }
            Change::Remove(at, len) => drop(bytes.drain(until(place(at), *len))),
            Change::Repeat(at, len) => {
                let range = until(place(at), *len);
                let piece = bytes[range.clone()].to_vec();
                bytes.splice(range.end..range.end, piece);
            }
            Change::Truncate(at) => bytes.truncate(place(at)),
            Change::Splice(at, kind, from) => {
                bytes.truncate(place(at));
                let other = fixture::of(*kind);
                bytes.extend_from_slice(&other[from.index(other.len())..]);
            }
            Change::Number(at, width, big, to) => number(bytes, place(at), 1 << width, *big, *to),
            Change::Swap(a, b) => {
                let mut pieces = pieces(bytes);
                let (a, b) = (a.index(pieces.len()), b.index(pieces.len()));
                pieces.swap(a, b);
                *bytes = pieces.concat();
            }
            Change::Copy(from, to) => {
                let mut pieces = pieces(bytes);
                let piece = pieces[from.index(pieces.len())];
                pieces.insert(to.index(pieces.len() + 1), piece);
                *bytes = pieces.concat();
            }
        }
    }
}

fn number(bytes: &mut [u8], at: usize, width: usize, big: bool, to: Number) {
    // Formats align their numbers, so aligned positions are more useful.
    let at = at / width * width;
    let Some(place) = bytes.get_mut(at..at + width) else {
        return;
    };
    let mut wide = [0; 8];
    wide[..width].copy_from_slice(place);
    if big {
        wide[..width].reverse();
    }
    let value = match to {
        Number::Is(value) => value,
        Number::Moved(by) => u64::from_le_bytes(wide).wrapping_add_signed(i64::from(by)),
    };
    wide = value.to_le_bytes();
    if big {
        wide[..width].reverse();
    }
    place.copy_from_slice(&wide[..width]);
}

/// Structural pieces of a file, recognized by its first bytes: chunks, segments, blocks, objects, groups, records or
/// sectors. There is at least one, and together they are the file.
pub(crate) fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(length(bytes, rest).clamp(1, rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    if pieces.is_empty() {
        pieces.push(bytes);
    }
    pieces
}

fn length(file: &[u8], rest: &[u8]) -> usize {
    let next = |word: &[u8]| {
        let behind = rest.windows(word.len()).skip(1);
        behind
            .into_iter()
            .position(|here| here == word)
            .map(|at| at + 1)
    };
    let found = match file {
        [0x89, b'P', ..] if file.len() == rest.len() => Some(8),
        [0x89, b'P', ..] => {
            let len = rest.first_chunk().map_or(0, |len| u32::from_be_bytes(*len));
            usize::try_from(len)
                .ok()
                .and_then(|len| len.checked_add(12))
        }
        [0xff, 0xd8, ..] => next(b"\xff"),
        [b'G', b'I', ..] => next(b"!").or_else(|| next(b",")),
        [b'%', ..] => next(b"endobj").or_else(|| next(b"xref")),
        [b'{', ..] => next(b"{").or_else(|| next(b"\\")),
        [b'P', b'K', ..] => next(b"PK"),
        _ => Some(512),
    };
    found.unwrap_or(rest.len())
}

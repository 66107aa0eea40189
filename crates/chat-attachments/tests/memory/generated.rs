//! Files generated while they are read.

use std::io::{self, Read, Seek, SeekFrom};

/// A sequence of pieces, generated while it is read.
pub(crate) struct Generated {
    pieces: Vec<Piece>,
    at: u64,
}

pub(crate) enum Piece {
    Bytes(Vec<u8>),
    /// A byte value, repeated this many times.
    Filled(u8, u64),
    /// Consecutive 32-bit numbers: the first, and their count.
    Counted(u32, u64),
}

impl Piece {
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Filled(_, len) => *len,
            Self::Counted(_, count) => count * 4,
        }
    }

    fn fill(&self, at: u64, into: &mut [u8]) {
        match self {
            Self::Bytes(bytes) => {
                let at = usize::try_from(at).unwrap();
                into.copy_from_slice(&bytes[at..at + into.len()]);
            }
            Self::Filled(value, _) => into.fill(*value),
            Self::Counted(first, _) => {
                for (n, byte) in (at..).zip(into) {
                    let number = first + u32::try_from(n / 4).unwrap();
                    *byte = number.to_le_bytes()[usize::try_from(n % 4).unwrap()];
                }
            }
        }
    }
}

impl Generated {
    pub(crate) fn new(pieces: Vec<Piece>) -> Self {
        Self { pieces, at: 0 }
    }

    fn len(&self) -> u64 {
        self.pieces.iter().map(Piece::len).sum()
    }
}

impl Read for Generated {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut start = 0;
        for piece in &self.pieces {
            let within = self.at - start;
            if within < piece.len() {
                let room = usize::try_from(piece.len() - within)
                    .unwrap()
                    .min(into.len());
                piece.fill(within, &mut into[..room]);
                self.at += room as u64;
                return Ok(room);
            }
            start += piece.len();
        }
        Ok(0)
    }
}

impl Seek for Generated {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(back) => self.len().checked_add_signed(back).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

//! The bytes of a stream, wherever its sectors are.

use crate::source::Source;
use crate::stop::{Step, Stop};

/// A stream as the pieces of it that are in a row in the file.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pieces: Vec<Piece>,
    /// Bytes of a sector.
    sector: u64,
    /// Bytes of all sectors.
    room: u64,
    size: u64,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Its offset in the stream.
    at: u64,
    /// Its offset in the file.
    offset: u64,
}

impl Stream {
    pub(super) fn empty() -> Self {
        Self::default()
    }

    /// A stream of `size` bytes in pieces of the file, given as offsets and lengths: whole sectors.
    ///
    /// # Errors
    /// Refuses a chain that is too short for the size.
    pub(super) fn new(
        parts: impl Iterator<Item = (u64, u64)>,
        sector: u64,
        size: u64,
    ) -> Step<Self> {
        let mut pieces = Vec::new();
        let mut room = 0_u64;
        let mut end = None;
        for (offset, len) in parts {
            if end != Some(offset) {
                pieces.push(Piece { at: room, offset });
            }
            end = offset.checked_add(len);
            room = room.checked_add(len).ok_or_else(Stop::damaged)?;
        }
        if size > room {
            return Err(Stop::damaged());
        }
        Ok(Self {
            pieces,
            sector,
            room,
            size,
        })
    }

    pub(super) fn len(&self) -> u64 {
        self.size
    }

    /// Where in the file byte `at` of the stream is, and how many bytes are in a row there.
    pub(super) fn place(&self, at: u64) -> Option<(u64, u64)> {
        if at >= self.room {
            return None;
        }
        let behind = self.pieces.partition_point(|piece| piece.at <= at);
        let piece = self.pieces.get(behind.checked_sub(1)?)?;
        let end = self.pieces.get(behind).map_or(self.room, |next| next.at);
        Some((piece.offset + (at - piece.at), end - at))
    }

    /// The greatest offset in the file that any byte of the stream has, and one more. The last sector need
    /// not be whole.
    pub(super) fn end(&self) -> u64 {
        let last = self
            .size
            .checked_sub(1)
            .and_then(|at| self.place(at))
            .map_or(0, |(offset, _)| offset + 1);
        let whole = self.room.saturating_sub(self.sector);
        let ends = self.pieces.iter().enumerate().filter_map(|(n, piece)| {
            let end = self.pieces.get(n + 1).map_or(whole, |next| next.at);
            Some(piece.offset + end.checked_sub(piece.at).filter(|len| *len > 0)?)
        });
        last.max(ends.max().unwrap_or(0))
    }

    /// `N` bytes at `at`, or `None` where the stream ends before.
    pub(super) fn array<const N: usize>(
        &self,
        source: &mut Source<'_>,
        at: u64,
    ) -> Step<Option<[u8; N]>> {
        let mut bytes = [0; N];
        let n = self.read(source, at, &mut bytes)?;
        Ok((n == N).then_some(bytes))
    }

    /// Fills `into` from `at` on; the number of bytes is less only at the end of the stream.
    pub(super) fn read(&self, source: &mut Source<'_>, at: u64, into: &mut [u8]) -> Step<usize> {
        let there = usize::try_from(self.size.saturating_sub(at)).unwrap_or(usize::MAX);
        let want = there.min(into.len());
        let mut done = 0;
        while done < want {
            let (offset, room) = self.place(at + done as u64).ok_or_else(Stop::damaged)?;
            let n = usize::try_from(room).unwrap_or(usize::MAX).min(want - done);
            let piece = into.get_mut(done..done + n).ok_or_else(Stop::damaged)?;
            if source.read(offset, piece)? != n {
                return Err(Stop::damaged());
            }
            done += n;
        }
        Ok(done)
    }
}

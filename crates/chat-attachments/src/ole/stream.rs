//! The bytes of a stream, independent of its sectors' positions.

use chat_formats::Source;

use super::few::Few;
use crate::stop::{Step, Stop};

/// A stream as a list of contiguous pieces of the file.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pieces: Few<Piece>,
    /// Sector size in bytes.
    sector: u64,
    /// Total size of all sectors, in bytes.
    room: u64,
    /// Offset in the file at which the last sector ends.
    behind: u64,
    size: u64,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Offset in the stream.
    at: u64,
    /// Offset in the file.
    offset: u64,
}

impl Stream {
    /// A stream without bytes.
    pub(super) fn empty() -> Self {
        Self::default()
    }

    /// A stream of sectors of the given size, to be added next.
    pub(super) fn of_sectors(sector: u64) -> Self {
        Self {
            sector,
            ..Self::default()
        }
    }

    /// Appends whole sectors that are contiguous in the file.
    pub(super) fn add(&mut self, offset: u64, len: u64) -> Step<()> {
        if self.behind != offset {
            let at = self.room;
            self.pieces.push(Piece { at, offset });
        }
        self.behind = offset.checked_add(len).ok_or_else(Stop::damaged)?;
        self.room = self.room.checked_add(len).ok_or_else(Stop::damaged)?;
        Ok(())
    }

    /// Sets the length of the stream.
    ///
    /// # Errors
    /// Refuses a size that exceeds the sectors.
    pub(super) fn with_size(mut self, size: u64) -> Step<Self> {
        if size > self.room {
            return Err(Stop::damaged());
        }
        self.size = size;
        Ok(self)
    }

    pub(super) fn len(&self) -> u64 {
        self.size
    }

    /// Offset in the file of the stream's byte `at`, and the number of contiguous bytes there.
    pub(super) fn place(&self, at: u64) -> Option<(u64, u64)> {
        if at >= self.room {
            return None;
        }
        let behind = self.pieces.partition_point(|piece| piece.at <= at);
        let piece = self.pieces.get(behind.checked_sub(1)?)?;
        let end = self.pieces.get(behind).map_or(self.room, |next| next.at);
        Some((piece.offset + (at - piece.at), end - at))
    }

    /// One past the greatest offset in the file of any byte of the stream. The last sector may be incomplete.
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

    /// The contiguous bytes from `at`: at least one, or none at the end of the stream.
    pub(super) fn chunk<'a>(&self, source: &'a mut Source<'_>, at: u64) -> Step<&'a [u8]> {
        let there = self.size.saturating_sub(at);
        if there == 0 {
            return Ok(&[]);
        }
        let (offset, room) = self.place(at).ok_or_else(Stop::damaged)?;
        let chunk = source.chunk(offset)?;
        let len = usize::try_from(room.min(there)).unwrap_or(usize::MAX);
        let chunk = chunk.get(..len).unwrap_or(chunk);
        if chunk.is_empty() {
            return Err(Stop::damaged());
        }
        Ok(chunk)
    }

    /// `N` bytes at `at`; `None` if the stream ends before them.
    pub(super) fn array<const N: usize>(
        &self,
        source: &mut Source<'_>,
        at: u64,
    ) -> Step<Option<[u8; N]>> {
        let mut bytes = [0; N];
        let n = self.read(source, at, &mut bytes)?;
        Ok((n == N).then_some(bytes))
    }

    /// Fills `into` from `at`; returns fewer bytes only at the end of the stream.
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

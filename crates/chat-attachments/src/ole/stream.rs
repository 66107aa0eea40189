//! The bytes of a stream, wherever its sectors are.

use chat_formats::Source;

use super::few::Few;
use crate::stop::{Step, Stop};

/// A stream as the pieces of it that are in a row in the file.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pieces: Few<Piece>,
    /// Bytes of a sector.
    sector: u64,
    /// Bytes of all sectors.
    room: u64,
    /// Where the last of them ends in the file.
    behind: u64,
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
    /// Without any bytes.
    pub(super) fn empty() -> Self {
        Self::default()
    }

    /// One that is made of sectors of so many bytes, which are added next.
    pub(super) fn of_sectors(sector: u64) -> Self {
        Self {
            sector,
            ..Self::default()
        }
    }

    /// Adds whole sectors that are in a row in the file.
    pub(super) fn add(&mut self, offset: u64, len: u64) -> Step<()> {
        if self.behind != offset {
            let at = self.room;
            self.pieces.push(Piece { at, offset });
        }
        self.behind = offset.checked_add(len).ok_or_else(Stop::damaged)?;
        self.room = self.room.checked_add(len).ok_or_else(Stop::damaged)?;
        Ok(())
    }

    /// The stream of so many bytes.
    ///
    /// # Errors
    /// Refuses a size that there are not enough sectors for.
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

    /// Bytes from `at` on that are in a row in the file: at least one, or none at the end of the stream.
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

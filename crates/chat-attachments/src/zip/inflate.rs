//! Unpacking an entry, bounded by the bytes that really come out.

use flate2::{Decompress, FlushDecompress, Status};

use super::directory::Archive;
use super::entry::Entry;
use crate::reason::Reason;
use crate::source::Source;
use crate::stop::{Step, Stop};

/// Most bytes unpacked at a time.
const PIECE: usize = 64 * 1024;
/// The quick way of unpacking is left for the slow one near the end of the room and of the packed bytes:
/// so much more of both keeps it to the end of an entry.
const MORE_ROOM: usize = 320;
const MORE_PACKED: u64 = 64;

/// What unpacking works with, made when it is needed and kept from entry to entry.
#[derive(Debug, Default)]
pub(super) struct Unpacker {
    state: Option<Decompress>,
    out: Vec<u8>,
}

impl Archive {
    /// Unpacks an entry of at most `cap` bytes into memory.
    pub(crate) fn read(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        cap: usize,
    ) -> Step<Vec<u8>> {
        // What the directory says is a hint here: it may lie.
        let hint = usize::try_from(entry.unpacked).unwrap_or(cap).min(cap);
        let mut bytes = Vec::with_capacity(hint);
        self.stream(source, entry, &mut |piece| {
            if bytes.len() + piece.len() > cap {
                return Err(Stop::refused(Reason::TooComplex, ""));
            }
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }

    /// Unpacks an entry piece by piece; checks its size and checksum at the end.
    pub(crate) fn stream(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        sink: &mut dyn FnMut(&[u8]) -> Step<()>,
    ) -> Step<()> {
        let before = self.left;
        let streamed = self.stream_within(source, entry, sink);
        source.unpacks(before - self.left);
        streamed
    }

    fn stream_within(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        sink: &mut dyn FnMut(&[u8]) -> Step<()>,
    ) -> Step<()> {
        let Self { left, unpacker, .. } = self;
        let mut hasher = crc32fast::Hasher::new();
        let mut produced = 0_u64;
        let mut take = |piece: &[u8]| {
            produced += piece.len() as u64;
            *left = left
                .checked_sub(piece.len() as u64)
                .ok_or_else(|| Stop::refused(Reason::ExpandsTooMuch, ""))?;
            hasher.update(piece);
            sink(piece)
        };
        // Some writers pack nothing into nothing, which is no stream; there is nothing that could be in it.
        if entry.deflated && (entry.packed, entry.unpacked) != (0, 0) {
            unpacker.inflate(source, entry, &mut take)?;
        } else {
            copy(source, entry, &mut take)?;
        }
        if produced != entry.unpacked || hasher.finalize() != entry.crc {
            return Err(Stop::damaged());
        }
        Ok(())
    }
}

fn copy(
    source: &mut Source<'_>,
    entry: &Entry,
    take: &mut dyn FnMut(&[u8]) -> Step<()>,
) -> Step<()> {
    let mut at = entry.data;
    while at < entry.end() {
        let chunk = source.chunk(at)?;
        let n = usize::try_from(entry.end() - at)
            .unwrap_or(usize::MAX)
            .min(chunk.len());
        let piece = chunk
            .get(..n)
            .filter(|piece| !piece.is_empty())
            .ok_or_else(Stop::damaged)?;
        take(piece)?;
        at += n as u64;
    }
    Ok(())
}

impl Unpacker {
    fn inflate(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        take: &mut dyn FnMut(&[u8]) -> Step<()>,
    ) -> Step<()> {
        let state = self.state.get_or_insert_with(|| Decompress::new(false));
        state.reset(false);
        // Directories may lie: then it takes more pieces.
        let piece = usize::try_from(entry.unpacked).unwrap_or(PIECE).min(PIECE) + MORE_ROOM;
        if self.out.len() < piece {
            self.out.resize(piece, 0);
        }
        let mut at = entry.data;
        loop {
            let chunk = source.chunk(at)?;
            // A stream that is not at its end with the entry reads on, and is refused for it.
            let n = usize::try_from(entry.end().saturating_add(MORE_PACKED) - at)
                .unwrap_or(usize::MAX)
                .min(chunk.len());
            let packed = chunk.get(..n).unwrap_or(chunk);
            let (read, wrote) = (state.total_in(), state.total_out());
            // To finish says that what comes out need not be kept for a next time, and forbids none.
            let status = state
                .decompress(packed, &mut self.out, FlushDecompress::Finish)
                .map_err(|_| Stop::damaged())?;
            let (read, wrote) = (state.total_in() - read, state.total_out() - wrote);
            at += read;
            let is_end = status == Status::StreamEnd;
            // Bytes behind the stream, still inside the entry, would be seen by nobody.
            if at > entry.end()
                || (is_end && at < entry.end())
                || (read == 0 && wrote == 0 && !is_end)
            {
                return Err(Stop::damaged());
            }
            let piece = usize::try_from(wrote)
                .ok()
                .and_then(|wrote| self.out.get(..wrote));
            take(piece.ok_or_else(Stop::damaged)?)?;
            if is_end {
                return Ok(());
            }
        }
    }
}

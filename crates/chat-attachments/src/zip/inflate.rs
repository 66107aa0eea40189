//! Decompression of an entry, bounded by the actual output.

use chat_formats::Source;
use flate2::{Decompress, FlushDecompress, Status};

use super::entry::Entry;
use crate::stop::{Step, Stop};

/// Maximum bytes unpacked at a time.
const PIECE: usize = 64 * 1024;
/// The decoder leaves its fast path near the end of the output or input buffer. This slack in both keeps it there
/// to the end of an entry.
const MORE_ROOM: usize = 320;
const MORE_PACKED: u64 = 64;

/// Decoder state and buffer, created on demand and reused for later entries.
#[derive(Debug, Default)]
pub(super) struct Unpacker {
    state: Option<Decompress>,
    out: Vec<u8>,
}

impl Unpacker {
    pub(super) fn inflate(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        take: &mut dyn FnMut(&[u8]) -> Step<()>,
    ) -> Step<()> {
        let state = self.state.get_or_insert_with(|| Decompress::new(false));
        state.reset(false);
        // The directory may be wrong; more pieces are needed then.
        let piece = usize::try_from(entry.unpacked).unwrap_or(PIECE).min(PIECE) + MORE_ROOM;
        if self.out.len() < piece {
            self.out.resize(piece, 0);
        }
        let mut at = entry.data;
        loop {
            let chunk = source.chunk(at)?;
            // A stream that doesn't end with its entry reads on, and is refused.
            let n = usize::try_from(entry.end().saturating_add(MORE_PACKED) - at)
                .unwrap_or(usize::MAX)
                .min(chunk.len());
            let packed = chunk.get(..n).unwrap_or(chunk);
            let (read, wrote) = (state.total_in(), state.total_out());
            // `Finish` only means that the output need not be kept for later calls.
            let status = state
                .decompress(packed, &mut self.out, FlushDecompress::Finish)
                .map_err(|_| Stop::damaged())?;
            let (read, wrote) = (state.total_in() - read, state.total_out() - wrote);
            at += read;
            let is_end = status == Status::StreamEnd;
            // Readers would ignore bytes after the stream but inside the entry.
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

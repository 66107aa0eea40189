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

/// Takes an entry's pieces, each with whether it is the last.
pub(crate) type Sink<'a> = dyn FnMut(&[u8], bool) -> Step<()> + 'a;

/// Decoder state and buffer, created on demand and reused for later entries.
#[derive(Debug)]
pub(super) struct Unpacker {
    state: Option<Decompress>,
    out: Vec<u8>,
    /// Size of the buffer, in bytes.
    room: usize,
}

impl Unpacker {
    /// For entries that unpack to at most this number of bytes, or more in pieces.
    pub(super) fn for_pieces_of(largest: u64) -> Self {
        let piece = usize::try_from(largest).unwrap_or(PIECE).min(PIECE);
        Self {
            state: None,
            out: Vec::new(),
            room: piece + MORE_ROOM,
        }
    }

    /// Unpacks an entry, and passes each piece to `take`, with whether it is the last.
    pub(super) fn inflate(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        take: &mut Sink<'_>,
    ) -> Step<()> {
        let state = self.state.get_or_insert_with(|| Decompress::new(false));
        state.reset(false);
        let mut at = entry.data;
        loop {
            let chunk = source.chunk(at)?;
            // A stream that doesn't end with its entry reads on, and is refused.
            let n = usize::try_from(entry.end().saturating_add(MORE_PACKED) - at)
                .unwrap_or(usize::MAX)
                .min(chunk.len());
            let packed = chunk.get(..n).unwrap_or(chunk);
            let read = state.total_in();
            // The directory may be wrong; more pieces are needed then.
            self.out.clear();
            self.out.reserve_exact(self.room);
            // `Finish` only means that the output need not be kept for later calls.
            let status = state
                .decompress_vec(packed, &mut self.out, FlushDecompress::Finish)
                .map_err(|_| Stop::damaged())?;
            let read = state.total_in() - read;
            at += read;
            let is_end = status == Status::StreamEnd;
            // Readers would ignore bytes after the stream but inside the entry.
            if at > entry.end()
                || (is_end && at < entry.end())
                || (read == 0 && self.out.is_empty() && !is_end)
            {
                return Err(Stop::damaged());
            }
            take(&self.out, is_end)?;
            if is_end {
                return Ok(());
            }
        }
    }
}

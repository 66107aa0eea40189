//! Objects inside a PowerPoint 97–2003 presentation (MS-PPT 2.10.34): compound files, usually packed.

use chat_formats::Source;
use std::ops::Range;

use flate2::{Decompress, FlushDecompress, Status};

use super::stream::Stream;
use crate::findings::Findings;
use crate::nested::Walk;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Inspection of an object: a compound file, the number of enclosing documents and of bytes that may be unpacked, and the
/// walk through nested documents. Returns the number of bytes unpacked. Passed down, because objects may contain objects.
pub(super) type Look = fn(&[u8], (u32, u64), Walk, &mut Findings) -> Step<u64>;

/// Maximum size of an inspected object, packed or unpacked, in bytes.
const MAX: u64 = 4 * 1024 * 1024;
/// Spare output space that keeps the decoder on its fast path to the end, in bytes.
const MORE_ROOM: u64 = 320;

/// The object of `len` bytes at `at` in the document's stream; `None` if it is too large or fails to unpack.
///
/// # Errors
/// Refuses objects that unpack to more than `left` bytes.
pub(super) fn unpacked(
    source: &mut Source<'_>,
    stream: &Stream,
    at: u64,
    len: u64,
    packed: bool,
    left: &mut u64,
) -> Step<Option<Vec<u8>>> {
    let most = MAX >> (2 * source.depth()).min(u64::BITS - 1);
    if len > most {
        return Ok(None);
    }
    if packed {
        return unpack(source, stream, at, len, most, left);
    }
    let mut bytes = vec![0; usize::try_from(len).map_err(|_| Stop::too_complex())?];
    if stream.read(source, at, &mut bytes)? != bytes.len() {
        return Err(Stop::damaged());
    }
    Ok(Some(bytes))
}

/// Unpacks piece by piece, so that the packed bytes need not be held too.
fn unpack(
    source: &mut Source<'_>,
    stream: &Stream,
    at: u64,
    len: u64,
    most: u64,
    left: &mut u64,
) -> Step<Option<Vec<u8>>> {
    // The declared size precedes the packed data. It is only a hint, but avoids growing the buffer to twice the size.
    let declared = stream.array(source, at)?.map(u32::from_le_bytes);
    let declared = declared.map(u64::from);
    let likely = declared.map_or(most, |len| most.min(len + MORE_ROOM));
    for room in [likely, most] {
        let mut storage = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
        let whole = unpack_into(&mut storage, source, stream, at + 4..at + len, declared)?;
        source.unpacks(storage.len() as u64);
        *left = left
            .checked_sub(storage.len() as u64)
            .ok_or_else(|| Stop::refused(Reason::ExpandsTooMuch, ""))?;
        if whole {
            return Ok(Some(storage));
        }
        if room == most || (storage.len() as u64) < room {
            return Ok(None);
        }
    }
    Ok(None)
}

/// Unpacks into `into`; returns whether everything was unpacked.
fn unpack_into(
    storage: &mut Vec<u8>,
    source: &mut Source<'_>,
    stream: &Stream,
    packed: Range<u64>,
    declared: Option<u64>,
) -> Step<bool> {
    let mut state = Decompress::new(true);
    while storage.len() < storage.capacity() {
        let from = (packed.start + state.total_in()).min(packed.end);
        let here = stream.chunk(source, from)?;
        let left = usize::try_from(packed.end - from).unwrap_or(usize::MAX);
        let here = here.get(..left).unwrap_or(here);
        let before = (state.total_in(), state.total_out());
        match state.decompress_vec(here, storage, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => return Ok(true),
            Ok(_) if before != (state.total_in(), state.total_out()) => {}
            // PowerPoint for Mac omits the last block; the output then has exactly the declared size.
            Ok(_) | Err(_) if here.is_empty() && declared == Some(state.total_out()) => {
                return Ok(true);
            }
            _ => return Ok(false),
        }
    }
    Ok(false)
}

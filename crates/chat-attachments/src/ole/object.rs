//! Objects inside a PowerPoint 97–2003 presentation (MS-PPT 2.10.34): compound files, mostly packed.

use flate2::{Decompress, FlushDecompress, Status};

use super::stream::Stream;
use crate::finding::{Finding, FindingSet};
use crate::source::Source;
use crate::stop::{Step, Stop};

/// Largest object that is looked into, packed or unpacked, in bytes.
const MAX: u64 = 4 * 1024 * 1024;
/// Bytes unpacked at a time.
const PIECE: usize = 32 * 1024;

/// Looks into the object of `len` bytes at `at` of the document's stream. What is larger than is looked
/// into, or doesn't unpack, is not seen.
///
/// # Errors
/// Refuses a program in it.
pub(super) fn look(
    source: &mut Source<'_>,
    stream: &Stream,
    at: u64,
    len: u64,
    packed: bool,
    findings: &mut FindingSet,
) -> Step<()> {
    if len > MAX {
        findings.insert(Finding::Unseen);
        return Ok(());
    }
    let storage = if packed {
        unpack(source, stream, at, len)?
    } else {
        let mut bytes = vec![0; usize::try_from(len).map_err(|_| Stop::too_complex())?];
        if stream.read(source, at, &mut bytes)? != bytes.len() {
            return Err(Stop::damaged());
        }
        Some(bytes)
    };
    match storage {
        Some(storage) => super::look_inside(storage, findings),
        None => {
            findings.insert(Finding::Unseen);
            Ok(())
        }
    }
}

/// Unpacks piece by piece, so that the packed bytes are not held as well.
fn unpack(source: &mut Source<'_>, stream: &Stream, at: u64, len: u64) -> Step<Option<Vec<u8>>> {
    let end = at + len;
    // The unpacked size, which is before what is packed, is not believed. Growing would hold it twice.
    let declared = stream.array(source, at)?.map(u32::from_le_bytes);
    let mut storage = Vec::with_capacity(MAX as usize);
    let mut state = Decompress::new(true);
    let mut piece = vec![0; PIECE];
    loop {
        if storage.len() >= MAX as usize {
            return Ok(None);
        }
        let from = (at + 4 + state.total_in()).min(end);
        let room = usize::try_from(end - from).map_or(PIECE, |room| room.min(PIECE));
        let here = piece.get_mut(..room).ok_or_else(Stop::damaged)?;
        let n = stream.read(source, from, here)?;
        let before = (state.total_in(), state.total_out());
        let packed = piece.get(..n).ok_or_else(Stop::damaged)?;
        match state.decompress_vec(packed, &mut storage, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return Ok(Some(storage)),
            Ok(_) if before != (state.total_in(), state.total_out()) => {}
            // PowerPoint for the Mac leaves out the last block: what it declares is there, and no more.
            Ok(_) | Err(_) if n == 0 && declared.map(u64::from) == Some(state.total_out()) => {
                return Ok(Some(storage));
            }
            _ => return Ok(None),
        }
    }
}

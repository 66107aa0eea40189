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
    let mut bytes = vec![0; usize::try_from(len).unwrap_or_default()];
    if stream.read(source, at, &mut bytes)? != bytes.len() {
        return Err(Stop::damaged());
    }
    // The unpacked size is before what is packed, and not believed.
    let storage = if packed {
        bytes.get(4..).and_then(unpack)
    } else {
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

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut state = Decompress::new(true);
    let mut storage = Vec::new();
    loop {
        let before = (state.total_in(), state.total_out());
        if storage.len() as u64 >= MAX {
            return None;
        }
        storage.reserve(PIECE);
        let rest = packed.get(usize::try_from(before.0).ok()?..)?;
        let status = state.decompress_vec(rest, &mut storage, FlushDecompress::None);
        match status {
            Ok(Status::StreamEnd) => return Some(storage),
            Ok(_) if before != (state.total_in(), state.total_out()) => {}
            _ => return None,
        }
    }
}

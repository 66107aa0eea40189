//! Lower bound on the cost of inspecting every part of a package: just unpacking it.

use crate::files::File;
use flate2::{Decompress, FlushDecompress, Status};
use std::ops::Range;

/// Ranges of an archive's deflated entries, by its central directory; empty for other files.
pub(crate) fn entries(bytes: &[u8]) -> Vec<Range<usize>> {
    let half = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let word = |at: usize| half(at) | half(at + 2) << 16;
    let mut entries = Vec::new();
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06");
    let (true, Some(end)) = (bytes.starts_with(b"PK\x03\x04"), end) else {
        return entries;
    };
    let mut at = word(end + 16);
    while bytes
        .get(at..)
        .is_some_and(|rest| rest.starts_with(b"PK\x01\x02"))
    {
        let local = word(at + 42);
        let data = local + 30 + half(local + 26) + half(local + 28);
        if half(at + 10) == 8 {
            entries.push(data..data + word(at + 20));
        }
        at += 46 + half(at + 28) + half(at + 30) + half(at + 32);
    }
    entries
}

/// Unpacks all entries and returns the number of output bytes.
pub(crate) fn unpack(file: &File) -> u64 {
    if file.entries.is_empty() {
        return 0;
    }
    let mut state = Decompress::new(false);
    let mut out = vec![0; 64 * 1024];
    let mut sum = 0;
    for entry in &file.entries {
        state.reset(false);
        loop {
            let from = entry.start + usize::try_from(state.total_in()).unwrap();
            let packed = &file.bytes[from..entry.end];
            let status = state.decompress(packed, &mut out, FlushDecompress::None);
            if status.unwrap() == Status::StreamEnd {
                break;
            }
        }
        sum += state.total_out();
    }
    sum
}

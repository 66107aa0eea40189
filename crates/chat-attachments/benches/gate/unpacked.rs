//! Lower bound on the cost of inspecting every part of a package, and of the packages in it: just unpacking them.

use crate::files::File;
use flate2::{Decompress, FlushDecompress, Status};
use std::ops::Range;

/// An archive, and the ranges of its deflated entries.
pub(crate) struct Archive {
    bytes: Vec<u8>,
    entries: Vec<Range<usize>>,
}

/// The archive and those in it, at any depth; empty for other files.
pub(crate) fn archives(bytes: &[u8]) -> Vec<Archive> {
    let (stored, entries) = entries(bytes);
    let mut archives: Vec<Archive> = stored
        .into_iter()
        .flat_map(|entry| archives(&bytes[entry]))
        .collect();
    let mut state = Decompress::new(false);
    let mut out = vec![0; 64 * 1024];
    for entry in &entries {
        let mut inner = Vec::new();
        inflate(&mut state, &bytes[entry.clone()], &mut out, |piece| {
            inner.extend_from_slice(piece)
        });
        archives.extend(self::archives(&inner));
    }
    if !entries.is_empty() {
        let bytes = bytes.to_vec();
        archives.push(Archive { bytes, entries });
    }
    archives
}

/// Ranges of an archive's stored and deflated entries, by its central directory.
fn entries(bytes: &[u8]) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let half = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let word = |at: usize| half(at) | half(at + 2) << 16;
    let (mut stored, mut entries) = (Vec::new(), Vec::new());
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06");
    let (true, Some(end)) = (bytes.starts_with(b"PK\x03\x04"), end) else {
        return (stored, entries);
    };
    let mut at = word(end + 16);
    while bytes
        .get(at..)
        .is_some_and(|rest| rest.starts_with(b"PK\x01\x02"))
    {
        let local = word(at + 42);
        let data = local + 30 + half(local + 26) + half(local + 28);
        let list = if half(at + 10) == 8 {
            &mut entries
        } else {
            &mut stored
        };
        list.push(data..data + word(at + 20));
        at += 46 + half(at + 28) + half(at + 30) + half(at + 32);
    }
    (stored, entries)
}

/// Unpacks all entries and returns the number of output bytes.
pub(crate) fn unpack(file: &File) -> u64 {
    if file.archives.is_empty() {
        return 0;
    }
    let mut state = Decompress::new(false);
    let mut out = vec![0; 64 * 1024];
    let mut sum = 0;
    for archive in &file.archives {
        for entry in &archive.entries {
            inflate(
                &mut state,
                &archive.bytes[entry.clone()],
                &mut out,
                |piece| sum += piece.len() as u64,
            );
        }
    }
    sum
}

fn inflate(state: &mut Decompress, packed: &[u8], out: &mut [u8], mut take: impl FnMut(&[u8])) {
    state.reset(false);
    loop {
        let from = usize::try_from(state.total_in()).unwrap();
        let before = state.total_out();
        let status = state.decompress(&packed[from..], out, FlushDecompress::None);
        take(&out[..usize::try_from(state.total_out() - before).unwrap()]);
        if status.unwrap() == Status::StreamEnd {
            return;
        }
    }
}

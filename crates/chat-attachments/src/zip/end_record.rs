//! The end of central directory record (APPNOTE 4.3.14 to 4.3.16).

use chat_formats::{Source, bytes};
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::guest;
use crate::stop::{Step, Stop};

const SIGNATURE: &[u8] = b"PK\x05\x06";
static RECORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(SIGNATURE));
const LEN: u64 = 22;
/// Maximum length of the comment after the record, in bytes.
const MAX_COMMENT: u64 = 65_535;
/// Bytes tolerated after the record; some writers add one.
const SLACK: u64 = 1;
/// Maximum tolerated comment, in bytes; some writers leave their name there.
const MAX_SIGNED: u64 = 64;

/// Position of the central directory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EndRecord {
    /// Number of entries in the directory.
    pub(crate) entries: u64,
    /// Size of the directory, in bytes.
    pub(crate) size: u64,
    /// Offset of the directory.
    pub(crate) offset: u64,
    /// Offset of the record itself, or of the 64-bit record before it.
    pub(crate) at: u64,
}

/// Finds the record at the very end of the file.
pub(crate) fn find(source: &mut Source<'_>) -> Step<EndRecord> {
    for slack in 0..=SLACK {
        let Some(at) = source.len()?.checked_sub(LEN + slack) else {
            break;
        };
        let Some(record) = source.array::<22>(at)? else {
            continue;
        };
        if record.starts_with(SIGNATURE) && record.ends_with(&[0, 0]) {
            return parse(source, at, &record, 0)?.ok_or_else(Stop::damaged);
        }
    }
    find_signed(source)
}

/// Finds the record before a comment of one short line of plain text. The comment is too short for a signature, so
/// all readers find the same record.
fn find_signed(source: &mut Source<'_>) -> Step<EndRecord> {
    let from = source.len()?.saturating_sub(LEN + MAX_SIGNED);
    let tail = source.bytes(from, (LEN + MAX_SIGNED) as usize)?;
    // Usually absent, even in files that are not archives.
    if RECORD.find(&tail).is_none() {
        return Err(Stop::damaged());
    }
    for comment in 1..=MAX_SIGNED {
        let Some(at) = source.len()?.checked_sub(LEN + comment) else {
            break;
        };
        let Some(record) = source.array::<22>(at)? else {
            continue;
        };
        if !record.starts_with(SIGNATURE) {
            continue;
        }
        let text = source.bytes(at + LEN, comment as usize)?;
        let is_plain = text.iter().all(|byte| matches!(byte, b' '..=b'~'));
        if let Some(what) = guest::in_metadata(&text) {
            return Err(Stop::hidden(what));
        }
        let found = parse(source, at, &record, comment)?;
        return found.filter(|_| is_plain).ok_or_else(Stop::damaged);
    }
    Err(Stop::damaged())
}

/// Whether a file of another format ends with the record.
pub(crate) fn is_at_end(source: &mut Source<'_>) -> Step<bool> {
    match find(source) {
        Ok(_) => Ok(true),
        Err(Stop::Refused { .. }) => Ok(false),
        Err(stop) => Err(stop),
    }
}

/// Whether an unzip program would find a record in the tail of a file of another format, which would make it a
/// polyglot.
pub(crate) fn is_in_tail(source: &mut Source<'_>) -> Step<bool> {
    let end = source.len()?;
    let mut at = end.saturating_sub(LEN + MAX_COMMENT);
    loop {
        let chunk = source.chunk(at)?;
        let len = chunk.len() as u64;
        if len == 0 {
            return Ok(false);
        }
        if has_record(chunk, at) {
            return Ok(true);
        }
        // A record cut by the end of the chunk is complete in the bytes around it.
        let seam = at + len.saturating_sub(MATTERS);
        at += len;
        if at < end && has_record(&source.bytes(seam, 2 * MATTERS as usize)?, seam) {
            return Ok(true);
        }
    }
}

/// Inspected part of a record in the tail, in bytes.
const MATTERS: u64 = 16;

/// Whether the bytes at offset `base` contain a record.
fn has_record(bytes: &[u8], base: u64) -> bool {
    RECORD.find_iter(bytes).any(|hit| {
        let record = bytes.get(hit..).unwrap_or_default();
        let at = base + hit as u64;
        let size = u64::from(bytes::le32(record, 12).unwrap_or(0));
        bytes::le16(record, 10).is_some_and(|entries| entries > 0) && size >= 46 && size <= at
    })
}

fn parse(source: &mut Source<'_>, at: u64, record: &[u8], behind: u64) -> Step<Option<EndRecord>> {
    let fields = (
        bytes::le32(record, 4),
        bytes::le16(record, 8),
        bytes::le16(record, 10),
        bytes::le32(record, 12),
        bytes::le32(record, 16),
        bytes::le16(record, 20),
    );
    let (Some(disks), Some(here), Some(entries), Some(size), Some(offset), Some(comment)) = fields
    else {
        return Ok(None);
    };
    if u64::from(comment) != behind {
        return Ok(None);
    }
    if entries == u16::MAX || size == u32::MAX || offset == u32::MAX {
        return wide(source, at);
    }
    let (entries, size, offset) = (u64::from(entries), u64::from(size), u64::from(offset));
    Ok(
        (disks == 0 && u64::from(here) == entries).then_some(EndRecord {
            entries,
            size,
            offset,
            at,
        }),
    )
}

/// The 64-bit record, found by its locator directly before `at`.
fn wide(source: &mut Source<'_>, at: u64) -> Step<Option<EndRecord>> {
    let Some(locator_at) = at.checked_sub(20) else {
        return Ok(None);
    };
    let locator: [u8; 20] = source.array(locator_at)?.unwrap_or([0; 20]);
    let Some(record_at) = bytes::le64(&locator, 8).filter(|_| locator.starts_with(b"PK\x06\x07"))
    else {
        return Ok(None);
    };
    let Some(record) = source.array::<56>(record_at)? else {
        return Ok(None);
    };
    let fields = (
        bytes::le64(&record, 32),
        bytes::le64(&record, 40),
        bytes::le64(&record, 48),
    );
    let (Some(entries), Some(size), Some(offset)) = fields else {
        return Ok(None);
    };
    let whole = record.starts_with(b"PK\x06\x06") && record_at < locator_at;
    Ok(whole.then_some(EndRecord {
        entries,
        size,
        offset,
        at: record_at,
    }))
}

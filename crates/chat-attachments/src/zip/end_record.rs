//! The end of central directory record (APPNOTE 4.3.14 to 4.3.16).

use chat_formats::{Source, bytes};
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::entry::CENTRAL;
use crate::guest;
use crate::stop::{Step, Stop};

const SIGNATURE: &[u8] = guest::ZIP_END;
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

/// Offset of the last record that an unzip program would find in the tail of a file of another format, which would
/// make it a polyglot.
pub(crate) fn last(source: &mut Source<'_>) -> Step<Option<u64>> {
    let end = source.len()?;
    // The search of a picture has found none.
    if source.is_unsuspected()? {
        return Ok(None);
    }
    let from = end.saturating_sub(LEN + MAX_COMMENT);
    let mut at = from;
    let mut records = Vec::new();
    while at < end {
        let chunk = source.chunk(at)?;
        let len = chunk.len() as u64;
        records.extend(RECORD.find_iter(chunk).map(|hit| at + hit as u64));
        // A signature cut by the end of the chunk is complete in the bytes around it.
        let seam = (at + len)
            .saturating_sub(SIGNATURE.len() as u64 - 1)
            .max(at);
        at += len;
        if at < end {
            let around = source.bytes(seam, 2 * (SIGNATURE.len() - 1))?;
            records.extend(RECORD.find(&around).map(|hit| seam + hit as u64));
        }
        if records.len() > MAX_RECORDS {
            return Ok(records.last().copied());
        }
    }
    records.sort_unstable();
    for at in records.into_iter().rev() {
        if is_record(source, at)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// Maximum number of signatures in a tail. By chance there is one in 60,000 files.
const MAX_RECORDS: usize = 256;

/// Whether unpackers use the record at `at`: there is a directory at the stated offset, or of the stated size before
/// it, or a 64-bit record. They ignore most other fields.
fn is_record(source: &mut Source<'_>, at: u64) -> Step<bool> {
    let Some(record) = source.array::<22>(at)? else {
        return Ok(false);
    };
    let size = bytes::le32(&record, 12).map_or(0, u64::from);
    let directory = at.checked_sub(size).filter(|_| size >= CENTRAL);
    let is_directory = match directory {
        Some(directory) => source.has(directory, b"PK\x01\x02")?,
        None => false,
    };
    let is_wide = match at.checked_sub(LOCATOR) {
        Some(locator) => source.has(locator, b"PK\x06\x07")?,
        None => false,
    };
    let offset = bytes::le32(&record, 16).map_or(0, u64::from);
    Ok(is_directory || is_wide || source.has(offset, b"PK\x01\x02")?)
}

/// Size of the locator of a 64-bit record, in bytes.
const LOCATOR: u64 = 20;

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
    let Some(locator_at) = at.checked_sub(LOCATOR) else {
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

//! JPEG (ISO/IEC 10918-1), marker by marker.

mod segments;

use std::borrow::Cow;

use crate::fault::{Fault, Step};
use crate::source::Source;

pub use segments::{Frame, is_frame, tables};

/// First bytes of a JPEG: its start marker and the beginning of the next marker.
pub const SIGNATURE: &[u8; 3] = b"\xff\xd8\xff";
/// Prefix of an application segment with XMP.
pub const XMP: &[u8] = b"http://ns.adobe.com/";
/// Prefix of a list of further pictures in the same file.
pub const MULTI_PICTURE: &[u8] = b"MPF\0";

/// Maximum number of stray bytes before a marker.
const MAX_STRAY: u64 = 64 * 1024;

/// Reads the marker of a segment from `at` on, and advances `at` past it. As decoders do, skips fill bytes, stray
/// bytes, and escaped bytes (`FF 00`), which some cameras and editors leave between segments.
///
/// # Errors
/// [`Fault::Damaged`] if there is no marker nearby.
pub fn next_marker(source: &mut Source<'_>, at: &mut u64) -> Step<u8> {
    let start = *at;
    loop {
        let chunk = source.chunk(*at)?;
        if chunk.is_empty() {
            return Err(Fault::CUT_OFF);
        }
        let stray = memchr::memchr(0xff, chunk);
        *at += stray.unwrap_or(chunk.len()) as u64;
        if *at - start > MAX_STRAY {
            return Err(Fault::Damaged("a missing marker"));
        }
        if stray.is_some() {
            match marker(source, at)? {
                0 => {}
                marker => return Ok(marker),
            }
        }
    }
}

/// Reads the marker at `at`, skipping fill bytes, and advances `at` past it. In compressed data, the marker 0 is an
/// escaped byte.
///
/// # Errors
/// [`Fault::Damaged`] if there is no marker.
pub fn marker(source: &mut Source<'_>, at: &mut u64) -> Step<u8> {
    if let [0xff, byte, ..] = source.chunk(*at)?
        && *byte != 0xff
    {
        *at += 2;
        return Ok(*byte);
    }
    let [first] = source.array(*at)?.ok_or(Fault::CUT_OFF)?;
    if first != 0xff {
        return Err(Fault::Damaged("a missing marker"));
    }
    loop {
        *at += 1;
        let [byte] = source.array(*at)?.ok_or(Fault::CUT_OFF)?;
        if byte != 0xff {
            *at += 1;
            return Ok(byte);
        }
    }
}

/// Body of a marker's segment. The length at `at` includes its own two bytes.
///
/// # Errors
/// [`Fault::Damaged`] if the segment is truncated, or its length doesn't match its content.
pub fn segment<'a>(source: &'a mut Source<'_>, at: u64, marker: u8) -> Step<Cow<'a, [u8]>> {
    let len = u16::from_be_bytes(source.array(at)?.ok_or(Fault::CUT_OFF)?);
    let Some(body) = len.checked_sub(2) else {
        return Err(Fault::Damaged("a length"));
    };
    if !source.reaches(at + u64::from(len))? {
        return Err(Fault::CUT_OFF);
    }
    let body = source.bytes(at + 2, usize::from(body))?;
    if segments::is_whole(marker, &body) {
        Ok(body)
    } else {
        Err(Fault::Damaged("a segment with a wrong length"))
    }
}

/// Skips compressed data up to the next marker that is not part of it.
///
/// # Errors
/// [`Fault::Damaged`] if the file ends first.
pub fn scan(source: &mut Source<'_>, mut at: u64) -> Step<u64> {
    loop {
        let chunk = source.chunk(at)?;
        if chunk.is_empty() {
            return Err(Fault::CUT_OFF);
        }
        let is_end = |hit: &usize| {
            chunk
                .get(hit + 1)
                .is_none_or(|next| *next != 0xff && !is_data(*next))
        };
        let Some(skip) = memchr::memchr_iter(0xff, chunk).find(is_end) else {
            at += chunk.len() as u64;
            continue;
        };
        let is_last = skip + 1 == chunk.len();
        at += skip as u64;
        if !is_last {
            return Ok(at);
        }
        let [next] = source.array(at + 1)?.ok_or(Fault::CUT_OFF)?;
        if next != 0xff && !is_data(next) {
            return Ok(at);
        }
        at += 1;
    }
}

/// Whether a marker is part of compressed data: an escaped byte or a restart marker.
#[must_use]
pub const fn is_data(marker: u8) -> bool {
    marker == 0 || is_alone(marker)
}

/// Whether a marker has no segment.
#[must_use]
pub const fn is_alone(marker: u8) -> bool {
    matches!(marker, 0x01 | 0xd0..=0xd7)
}

//! Data after the end of a picture.
//!
//! Padding is ignored. Data that phones append is harmless and reported. Another format makes the file a
//! polyglot, and is refused.

use std::ops::Range;

use chat_formats::{Seam, Source, jpeg};

use crate::bmff;
use crate::declared::Declared;
use crate::finding::{Finding, FindingSet};
use crate::foreign;
use crate::guest;
use crate::markup;
use crate::samsung;
use crate::start;
use crate::stop::{Step, Stop};
use crate::video;
use crate::zip::end_record;

/// Zero bytes that a box's size can begin with.
const BOX_SIZE: u64 = 4;

/// Overlap between two searched pieces, in bytes.
const OVERLAP: usize = 1024;

/// Checks everything from `end`, and searches the tail for an archive's end record.
pub(crate) fn walk(source: &mut Source<'_>, end: u64, declared: Declared) -> Step<FindingSet> {
    let findings = behind(source, end, declared)?;
    if end_record::last(source)?.is_some() {
        return Err(Stop::hidden("a ZIP archive"));
    }
    Ok(findings)
}

/// As [`walk`], but after a picture, where text is refused. No vendor appends text; it would be a script.
pub(crate) fn of_picture(
    source: &mut Source<'_>,
    end: u64,
    declared: Declared,
) -> Step<FindingSet> {
    let findings = walk(source, end, declared)?;
    if findings.contains(Finding::TrailingData)
        && let Some(start) = skip_padding(source, end)?
        && is_text(&source.bytes(start, TEXT)?)
        && !is_delimiter(&source.bytes(start, MAX_DELIMITER + 1)?)
        && !is_slack(end, start, source.len()?)
    {
        return Err(Stop::hidden("text or a script"));
    }
    Ok(findings)
}

/// Maximum length of the line that ends a multipart upload (RFC 2046, 5.1.1), with its line end, in bytes.
const MAX_DELIMITER: usize = 76;

/// Whether this is just the line that ends a multipart upload, which some servers and phones stored with the
/// photo. It has room for nothing else: between its dashes are only letters and digits.
fn is_delimiter(rest: &[u8]) -> bool {
    let line = rest.trim_ascii_end();
    let boundary = line
        .strip_prefix(b"--")
        .and_then(|line| line.strip_suffix(b"--"))
        .filter(|boundary| !boundary.is_empty() && rest.len() <= MAX_DELIMITER);
    boundary.is_some_and(|boundary| {
        boundary
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    })
}

/// Size of a disk sector, in bytes.
const SECTOR: u64 = 512;

/// Whether the data can be slack of a disk. Some cameras and drivers copied whole sectors, so the remains of an
/// older file follow the picture from the next sector on.
fn is_slack(end: u64, start: u64, len: u64) -> bool {
    start > end && start.is_multiple_of(SECTOR) && len.is_multiple_of(SECTOR)
}

/// Bytes after a picture that must be text for it to count as text.
const TEXT: usize = 64;

fn is_text(bytes: &[u8]) -> bool {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The last character may be incomplete.
        Err(error) if error.error_len().is_none() => bytes
            .get(..error.valid_up_to())
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default(),
        Err(_) => return false,
    };
    !text.is_empty() && text.chars().all(|c| !c.is_control() || c.is_whitespace())
}

/// Checks everything from `end`.
pub(crate) fn behind(source: &mut Source<'_>, end: u64, declared: Declared) -> Step<FindingSet> {
    let mut findings = FindingSet::EMPTY;
    if declared.motion {
        findings.insert(Finding::MotionPhoto);
    }
    let Some(start) = skip_padding(source, end)? else {
        return Ok(findings);
    };
    // A box begins with its size, whose leading zero bytes look like padding.
    let size_from = start.saturating_sub(BOX_SIZE).max(end);
    let size_len = (start - size_from) as usize;
    let boxes = source.bytes(size_from, size_len + start::HEAD)?;
    let head = boxes.get(size_len..).unwrap_or_default();
    let is_picture = head.starts_with(jpeg::SIGNATURE);
    let video = (0..=size_len).find_map(|skip| bmff::name(boxes.get(skip..)?));
    if is_picture && declared.pictures {
        findings.insert(Finding::MultiPicture);
    } else if video.is_none() {
        findings.insert(Finding::TrailingData);
    }
    let document = || start::content(head).filter(|_| !is_picture);
    let other = foreign::name(head)
        .or_else(|| markup::name(head))
        .or_else(|| document().map(|content| content.noun()))
        .or(video.filter(|_| !declared.motion));
    if let Some(what) = other {
        return Err(Stop::hidden(what));
    }
    search(source, size_from, declared, &mut findings)?;
    Ok(findings)
}

fn skip_padding(source: &mut Source<'_>, mut at: u64) -> Step<Option<u64>> {
    loop {
        let chunk = source.chunk(at)?;
        if chunk.is_empty() {
            return Ok(None);
        }
        match chunk
            .iter()
            .position(|b| *b != 0 && !b.is_ascii_whitespace())
        {
            Some(skip) => return Ok(Some(at + skip as u64)),
            None => at += chunk.len() as u64,
        }
    }
}

/// Searches the rest of the file for formats that are found at any offset.
fn search(
    source: &mut Source<'_>,
    mut at: u64,
    declared: Declared,
    findings: &mut FindingSet,
) -> Step<()> {
    let end = source.len()?;
    while let Some((film, what)) = search_data(source, at..end)? {
        let is_declared =
            declared.motion || (declared.is_photo && samsung::declares(source, film)?);
        if !is_declared {
            return Err(Stop::hidden(what));
        }
        findings.insert(Finding::MotionPhoto);
        // The first box is complete in the overlap.
        at = film + BOX_SIZE + 4;
        for media in video::media(source, film)? {
            if let Some((_, what)) = search_data(source, at..media.start)? {
                return Err(Stop::hidden(what));
            }
            // Compressed media is searched like the picture before it.
            if let Some(what) = source.found_before(media.end)? {
                return Err(Stop::hidden(what));
            }
            at = media.end;
        }
    }
    Ok(())
}

/// Searches data of no known format, up to the first video. Returns the video's offset.
fn search_data(source: &mut Source<'_>, range: Range<u64>) -> Step<Option<(u64, &'static str)>> {
    let mut seam = Seam::new(OVERLAP);
    let mut at = range.start;
    while at < range.end {
        let chunk = source.chunk(at)?;
        let left = usize::try_from(range.end - at).unwrap_or(usize::MAX);
        let chunk = chunk.get(..left).unwrap_or(chunk);
        let before = at - seam.kept() as u64;
        for (from, piece) in [(before, seam.join(chunk)), (at, chunk)] {
            let guests = guest::guests(piece);
            if let Some(what) = guests.file {
                return Err(Stop::hidden(what));
            }
            if markup::is_active_in_data(piece) {
                return Err(Stop::hidden("a web page or script"));
            }
            if markup::is_web_archive(piece) {
                return Err(Stop::hidden("a web archive"));
            }
            if let Some((film, what)) = guests.film {
                return Ok(Some((from + film as u64, what)));
            }
        }
        seam.keep(chunk);
        at += chunk.len() as u64;
    }
    Ok(None)
}

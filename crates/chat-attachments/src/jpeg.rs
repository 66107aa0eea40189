//! JPEG (ISO/IEC 10918-1): every marker to the end of the image.

use crate::bytes::{self, contains_ignoring_case};
use crate::exif;
use crate::finding::Finding;
use crate::guest;
use crate::judge::Found;
use crate::judgement::Picture;
use crate::kind::Kind;
use crate::policy::AttachmentPolicy;
use crate::reason::Reason;
use crate::source::Source;
use crate::stop::{Step, Stop};
use crate::trailer::{self, Declared};

/// Walks all markers to the end of the image, then what is behind.
pub(crate) fn walk(source: &mut Source<'_>, policy: &AttachmentPolicy) -> Step<Found> {
    let mut walk = Walk::default();
    let mut at = 2;
    loop {
        let marker = next_marker(source, &mut at)?;
        match marker {
            0x01 | 0xd0..=0xd7 => {}
            0xd9 => break,
            0x00 | 0xd8 | 0xff => return Err(Stop::damaged()),
            0xf7 => return Err(Stop::refused(Reason::NotAccepted, "a JPEG-LS image")),
            _ => {
                walk.segments += 1;
                if walk.segments > MAX_SEGMENTS {
                    return Err(Stop::too_complex());
                }
                at = segment(source, at, marker, &mut walk, policy)?;
            }
        }
        if marker == 0xda {
            walk.scans += 1;
            at = scan(source, at)?;
        }
    }
    let (width, height) = walk
        .size
        .filter(|_| walk.scans > 0)
        .ok_or_else(Stop::damaged)?;
    let picture = Picture {
        width,
        height,
        end: at,
    };
    let mut found = Found::new(Kind::Jpeg);
    found.findings = trailer::of_picture(source, picture.end, walk.declared)?;
    if walk.opens_comment && found.findings.contains(Finding::TrailingData) {
        return Err(Stop::hidden("a script"));
    }
    if walk.located {
        found.findings.insert(Finding::Location);
    }
    found.picture = Some(picture);
    Ok(found)
}

/// Most segments: pictures of many scans have some hundreds.
const MAX_SEGMENTS: u32 = 100_000;

#[derive(Default)]
struct Walk {
    size: Option<(u32, u32)>,
    scans: u64,
    segments: u32,
    declared: Declared,
    opens_comment: bool,
    located: bool,
}

/// Reads a marker at `at` and steps behind it. Fill bytes may be before it.
fn next_marker(source: &mut Source<'_>, at: &mut u64) -> Step<u8> {
    let [first] = source.array(*at)?.ok_or_else(Stop::damaged)?;
    if first != 0xff {
        return Err(Stop::damaged());
    }
    loop {
        *at += 1;
        let [byte] = source.array(*at)?.ok_or_else(Stop::damaged)?;
        if byte != 0xff {
            *at += 1;
            return Ok(byte);
        }
    }
}

/// Looks at a segment; the offset behind it.
fn segment(
    source: &mut Source<'_>,
    at: u64,
    marker: u8,
    walk: &mut Walk,
    policy: &AttachmentPolicy,
) -> Step<u64> {
    let len = u16::from_be_bytes(source.array(at)?.ok_or_else(Stop::damaged)?);
    let end = at + u64::from(len);
    if len < 2 || !source.reaches(end)? {
        return Err(Stop::damaged());
    }
    let body = at + 2;
    // Application data and comments.
    if matches!(marker, 0xe0..=0xef | 0xfe) {
        let text = source.bytes(body, usize::from(len - 2))?;
        if let Some(what) = guest::in_metadata(&text) {
            return Err(Stop::hidden(what));
        }
        // To a browser that takes the file for a script, the first segment's length begins a comment.
        walk.opens_comment |= at == 4 && len.to_be_bytes() == *b"/*";
        if walk.opens_comment && memchr::memmem::find(&text, b"*/").is_some() {
            return Err(Stop::hidden("a script"));
        }
    }
    match marker {
        0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
            frame(source, body, len, walk, policy)?
        }
        0xda if walk.size.is_none() => return Err(Stop::damaged()),
        0xe1 => {
            let text = source.bytes(body, usize::from(len - 2))?;
            let has = |word| contains_ignoring_case(&text, word);
            if text.starts_with(b"http://ns.adobe.com/") {
                walk.declared.motion |= has("MotionPhoto") || has("MicroVideo");
                walk.declared.pictures |= has("hdrgm:") || has("GainMap");
            }
            walk.located |= exif::has_location(&text);
        }
        0xe2 => walk.declared.pictures |= source.array(body)? == Some(*b"MPF\0"),
        _ => {}
    }
    Ok(end)
}

/// A frame header: the picture's measures.
fn frame(
    source: &mut Source<'_>,
    at: u64,
    len: u16,
    walk: &mut Walk,
    policy: &AttachmentPolicy,
) -> Step<()> {
    let head: [u8; 6] = source
        .array(at)?
        .filter(|_| len >= 8)
        .ok_or_else(Stop::damaged)?;
    let height = u32::from(bytes::be16(&head, 1).unwrap_or(0));
    let width = u32::from(bytes::be16(&head, 3).unwrap_or(0));
    let [precision, .., components] = head;
    let fits = u64::from(len) >= 8 + 3 * u64::from(components);
    if width == 0 || height == 0 || !(2..=16).contains(&precision) || components == 0 || !fits {
        return Err(Stop::damaged());
    }
    if u64::from(width) * u64::from(height) > policy.max_pixels {
        return Err(Stop::refused(Reason::TooManyPixels, ""));
    }
    walk.size.get_or_insert((width, height));
    Ok(())
}

/// Steps over compressed data to the next marker that is not part of it.
fn scan(source: &mut Source<'_>, mut at: u64) -> Step<u64> {
    loop {
        let chunk = source.chunk(at)?;
        if chunk.is_empty() {
            return Err(Stop::damaged());
        }
        let Some(skip) = memchr::memchr(0xff, chunk) else {
            at += chunk.len() as u64;
            continue;
        };
        at += skip as u64;
        let next = match chunk.get(skip + 1) {
            Some(next) => *next,
            None => source
                .array::<1>(at + 1)?
                .map(u8::from_be_bytes)
                .ok_or_else(Stop::damaged)?,
        };
        match next {
            0x00 | 0x01 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}

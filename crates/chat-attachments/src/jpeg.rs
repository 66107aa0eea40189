//! JPEG (ISO/IEC 10918-1): every marker to the end of the image.

mod tables;
mod xmp;

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
    if let [0xff, byte, ..] = source.chunk(*at)?
        && *byte != 0xff
    {
        *at += 2;
        return Ok(*byte);
    }
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
    let body = source.bytes(at + 2, usize::from(len - 2))?;
    if !tables::is_whole(marker, &body) {
        return Err(Stop::damaged());
    }
    // To a browser that takes the file for a script, the first segment's length begins a comment.
    walk.opens_comment |= at == 4 && len.to_be_bytes() == *b"/*";
    let ends_comment = || memchr::memmem::find(&body, b"*/").is_some();
    let script = || (walk.opens_comment && ends_comment()).then_some("a script");
    if let Some(what) = guest::in_metadata(&body).or_else(script) {
        return Err(Stop::hidden(what));
    }
    match marker {
        _ if tables::is_frame(marker) => frame(&body, walk, policy)?,
        0xda if walk.size.is_none() => return Err(Stop::damaged()),
        0xe1 => {
            if body.starts_with(b"http://ns.adobe.com/") {
                let declared = xmp::declared(&body);
                walk.declared.motion |= declared.motion;
                walk.declared.pictures |= declared.pictures;
            }
            walk.located |= exif::has_location(&body);
        }
        0xe2 => walk.declared.pictures |= body.starts_with(b"MPF\0"),
        _ => {}
    }
    Ok(end)
}

/// A whole frame header: the picture's measures.
fn frame(body: &[u8], walk: &mut Walk, policy: &AttachmentPolicy) -> Step<()> {
    let [precision, h1, h0, w1, w0, ..] = body else {
        return Err(Stop::damaged());
    };
    let height = u32::from(u16::from_be_bytes([*h1, *h0]));
    let width = u32::from(u16::from_be_bytes([*w1, *w0]));
    if !(2..=16).contains(precision) {
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
        let is_end = |hit: &usize| chunk.get(hit + 1).is_none_or(|next| !is_data(*next));
        let Some(skip) = memchr::memchr_iter(0xff, chunk).find(is_end) else {
            at += chunk.len() as u64;
            continue;
        };
        let is_last = skip + 1 == chunk.len();
        at += skip as u64;
        if !is_last {
            return Ok(at);
        }
        let [next] = source.array(at + 1)?.ok_or_else(Stop::damaged)?;
        if !is_data(next) {
            return Ok(at);
        }
        at += 1;
    }
}

/// Behind 0xFF: does compressed data go on with this byte?
const fn is_data(next: u8) -> bool {
    matches!(next, 0x00 | 0x01 | 0xd0..=0xd7 | 0xff)
}

//! Walk through a JPEG (ISO/IEC 10918-1): every marker to the end of the image.

use chat_formats::{Source, jpeg};

use crate::declared::Declared;
use crate::finding::Finding;
use crate::found::Found;
use crate::guest;
use crate::judgement::Picture;
use crate::kind::Kind;
use crate::location;
use crate::policy::AttachmentPolicy;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::trailer;

/// Walks all markers to the end of the image, then the data after it.
pub(crate) fn walk(source: &mut Source<'_>, policy: &AttachmentPolicy) -> Step<Found> {
    let mut walk = Walk::default();
    let mut at = 2;
    loop {
        let from = at;
        let marker = jpeg::next_marker(source, &mut at)?;
        look_between(source, from, at - MARKER, &walk)?;
        match marker {
            _ if jpeg::is_alone(marker) => {}
            0xd9 => break,
            0x00 | 0xd8 => return Err(Stop::damaged()),
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
            at = jpeg::scan(source, at)?;
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
    walk.declared.is_photo = true;
    found
        .findings
        .add(trailer::of_picture(source, picture.end, walk.declared)?);
    if walk.opens_comment && found.findings.contains(Finding::TrailingData) {
        return Err(Stop::hidden("a script"));
    }
    if walk.located {
        found.findings.insert(Finding::Location);
    }
    found.picture = Some(picture);
    Ok(found)
}

/// Length of a marker, in bytes.
const MARKER: u64 = 2;

/// Searches the stray bytes before a marker.
fn look_between(source: &mut Source<'_>, from: u64, to: u64, walk: &Walk) -> Step<()> {
    if from == to {
        return Ok(());
    }
    let stray = source.bytes(from, usize::try_from(to - from).unwrap_or(usize::MAX))?;
    match guest::in_metadata(&stray).or_else(|| walk.script(&stray)) {
        Some(what) => Err(Stop::hidden(what)),
        None => Ok(()),
    }
}

/// Maximum number of segments. Pictures with many scans have a few hundred.
const MAX_SEGMENTS: u32 = 100_000;

/// A segment length whose bytes are `/*`.
const COMMENT: usize = u16::from_be_bytes(*b"/*") as usize;

#[derive(Default)]
struct Walk {
    size: Option<(u32, u32)>,
    scans: u64,
    segments: u32,
    declared: Declared,
    opens_comment: bool,
    located: bool,
}

impl Walk {
    /// A script, if these bytes end the comment that the first segment opens.
    fn script(&self, bytes: &[u8]) -> Option<&'static str> {
        let ends_comment = || memchr::memmem::find(bytes, b"*/").is_some();
        (self.opens_comment && ends_comment()).then_some("a script")
    }
}

/// Checks a segment and returns the offset after it.
fn segment(
    source: &mut Source<'_>,
    at: u64,
    marker: u8,
    walk: &mut Walk,
    policy: &AttachmentPolicy,
) -> Step<u64> {
    let body = jpeg::segment(source, at, marker)?;
    let len = body.len() + 2;
    // If a browser runs the file as a script, the first segment's length opens a comment.
    walk.opens_comment |= at == 4 && len == COMMENT;
    if let Some(what) = guest::in_metadata(&body).or_else(|| walk.script(&body)) {
        return Err(Stop::hidden(what));
    }
    match marker {
        _ if jpeg::is_frame(marker) => frame(&body, walk, policy)?,
        0xda if walk.size.is_none() => return Err(Stop::damaged()),
        0xe1 => {
            if body.starts_with(jpeg::XMP) {
                let declared = Declared::by_xmp(&body);
                walk.declared.motion |= declared.motion;
                walk.declared.pictures |= declared.pictures;
            }
            walk.located |= location::is_in(&body);
        }
        0xe2 => walk.declared.pictures |= body.starts_with(jpeg::MULTI_PICTURE),
        _ => {}
    }
    Ok(at + len as u64)
}

/// Reads the picture's dimensions from a complete frame header.
fn frame(body: &[u8], walk: &mut Walk, policy: &AttachmentPolicy) -> Step<()> {
    let frame = jpeg::Frame::read(body).ok_or_else(Stop::damaged)?;
    if !(2..=16).contains(&frame.precision) {
        return Err(Stop::damaged());
    }
    if frame.pixels() > policy.max_pixels {
        return Err(Stop::refused(Reason::TooManyPixels, ""));
    }
    let (width, height) = (frame.width.into(), frame.height.into());
    walk.size.get_or_insert((width, height));
    Ok(())
}

//! PNG (ISO/IEC 15948), still and animated: every chunk and its checksum.

use crate::bytes;
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
use crate::trailer;

/// Length, type and checksum of a chunk.
const FRAME: u64 = 12;
/// How much of text and private data is searched at a time, and how much of that once more.
const TEXT: u64 = 32 * 1024;
const OVERLAP: u64 = 1024;
/// How much of a chunk is looked at for a location.
const METADATA: usize = 64 * 1024;

/// Walks all chunks to the end of the image, then what is behind.
pub(crate) fn walk(source: &mut Source<'_>, policy: &AttachmentPolicy) -> Step<Found> {
    let mut at = 8;
    let (mut size, mut palette, mut data, mut data_ended) = (None, false, false, false);
    let mut located = false;
    loop {
        let head: [u8; 8] = source.array(at)?.ok_or_else(Stop::damaged)?;
        let len = u64::from(bytes::be32(&head, 0).unwrap_or(u32::MAX));
        let name: [u8; 4] = bytes::array(&head, 4).unwrap_or_default();
        let end = at + len + FRAME;
        let legal = len <= i32::MAX as u64 && name.iter().all(u8::is_ascii_alphabetic);
        if !legal || !source.reaches(end)? {
            return Err(Stop::damaged());
        }
        if &name == b"CgBI" {
            return Err(Stop::refused(
                Reason::NotAccepted,
                "an iPhone-only PNG image",
            ));
        }
        check_sum(source, at + 4, len + 4)?;
        data_ended |= data && &name != b"IDAT";
        match (&name, size) {
            (b"IHDR", None) => size = Some(header(source, at + 8, len, policy)?),
            (_, None) | (b"IHDR", Some(_)) => return Err(Stop::damaged()),
            (b"IDAT", Some(_)) if data_ended => return Err(Stop::damaged()),
            (b"IDAT", Some(_)) => data = true,
            (b"PLTE", Some(_)) => {
                if data || palette || len == 0 || len > 768 || len % 3 != 0 {
                    return Err(Stop::damaged());
                }
                palette = true;
            }
            (b"IEND", Some((picture, color))) => {
                if len != 0 || !data || (color == 3 && !palette) {
                    return Err(Stop::damaged());
                }
                return finish(source, Picture { end, ..picture }, located);
            }
            // A critical chunk that no decoder knows.
            (name, Some(_)) if name.first().is_some_and(u8::is_ascii_uppercase) => {
                return Err(Stop::damaged());
            }
            (name, Some(_)) if !NO_TEXT.contains(&name) => {
                refuse_guests(source, at + 8, end - 4)?;
                if matches!(name, b"eXIf" | b"iTXt" | b"tEXt") {
                    let len = usize::try_from(len).unwrap_or(METADATA).min(METADATA);
                    located |= exif::has_location(&source.bytes(at + 8, len)?);
                }
            }
            _ => {}
        }
        at = end;
    }
}

fn finish(source: &mut Source<'_>, picture: Picture, located: bool) -> Step<Found> {
    let mut found = Found::new(Kind::Png);
    found.findings = trailer::of_picture(source, picture.end, trailer::Declared::default())?;
    if located {
        found.findings.insert(Finding::Location);
    }
    found.picture = Some(picture);
    Ok(found)
}

/// The image header: the picture's measures and its color type.
fn header(
    source: &mut Source<'_>,
    at: u64,
    len: u64,
    policy: &AttachmentPolicy,
) -> Step<(Picture, u8)> {
    let head: [u8; 13] = source
        .array(at)?
        .filter(|_| len == 13)
        .ok_or_else(Stop::damaged)?;
    let width = bytes::be32(&head, 0).unwrap_or(0);
    let height = bytes::be32(&head, 4).unwrap_or(0);
    let [.., depth, color, compression, filter, interlace] = head;
    let legal = match color {
        0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
        3 => matches!(depth, 1 | 2 | 4 | 8),
        2 | 4 | 6 => matches!(depth, 8 | 16),
        _ => false,
    };
    let in_range = |n: u32| (1..=i32::MAX as u32).contains(&n);
    if !legal
        || !in_range(width)
        || !in_range(height)
        || compression != 0
        || filter != 0
        || interlace > 1
    {
        return Err(Stop::damaged());
    }
    if u64::from(width) * u64::from(height) > policy.max_pixels {
        return Err(Stop::refused(Reason::TooManyPixels, ""));
    }
    Ok((
        Picture {
            width,
            height,
            end: 0,
        },
        color,
    ))
}

/// The chunks that hold pixels, colors, numbers or packed text: what looks like a signature in them is none.
const NO_TEXT: &[&[u8; 4]] = &[
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"tIME",
    b"zTXt", b"acTL", b"fcTL", b"fdAT",
];

fn refuse_guests(source: &mut Source<'_>, mut at: u64, end: u64) -> Step<()> {
    while at < end {
        let len = usize::try_from((end - at).min(TEXT + OVERLAP)).unwrap_or(0);
        if let Some(what) = guest::in_metadata(&source.bytes(at, len)?) {
            return Err(Stop::hidden(what));
        }
        at += TEXT;
    }
    Ok(())
}

fn check_sum(source: &mut Source<'_>, from: u64, len: u64) -> Step<()> {
    let mut hasher = crc32fast::Hasher::new();
    let (mut at, end) = (from, from + len);
    while at < end {
        let chunk = source.chunk(at)?;
        let n = usize::try_from(end - at)
            .unwrap_or(usize::MAX)
            .min(chunk.len());
        hasher.update(chunk.get(..n).unwrap_or_default());
        at += n as u64;
    }
    let sum: [u8; 4] = source.array(end)?.ok_or_else(Stop::damaged)?;
    if u32::from_be_bytes(sum) == hasher.finalize() {
        Ok(())
    } else {
        Err(Stop::damaged())
    }
}

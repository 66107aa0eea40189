//! Walk through a PNG (ISO/IEC 15948), still or animated: every chunk and its checksum.

use std::ops::Range;

use chat_formats::{Source, bytes, png};

use crate::declared::Declared;
use crate::finding::Finding;
use crate::findings::Findings;
use crate::found::Found;
use crate::guest;
use crate::judgement::Picture;
use crate::kind::Kind;
use crate::location;
use crate::nested::Walk;
use crate::ole;
use crate::policy::AttachmentPolicy;
use crate::reason::Reason;
use crate::start;
use crate::stop::{Step, Stop};
use crate::trailer;

/// Bytes of text and private data searched at a time, and the overlap between searches.
const TEXT: u64 = 32 * 1024;
const OVERLAP: u64 = 1024;
/// Bytes of a chunk searched for a location.
const METADATA: usize = 64 * 1024;

/// Walks all chunks to the end of the image, then the data after it. `walk` walks nested documents.
pub(crate) fn walk(source: &mut Source<'_>, policy: &AttachmentPolicy, walk: Walk) -> Step<Found> {
    let mut at = png::SIGNATURE.len() as u64;
    let (mut size, mut palette, mut located) = (None, false, false);
    let mut order = png::Order::default();
    let mut inside = Findings::default();
    loop {
        let chunk = png::Chunk::read(source, at)?;
        let (name, len) = (chunk.name, chunk.len());
        if &name == b"CgBI" {
            return Err(Stop::refused(
                Reason::NotAccepted,
                "an iPhone-only PNG image",
            ));
        }
        chunk.check(source)?;
        order.take(&name)?;
        match (&name, size) {
            (b"IHDR", _) => size = Some(header(source, &chunk, policy)?),
            (b"IDAT", _) => {}
            (b"PLTE", _) => {
                if order.has_data() || palette || len == 0 || len > 768 || len % 3 != 0 {
                    return Err(Stop::damaged());
                }
                palette = true;
            }
            (b"IEND", Some((picture, color))) => {
                if len != 0 || (color == 3 && !palette) {
                    return Err(Stop::damaged());
                }
                let end = chunk.end();
                return finish(source, Picture { end, ..picture }, located, inside);
            }
            // Some editors keep an editable copy of the picture here, as a compound file.
            (b"cpIp", _) if source.has(chunk.body.start, start::OLE)? => {
                ole::look_inside(source, chunk.body.clone(), walk, &mut inside)?;
            }
            // A critical chunk unknown to decoders.
            _ if chunk.is_critical() => return Err(Stop::damaged()),
            (name, _) if !NO_TEXT.contains(&name) => {
                refuse_guests(source, chunk.body.clone())?;
                if matches!(name, b"eXIf" | b"iTXt" | b"tEXt") {
                    let len = usize::try_from(len).unwrap_or(METADATA).min(METADATA);
                    located |= location::is_in(&source.bytes(chunk.body.start, len)?);
                }
            }
            _ => {}
        }
        at = chunk.end();
    }
}

fn finish(
    source: &mut Source<'_>,
    picture: Picture,
    located: bool,
    inside: Findings,
) -> Step<Found> {
    let mut found = Found::new(Kind::Png);
    let behind = trailer::of_picture(source, picture.end, Declared::default())?;
    found.findings = inside;
    found.findings.add(behind);
    if located {
        found.findings.insert(Finding::Location);
    }
    found.picture = Some(picture);
    Ok(found)
}

/// Reads dimensions and color type from the image header.
fn header(
    source: &mut Source<'_>,
    chunk: &png::Chunk,
    policy: &AttachmentPolicy,
) -> Step<(Picture, u8)> {
    let head: [u8; 13] = source
        .array(chunk.body.start)?
        .filter(|_| chunk.len() == 13)
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

/// Chunks of pixels, colors, numbers or packed text, in which apparent signatures are coincidences.
const NO_TEXT: &[&[u8; 4]] = &[
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"tIME",
    b"zTXt", b"acTL", b"fcTL", b"fdAT",
];

fn refuse_guests(source: &mut Source<'_>, body: Range<u64>) -> Step<()> {
    let Range { start: mut at, end } = body;
    while at < end {
        let len = usize::try_from((end - at).min(TEXT + OVERLAP)).unwrap_or(0);
        if let Some(what) = guest::in_metadata(&source.bytes(at, len)?) {
            return Err(Stop::hidden(what));
        }
        at += TEXT;
    }
    Ok(())
}

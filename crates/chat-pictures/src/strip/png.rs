//! PNG (ISO/IEC 15948): chunks that affect the picture's appearance are copied; others are dropped.

use std::collections::BTreeSet;
use std::io::Write;
use std::ops::Range;

use chat_formats::png::{Chunk, Order, SIGNATURE};
use chat_formats::{Fault, Source};

use crate::error::{PictureError, Step};
use crate::exif;
use crate::removed::Removed;
use crate::xmp;

/// Bytes of a dropped chunk inspected for the report.
const INSPECTED: usize = 64 * 1024;

/// Replacement for a color profile's name, which may be that of a person's display.
const PROFILE: &[u8] = b"icc";

/// Chunks copied unchanged, with their allowed lengths.
const KEPT: &[(&[u8; 4], std::ops::RangeInclusive<u64>)] = &[
    (b"IHDR", 13..=13),
    (b"PLTE", 3..=768),
    (b"IDAT", 0..=i32::MAX as u64),
    (b"IEND", 0..=0),
    (b"tRNS", 1..=256),
    (b"gAMA", 4..=4),
    (b"cHRM", 32..=32),
    (b"sRGB", 1..=1),
    (b"sBIT", 1..=4),
    (b"bKGD", 1..=6),
    (b"hIST", 2..=512),
    (b"pHYs", 9..=9),
    (b"cICP", 4..=4),
    (b"mDCV", 24..=24),
    (b"mDCv", 24..=24),
    (b"cLLI", 8..=8),
    (b"cLLi", 8..=8),
    (b"acTL", 8..=8),
    (b"fcTL", 26..=26),
    (b"fdAT", 4..=i32::MAX as u64),
];

/// Copies the picture and returns the offset after its end.
pub(super) fn strip(
    source: &mut Source<'_>,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<u64> {
    if source.array(0)?.ok_or(Fault::CUT_OFF)? != *SIGNATURE {
        return Err(PictureError::Malformed("it doesn't begin like a PNG"));
    }
    copy.write_all(SIGNATURE)?;
    let mut at = SIGNATURE.len() as u64;
    let mut order = Order::default();
    let mut has_orientation = false;
    loop {
        let chunk = Chunk::read(source, at)?;
        let name = &chunk.name;
        order.take(name)?;
        let fits = KEPT
            .iter()
            .any(|(kept, lens)| *kept == name && lens.contains(&chunk.len()));
        match name {
            _ if fits => copied(source, copy, &chunk)?,
            b"iCCP" => profile(source, copy, &chunk, removed)?,
            b"eXIf" => orientation(source, copy, &chunk, &mut has_orientation, removed)?,
            _ if chunk.is_critical() => {
                return Err(PictureError::Malformed(
                    "an unknown or misshapen critical chunk",
                ));
            }
            _ => {
                removed.extend(kinds(name, &head(source, &chunk, INSPECTED)?));
                chunk.check(source)?;
            }
        }
        at = chunk.end();
        if name == b"IEND" {
            return Ok(at);
        }
    }
}

/// At most `most` bytes from the start of a chunk's body.
fn head(source: &mut Source<'_>, chunk: &Chunk, most: usize) -> Step<Vec<u8>> {
    let len = usize::try_from(chunk.len()).unwrap_or(most).min(most);
    Ok(source.bytes(chunk.body.start, len)?.into_owned())
}

/// Copies a chunk unchanged.
fn copied(source: &mut Source<'_>, copy: &mut impl Write, chunk: &Chunk) -> Step<()> {
    let mut write = |piece: &[u8]| -> Step<()> { Ok(copy.write_all(piece)?) };
    let Range { start, end } = chunk.body;
    source.each(start - 8..start, &mut write)?;
    chunk.each(source, &mut write)?;
    source.each(end..chunk.end(), &mut write)
}

/// Writes a chunk with this name, and `start` followed by a range of the source as its body.
fn written(
    source: &mut Source<'_>,
    copy: &mut impl Write,
    name: &[u8; 4],
    start: &[u8],
    rest: Range<u64>,
) -> Step<()> {
    let len = u32::try_from(start.len() as u64 + rest.end - rest.start);
    let len = len.map_err(|_| PictureError::Malformed("a chunk's length"))?;
    copy.write_all(&len.to_be_bytes())?;
    let mut sum = crc32fast::Hasher::new();
    let mut write = |piece: &[u8]| -> Step<()> {
        sum.update(piece);
        Ok(copy.write_all(piece)?)
    };
    write(name)?;
    write(start)?;
    source.each(rest, write)?;
    Ok(copy.write_all(&sum.finalize().to_be_bytes())?)
}

/// Copies a color profile with its name replaced.
fn profile(
    source: &mut Source<'_>,
    copy: &mut impl Write,
    chunk: &Chunk,
    removed: &mut BTreeSet<Removed>,
) -> Step<()> {
    chunk.check(source)?;
    // A name has 1 to 79 bytes and ends with a zero byte.
    let name = head(source, chunk, 80)?;
    let Some(end) = name
        .iter()
        .position(|byte| *byte == 0)
        .filter(|end| *end > 0)
    else {
        removed.insert(Removed::Other);
        return Ok(());
    };
    if name.get(..end) != Some(PROFILE) {
        removed.insert(Removed::Other);
    }
    let rest = chunk.body.start + end as u64..chunk.body.end;
    written(source, copy, &chunk.name, PROFILE, rest)
}

/// Writes a chunk with just the orientation, if there is one and none has been written yet.
fn orientation(
    source: &mut Source<'_>,
    copy: &mut impl Write,
    chunk: &Chunk,
    has_orientation: &mut bool,
    removed: &mut BTreeSet<Removed>,
) -> Step<()> {
    chunk.check(source)?;
    let body = head(source, chunk, exif::MAX_LEN)?;
    if chunk.len() > body.len() as u64 {
        removed.insert(Removed::Other);
    }
    // Some programs write the prefix used in JPEGs.
    let tiff = body.strip_prefix(b"Exif\0\0").unwrap_or(&body);
    let mut exif = exif::read(tiff);
    let mut reported = !exif.removed.is_empty();
    removed.append(&mut exif.removed);
    let first = exif.states_orientation && !*has_orientation;
    *has_orientation |= exif.states_orientation;
    let minimal = exif.orientation.filter(|_| first).map(exif::minimal);
    reported |= minimal
        .as_ref()
        .is_some_and(|minimal| minimal.as_slice() == body);
    if !reported {
        removed.insert(Removed::Other);
    }
    match minimal {
        Some(minimal) => written(source, copy, &chunk.name, &minimal, 0..0),
        None => Ok(()),
    }
}

/// Kinds of data in a dropped chunk.
fn kinds(name: &[u8; 4], body: &[u8]) -> BTreeSet<Removed> {
    let keyword = body.split(|byte| *byte == 0).next().unwrap_or_default();
    let kind = match (name, keyword) {
        (b"tIME", _) => Removed::Time,
        (b"iTXt", b"XML:com.adobe.xmp") => return xmp::kinds(body),
        (b"tEXt" | b"zTXt" | b"iTXt", keyword) => match keyword {
            b"Author" | b"Artist" | b"Copyright" => Removed::Author,
            b"Creation Time" | b"date:create" | b"date:modify" | b"date:timestamp" => Removed::Time,
            b"Software" | b"Source" | b"Make" | b"Model" => Removed::Device,
            keyword if keyword.starts_with(b"Raw profile type") => Removed::Other,
            _ => Removed::Comment,
        },
        _ => Removed::Other,
    };
    BTreeSet::from([kind])
}

//! PNG (ISO/IEC 15948): chunks that change how the picture looks are copied, the others are not.

use std::collections::BTreeSet;
use std::io::{Read, Seek, Write};

use crate::error::{PictureError, Step};
use crate::exif;
use crate::removed::Removed;
use crate::source::Source;
use crate::xmp;

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// How much of a dropped chunk is looked at for the report, in bytes.
const LOOK: u64 = 64 * 1024;

/// A color profile's name can be that of a person's display.
const PROFILE: &[u8] = b"icc";

/// Chunks that are copied as they are, with the lengths that they can have.
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

#[derive(Default)]
struct Walk {
    exif: bool,
    header: bool,
    data: bool,
    data_ended: bool,
}

pub(super) fn strip(
    source: &mut Source<impl Read + Seek>,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<()> {
    if &source.array()? != SIGNATURE {
        return Err(PictureError::Malformed("it doesn't begin as a PNG"));
    }
    copy.write_all(SIGNATURE)?;
    let mut walk = Walk::default();
    loop {
        let len = u64::from(u32::from_be_bytes(source.array()?));
        let name: [u8; 4] = source.array()?;
        if len > i32::MAX as u64 || !name.iter().all(u8::is_ascii_alphabetic) {
            return Err(PictureError::Malformed("a chunk's header"));
        }
        walk.order(&name)?;
        let mut chunk = Chunk::new(source, name, len);
        let fits = KEPT
            .iter()
            .any(|(kept, lens)| **kept == name && lens.contains(&len));
        match &name {
            _ if fits => chunk.copied(copy)?,
            b"iCCP" => profile(&mut chunk, copy, removed)?,
            b"eXIf" => orientation(&mut chunk, copy, &mut walk, removed)?,
            _ if name.first().is_some_and(u8::is_ascii_uppercase) => {
                return Err(PictureError::Malformed(
                    "an unknown or misshapen critical chunk",
                ));
            }
            _ => {
                let head = chunk.take(LOOK)?;
                removed.extend(kinds(&name, &head));
            }
        }
        chunk.finish()?;
        if &name == b"IEND" {
            return Ok(());
        }
    }
}

impl Walk {
    /// The header first and once, the data in one run and before the end.
    fn order(&mut self, name: &[u8; 4]) -> Step<()> {
        let wrong = match name {
            b"IHDR" => std::mem::replace(&mut self.header, true),
            b"IDAT" => {
                self.data = true;
                self.data_ended
            }
            b"IEND" => !self.data,
            _ => false,
        };
        self.data_ended |= self.data && name != b"IDAT";
        if wrong || !self.header {
            return Err(PictureError::Malformed("chunks out of order"));
        }
        Ok(())
    }
}

/// A chunk that is being read, with its checksum so far.
struct Chunk<'a, R> {
    source: &'a mut Source<R>,
    name: [u8; 4],
    len: u64,
    left: u64,
    sum: crc32fast::Hasher,
}

impl<'a, R: Read + Seek> Chunk<'a, R> {
    fn new(source: &'a mut Source<R>, name: [u8; 4], len: u64) -> Self {
        let mut sum = crc32fast::Hasher::new();
        sum.update(&name);
        Self {
            source,
            name,
            len,
            left: len,
            sum,
        }
    }

    /// The next bytes of its body, `most` at most.
    fn take(&mut self, most: u64) -> Step<Vec<u8>> {
        let len = self.left.min(most);
        let bytes = self
            .source
            .bytes(usize::try_from(len).unwrap_or(usize::MAX))?;
        self.sum.update(&bytes);
        self.left -= len;
        Ok(bytes)
    }

    /// Hands the rest of its body to `each`.
    fn rest(&mut self, mut each: impl FnMut(&[u8]) -> Step<()>) -> Step<()> {
        let sum = &mut self.sum;
        self.source.pass(std::mem::take(&mut self.left), |piece| {
            sum.update(piece);
            each(piece)
        })
    }

    /// Copies a chunk of which nothing was read.
    fn copied(&mut self, copy: &mut impl Write) -> Step<()> {
        self.replaced(copy, &[])
    }

    /// Writes the chunk with `start` in place of what was read.
    fn replaced(&mut self, copy: &mut impl Write, start: &[u8]) -> Step<()> {
        let len = u32::try_from(start.len() as u64 + self.left);
        let len = len.map_err(|_| PictureError::Malformed("a chunk's length"))?;
        let mut sum = crc32fast::Hasher::new();
        for part in [self.name.as_slice(), start] {
            sum.update(part);
        }
        copy.write_all(&len.to_be_bytes())?;
        copy.write_all(&self.name)?;
        copy.write_all(start)?;
        self.rest(|piece| {
            sum.update(piece);
            Ok(copy.write_all(piece)?)
        })?;
        Ok(copy.write_all(&sum.finalize().to_be_bytes())?)
    }

    /// Reads to the end and compares the checksum.
    fn finish(mut self) -> Step<()> {
        self.rest(|_| Ok(()))?;
        let sum = u32::from_be_bytes(self.source.array()?);
        if sum == self.sum.finalize() {
            Ok(())
        } else {
            Err(PictureError::Malformed("a wrong checksum"))
        }
    }
}

/// Copies a color profile without its name.
fn profile(
    chunk: &mut Chunk<'_, impl Read + Seek>,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<()> {
    // A name has 1 to 79 bytes, with a zero byte behind.
    let head = chunk.take(80)?;
    let Some(end) = head
        .iter()
        .position(|byte| *byte == 0)
        .filter(|end| *end > 0)
    else {
        removed.insert(Removed::Other);
        return Ok(());
    };
    let (name, rest) = head.split_at(end);
    if name != PROFILE {
        removed.insert(Removed::Other);
    }
    chunk.replaced(copy, &[PROFILE, rest].concat())
}

/// Writes a chunk with the orientation alone, if there is one.
fn orientation(
    chunk: &mut Chunk<'_, impl Read + Seek>,
    copy: &mut impl Write,
    walk: &mut Walk,
    removed: &mut BTreeSet<Removed>,
) -> Step<()> {
    let head = chunk.take(exif::MOST as u64)?;
    if chunk.len > head.len() as u64 {
        removed.insert(Removed::Other);
    }
    chunk.rest(|_| Ok(()))?;
    // Some programs write the prefix that belongs into a JPEG.
    let tiff = head.strip_prefix(b"Exif\0\0").unwrap_or(&head);
    let mut exif = exif::read(tiff);
    let mut told = !exif.removed.is_empty();
    removed.append(&mut exif.removed);
    let first = exif.states_orientation && !walk.exif;
    walk.exif |= exif.states_orientation;
    let orientation = exif.orientation.filter(|_| first);
    let minimal = orientation.map(exif::minimal);
    told |= minimal
        .as_ref()
        .is_some_and(|minimal| minimal.as_slice() == head);
    if !told {
        removed.insert(Removed::Other);
    }
    match minimal {
        Some(minimal) => Chunk::new(chunk.source, chunk.name, 0).replaced(copy, &minimal),
        None => Ok(()),
    }
}

/// What a dropped chunk tells.
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

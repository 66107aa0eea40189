//! Objects of other programs in an RTF (MS-OLEDS 2.2): hexadecimal data, with a header and mostly a compound file.
//!
//! They are judged as in other documents. Readers differ in what they skip between the digits, so that only plain
//! data counts as inspected.

use chat_formats::{Source, bytes};

use crate::finding::Finding;
use crate::findings::Findings;
use crate::nested::{Inner, Walk};
use crate::object::{Object, decoded, file_name};
use crate::ole::{Class, is_program_name, look_at_object_of, look_at_package};
use crate::remote::{Place, place};
use crate::start::OLE;
use crate::stop::Step;

/// Formats of an object (MS-OLEDS 2.2.4).
const LINKED: u32 = 1;
const EMBEDDED: u32 = 2;
/// Bytes decoded at a time.
const PIECE: usize = 4096;

/// The objects of a document.
#[derive(Debug, Default)]
pub(super) struct Objects {
    /// Number of words that announce an object, and of objects with data.
    pub(super) announced: u32,
    seen: u32,
}

impl Objects {
    /// Inspects the object whose data begins at `at`, and returns the offset after its digits.
    ///
    /// # Errors
    /// Refuses programs, and macros in kinds that may never have them.
    pub(super) fn look(
        &mut self,
        source: &mut Source<'_>,
        at: u64,
        inside: Walk,
        findings: &mut Findings,
    ) -> Step<u64> {
        self.seen = self.seen.saturating_add(1);
        let (data, end) = data(source, at, findings)?;
        if let Some(data) = data {
            let mut found = Findings::default();
            let object = inspect(source, &data, inside, &mut found)?;
            findings.add_object(object, found);
        }
        Ok(end)
    }

    /// Whether an object was announced whose data was not found.
    pub(super) fn misses_one(&self) -> bool {
        self.announced > self.seen
    }
}

/// Decodes the digits up to the end of their group; `None`, and a finding, if there is anything else between them or
/// too much. Also returns the offset after the digits.
fn data(
    source: &mut Source<'_>,
    mut at: u64,
    findings: &mut Findings,
) -> Step<(Option<Vec<u8>>, u64)> {
    let mut data = Inner::without_archive(source);
    let mut high = None;
    loop {
        let chunk = source.chunk(at)?;
        let mut piece = Vec::with_capacity(PIECE);
        let mut behind = 0;
        let mut end = chunk.is_empty().then_some(0);
        for byte in chunk.iter().take(2 * PIECE) {
            let digit = char::from(*byte).to_digit(16);
            match (digit.and_then(|digit| u8::try_from(digit).ok()), high) {
                (Some(digit), None) => high = Some(digit),
                (Some(digit), Some(first)) => {
                    piece.push(first << 4 | digit);
                    high = None;
                }
                _ if byte.is_ascii_whitespace() => {}
                _ => {
                    end = Some(*byte);
                    break;
                }
            }
            behind += 1;
        }
        data.take(&piece);
        at += behind;
        match end {
            None => {}
            Some(b'}') if high.is_none() => return Ok((data.whole(findings), at)),
            Some(_) => {
                findings.insert(Finding::OleObject);
                return Ok((None, at));
            }
        }
    }
}

/// Inspects an object, and returns what it calls itself.
fn inspect(
    source: &mut Source<'_>,
    data: &[u8],
    inside: Walk,
    found: &mut Findings,
) -> Step<Object> {
    let Some(header) = Header::read(data) else {
        found.insert(Finding::OleObject);
        return Ok(Object::new("", ""));
    };
    let Header {
        format,
        class,
        topic,
        len,
    } = header;
    let native = data.get(len..).unwrap_or_default();
    let content = native.get(4..).unwrap_or_default();
    let size = bytes::le32(native, 0).map_or(usize::MAX, |size| size as usize);
    let is_whole = size <= content.len();
    if format == LINKED {
        found.insert(link(&topic));
        return Ok(Object::new(&class, file_name(&topic)));
    }
    if format != EMBEDDED || !is_whole {
        found.insert(Finding::OleObject);
    } else if content.starts_with(OLE) {
        let storage = content.get(..size).unwrap_or(content);
        let left = source.may_unpack()?.saturating_sub(source.unpacked());
        let (stated, limits) = (Class::of_name(&class), (source.depth() + 1, left));
        let unpacked = look_at_object_of(stated, storage, limits, inside, found)?;
        source.unpacks(unpacked);
        if found.has_objects() {
            return Ok(Object::new("", ""));
        }
    } else if Class::of_name(&class) == Class::Package {
        let name = look_at_package(native)?;
        found.insert(Finding::PackagedFile);
        return Ok(Object::new(&class, &name));
    } else {
        found.insert(Finding::OleObject);
    }
    Ok(Object::new(&class, ""))
}

/// The finding for a link to a file.
fn link(path: &str) -> Finding {
    match place(path) {
        Place::Here if is_program_name(path.as_bytes()) || path.is_empty() => Finding::OleObject,
        Place::Here => Finding::LinkedFile,
        Place::Web | Place::Network => Finding::ExternalTemplate,
    }
}

/// The start of an object (MS-OLEDS 2.2.4).
struct Header {
    format: u32,
    class: String,
    /// Path of the file, if the object is a link.
    topic: String,
    /// Length of the header, in bytes.
    len: usize,
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        let format = bytes::le32(data, 4)?;
        let mut len = 8;
        let mut text = || {
            let start: usize = len + 4;
            len = start.checked_add(bytes::le32(data, len)? as usize)?;
            data.get(start..len).map(decoded)
        };
        let (class, topic) = (text()?, text()?);
        text()?;
        Some(Self {
            format,
            class,
            topic,
            len,
        })
    }
}

//! Names (ISO 32000-1, 7.3.5) of a file's objects, with `#xx` decoded.

use std::ops::Range;

use super::files::Files;
use super::lexer::{hex, is_delimiter};
use super::scan::{Scan, Start};
use super::scripts::Scripts;
use super::starts::Marks;
use super::value;
use crate::finding::{Finding, FindingSet};
use crate::stop::{Step, Stop};

/// Bytes searched at a time.
pub(super) const PIECE: usize = 64 * 1024;
/// Upper bound on the length of a search term and the bytes inspected after it.
pub(super) const OVERLAP: usize = 1024;
/// Bytes before a piece, by which words are recognized.
pub(super) const BEFORE: usize = 8;
/// Maximum length of a relevant name, in decoded bytes.
const MAX_NAME: usize = 16;
/// Bytes of a value that are inspected. Comments may precede it, each of which extends to the next.
pub(super) const VALUE: usize = OVERLAP - 64;
/// Maximum number of scripts that an encrypted file may have.
const MAX_SCRIPTS: usize = 10_000;
/// Maximum number of places that look like object streams.
const MAX_OBJECTS: usize = 200_000;

/// Names found in a file.
#[derive(Debug, Default)]
pub(super) struct Names {
    scan: Scan,
    pub(super) marks: Marks,
    pub(super) found: Found,
    /// Some `/Root` refers to an object.
    pub(super) has_root: bool,
    /// Offset of the last `/Encrypt` with a value.
    pub(super) encrypt: Option<u64>,
    /// Offset of the last `/ID` with an array.
    pub(super) id: Option<u64>,
    /// Offsets of names that object streams have.
    pub(super) objects: Vec<u64>,
    /// Offsets of actions' scripts in the file itself.
    pub(super) scripts: Vec<u64>,
}

/// What the names in the objects of a file, packed or not, stand for.
#[derive(Debug, Default)]
pub(super) struct Found {
    findings: FindingSet,
    scripts: Scripts,
    files: Files,
}

impl Names {
    /// Searches `piece[from..limit]` for names, where the piece is at offset `base`, and the `marks_here` are its marks
    /// from there on.
    pub(super) fn search(
        &mut self,
        piece: &[u8],
        Range {
            start: from,
            end: limit,
        }: Range<usize>,
        marks_here: &[(usize, usize)],
        base: u64,
    ) -> Step<()> {
        let Self {
            scan,
            marks,
            found,
            has_root,
            encrypt,
            id,
            objects,
            scripts,
        } = self;
        let starts = marks.starts(piece, marks_here, limit, base);
        scan.run(piece, from, limit, starts, &mut |slash| {
            let Some((name, value)) = relevant(piece, slash) else {
                return Ok(());
            };
            let at = base + slash as u64;
            match name.bytes() {
                b"Root" => {
                    *has_root |= value::first(value).is_some_and(|next| next.is_ascii_digit());
                }
                b"Encrypt"
                    if value::first(value)
                        .is_none_or(|next| next.is_ascii_digit() || next == b'<') =>
                {
                    *encrypt = Some(at);
                }
                b"ID" if value::first(value) == Some(b'[') => *id = Some(at),
                b"ObjStm" | b"First" => {
                    if objects.len() >= MAX_OBJECTS {
                        return Err(Stop::too_complex());
                    }
                    objects.push(at);
                }
                b"JS" if scripts.len() < MAX_SCRIPTS => {
                    scripts.push(at);
                    found.insert(b"JS", value);
                }
                name => found.insert(name, value),
            }
            Ok(())
        })
    }
}

impl Found {
    /// Searches the objects in `piece[from..limit]` of an unpacked stream, where structural names don't count.
    pub(super) fn search(
        &mut self,
        scan: &mut Scan,
        piece: &[u8],
        from: usize,
        limit: usize,
        starts: impl Iterator<Item = Start>,
    ) {
        let each = &mut |slash| {
            if let Some((name, value)) = relevant(piece, slash) {
                self.insert(name.bytes(), value);
            }
            Ok::<(), std::convert::Infallible>(())
        };
        let Ok(()) = scan.run(piece, from, limit, starts, each);
    }

    /// Searches every slash in the first `limit` bytes, whatever is around it.
    pub(super) fn search_all(&mut self, piece: &[u8], limit: usize) {
        let within = piece.get(..limit).unwrap_or(piece);
        for slash in memchr::memchr_iter(b'/', within) {
            if let Some((name, value)) = relevant(piece, slash) {
                self.insert(name.bytes(), value);
            }
        }
    }

    fn insert(&mut self, name: &[u8], value: &[u8]) {
        self.scripts.take(name, value);
        self.files.take(name, value);
        if let Some(finding) = finding(name, value) {
            self.findings.insert(finding);
        }
    }

    /// Takes the object of this number in an object stream, with all that follows if `is_last`.
    pub(super) fn object(&mut self, number: u32, value: &[u8], is_last: bool) {
        self.scripts.object(number, value, is_last);
    }

    /// The scripts found so far.
    pub(super) fn scripts(&mut self) -> &mut Scripts {
        &mut self.scripts
    }

    /// Records that a part could not be inspected.
    pub(super) fn see(&mut self, seen: bool) {
        if !seen {
            self.findings.insert(Finding::Unseen);
        }
    }

    /// Records that the file's own strings are encrypted.
    pub(super) fn encrypted(&mut self) {
        self.files.encrypted();
    }

    /// All findings.
    pub(super) fn findings(&self) -> FindingSet {
        let plays = self.findings.contains(Finding::RichMedia);
        self.findings
            .union(self.scripts.findings(plays))
            .union(self.files.findings())
    }
}

/// The name at a slash and the bytes after it, if its first letter may be that of a relevant name.
fn relevant(piece: &[u8], slash: usize) -> Option<(Name, &[u8])> {
    let rest = piece.get(slash + 1..)?;
    // The first letters rule out most names.
    let may_be = matches!(
        rest,
        [
            b'#' | b'3' | b'E' | b'F' | b'G' | b'I' | b'J' | b'L' | b'M' | b'O' | b'R' | b'X',
            ..
        ] | [b'D', b'O' | b'#', ..]
            | [b'S', b'u' | b'#', ..]
            | [b'U', b'F' | b'n' | b'#', ..]
    );
    may_be.then(|| Name::read(rest)).flatten()
}

/// A decoded name, on the stack.
struct Name {
    bytes: [u8; MAX_NAME],
    len: usize,
}

impl Name {
    /// Reads a name after its slash, and returns it with the rest. `None` if the name is too long.
    fn read(rest: &[u8]) -> Option<(Self, &[u8])> {
        let mut name = Self {
            bytes: [0; MAX_NAME],
            len: 0,
        };
        let mut at = 0;
        loop {
            let byte = match rest.get(at).copied() {
                None => break,
                Some(byte) if is_delimiter(byte) => break,
                Some(b'#') => match (hex(rest.get(at + 1)), hex(rest.get(at + 2))) {
                    (Some(high), Some(low)) => {
                        at += 2;
                        high << 4 | low
                    }
                    _ => b'#',
                },
                Some(byte) => byte,
            };
            *name.bytes.get_mut(name.len)? = byte;
            name.len += 1;
            at += 1;
        }
        let value = rest.get(at..).unwrap_or_default();
        Some((name, value.get(..VALUE).unwrap_or(value)))
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// The finding that a name stands for. `value` holds the inspected bytes after it.
///
/// Short names count only if the format requires them, and only with a value of their type.
fn finding(name: &[u8], value: &[u8]) -> Option<Finding> {
    match name {
        b"Launch" => Some(Finding::Launch),
        b"FileAttachment" | b"GoToE" => Some(Finding::EmbeddedFile),
        b"XFA" if value::is_any(value) => Some(Finding::Xfa),
        b"SubmitForm" | b"ImportData" => Some(Finding::FormData),
        // A script that runs when a 3D scene is opened.
        b"OnInstantiate" => Some(Finding::JavaScript),
        // Required in an annotation of the subtype `/3D` (ISO 32000-2, table 309).
        b"3DD" if value::is_dictionary(value) => Some(Finding::RichMedia),
        b"RichMedia" | b"Rendition" => Some(Finding::RichMedia),
        b"Movie" if value::is_any(value) => Some(Finding::RichMedia),
        _ => None,
    }
}

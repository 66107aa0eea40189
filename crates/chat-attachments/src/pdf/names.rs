//! Names (ISO 32000-1, 7.3.5), found at every slash, with `#xx` decoded.

use super::lexer::{hex, is_delimiter};
use super::value;
use crate::finding::{Finding, FindingSet};
use crate::stop::{Step, Stop};

/// Bytes searched at a time.
pub(super) const PIECE: usize = 64 * 1024;
/// Upper bound on the length of a search term and the bytes inspected after it.
pub(super) const OVERLAP: usize = 256;
/// Maximum length of a relevant name, in decoded bytes.
const MAX_NAME: usize = 16;
/// Bytes of a value that are inspected. Comments may precede it, each of which extends to the next.
const VALUE: usize = 256;
/// Maximum number of places that look like object streams.
const MAX_OBJECTS: usize = 200_000;

/// Names found in a file.
#[derive(Debug, Default)]
pub(super) struct Names {
    findings: FindingSet,
    /// Some `/JS` has a script as value.
    has_script: bool,
    /// Some `/Root` refers to an object.
    pub(super) has_root: bool,
    /// Offset of the last `/Encrypt` with a value.
    pub(super) encrypt: Option<u64>,
    /// Offset of the last `/ID` with an array.
    pub(super) id: Option<u64>,
    /// Offsets of names that object streams have.
    pub(super) objects: Vec<u64>,
}

impl Names {
    /// Searches the first `limit` bytes of the piece at offset `base` for names.
    pub(super) fn search(&mut self, piece: &[u8], limit: usize, base: u64) -> Step<()> {
        let within = piece.get(..limit).unwrap_or(piece);
        for slash in memchr::memchr_iter(b'/', within) {
            let rest = piece.get(slash + 1..).unwrap_or_default();
            if !matches!(
                rest.first(),
                Some(
                    b'#' | b'3'
                        | b'E'
                        | b'F'
                        | b'G'
                        | b'I'
                        | b'J'
                        | b'L'
                        | b'M'
                        | b'O'
                        | b'R'
                        | b'X'
                )
            ) {
                continue;
            }
            let Some((name, value)) = Name::read(rest) else {
                continue;
            };
            let at = base + slash as u64;
            let next = value::first(value);
            match name.bytes() {
                b"Root" => self.has_root |= next.is_some_and(|next| next.is_ascii_digit()),
                b"Encrypt" if next.is_none_or(|next| next.is_ascii_digit() || next == b'<') => {
                    self.encrypt = Some(at);
                }
                b"ID" if next == Some(b'[') => self.id = Some(at),
                b"ObjStm" | b"First" => {
                    if self.objects.len() >= MAX_OBJECTS {
                        return Err(Stop::too_complex());
                    }
                    self.objects.push(at);
                }
                name => self.insert(name, value),
            }
        }
        Ok(())
    }

    fn insert(&mut self, name: &[u8], value: &[u8]) {
        self.has_script |= name == b"JS" && value::is_text(value);
        if let Some(finding) = finding(name, value) {
            self.findings.insert(finding);
        }
    }

    /// All findings. A script belongs to an action of the type `/JavaScript` or `/Rendition` (ISO 32000-2,
    /// tables 217 and 221), and does nothing without one.
    pub(super) fn findings(&self) -> FindingSet {
        let mut findings = self.findings;
        if self.has_script && findings.contains(Finding::RichMedia) {
            findings.insert(Finding::JavaScript);
        }
        findings
    }

    /// Records `Unseen` if a part could not be inspected.
    pub(super) fn see(&mut self, seen: bool) {
        if !seen {
            self.findings.insert(Finding::Unseen);
        }
    }

    /// Searches unpacked bytes, where structural names don't count.
    pub(super) fn search_inside(&mut self, piece: &[u8], limit: usize) {
        let within = piece.get(..limit).unwrap_or(piece);
        for slash in memchr::memchr_iter(b'/', within) {
            if let Some((name, value)) = piece.get(slash + 1..).and_then(Name::read) {
                self.insert(name.bytes(), value);
            }
        }
    }
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
/// A slash with two or three matching letters occurs by chance in the compressed bytes of one in twenty files of
/// 10 MB. Short names therefore count only if the format requires them, and only with a value of their type.
fn finding(name: &[u8], value: &[u8]) -> Option<Finding> {
    match name {
        b"JavaScript" => Some(Finding::JavaScript),
        b"Launch" => Some(Finding::Launch),
        b"EmbeddedFile" | b"EmbeddedFiles" | b"FileAttachment" | b"GoToE" => {
            Some(Finding::EmbeddedFile)
        }
        b"EF" if value::is_dictionary(value) => Some(Finding::EmbeddedFile),
        b"XFA" if value::is_any(value) => Some(Finding::Xfa),
        // A script that runs when a 3D scene is opened.
        b"OnInstantiate" => Some(Finding::JavaScript),
        // Required in an annotation of the subtype `/3D` (ISO 32000-2, table 309).
        b"3DD" if value::is_dictionary(value) => Some(Finding::RichMedia),
        b"RichMedia" | b"Rendition" => Some(Finding::RichMedia),
        b"Movie" if value::is_any(value) => Some(Finding::RichMedia),
        _ => None,
    }
}

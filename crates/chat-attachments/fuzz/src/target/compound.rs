//! Compound files: complete, or built from the input's streams with some table words changed.

use chat_attachments::{Claim, fixture};
use fixture::Compound;

use super::beginning;
use crate::oracle::look;
use crate::pieces::Pieces;

/// Names relevant to the walk, each selected by one byte of the input.
pub const STREAMS: &[&str] = &[
    "WordDocument",
    "0Table",
    "1Table",
    "Data",
    "Workbook",
    "Book",
    "PowerPoint Document",
    "Current User",
    "EncryptedSummary",
    "EncryptedPackage",
    "EncryptionInfo",
    "Macros/VBA/_VBA_PROJECT",
    "ObjectPool/_1/\u{1}Ole10Native",
    "\u{3}OCXNAME",
    "\u{6}DataSpaces/Version",
    "__properties_version1.0",
];
/// Byte that begins the list of changed words.
pub(crate) const EDITS: u8 = 0xff;
/// Byte that begins a class ID.
pub(crate) const CLASS: u8 = 0xfe;
/// Short streams go into the mini stream. Longer ones are padded to this length to get their own sectors.
const LONG: usize = 4096;

/// A complete compound file. The name claims no kind.
pub fn ole(input: &[u8]) {
    let file = beginning(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", input);
    look(&file, &Claim::named("a"));
}

/// A compound file of streams; for each: padding, name, length, content.
pub fn compound(input: &[u8]) {
    let mut pieces = Pieces::of(input);
    let mut compound = Compound::new();
    let mut edits = Pieces::of(&[]);
    let mut streams = 0;
    while !pieces.is_empty() && streams < 100 {
        let how = pieces.byte();
        if how == EDITS {
            edits = pieces;
            break;
        }
        if how == CLASS {
            let class = pieces.take(16).try_into();
            compound = compound.class(class.unwrap_or_default());
            continue;
        }
        let name = pieces.name(STREAMS);
        let mut content = pieces.long().to_vec();
        if how % 2 == 1 {
            content.resize(content.len().max(LONG + usize::from(how)), 0);
        }
        compound = compound.stream(&name, content);
        streams += 1;
    }
    let mut file = compound.finish();
    // Position of a word, counted from the end of the file, and its new value.
    while !edits.is_empty() {
        let (from_end, word) = (usize::from(edits.half()) + 1, edits.word());
        let at = file.len().checked_sub(from_end * 4);
        if let Some(place) = at.and_then(|at| file.get_mut(at..at + 4)) {
            place.copy_from_slice(&word.to_le_bytes());
        }
    }
    look(&file, &Claim::named("a"));
}

//! Packages: archives of the input's entries with valid checksums, edited afterwards.

use chat_attachments::{Claim, fixture};
use fixture::Zip;

use super::{beginning, edit, repeated};
use crate::oracle::look;
use crate::pieces::Pieces;

/// Names relevant to a walk, each selected by one byte of the input.
pub const ENTRIES: &[&str] = &[
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "word/_rels/document.xml.rels",
    "word/vbaProject.bin",
    "word/activeX/activeX1.xml",
    "word/embeddings/a.bin",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "ppt/presentation.xml",
    "mimetype",
    "META-INF/manifest.xml",
    "content.xml",
    "Basic/Standard/Module1.xml",
    "Scripts/a.js",
    "a.exe",
    "../a.xml",
    "\\a\\b.xml",
    "AndroidManifest.xml",
];
/// From this value on, the byte for an entry's packing begins the list of edits instead.
pub(crate) const EDITS: u8 = 0xf0;

/// A complete archive under a document's name.
pub fn archive(input: &[u8]) {
    look(&beginning(b"PK\x03\x04", input), &Claim::named("a.docx"));
}

/// An archive of entries, as an Office document.
pub fn ooxml(input: &[u8]) {
    look(&packed(input), &Claim::named("a.docx"));
}

/// An archive of entries, as an OpenDocument text.
pub fn odf(input: &[u8]) {
    look(&packed(input), &Claim::named("a.odt"));
}

/// Packs entries; for each: method, name, length, content.
fn packed(input: &[u8]) -> Vec<u8> {
    let mut pieces = Pieces::of(input);
    let mut zip = Zip::new();
    let mut edits = Pieces::of(&[]);
    let mut entries = 0;
    while !pieces.is_empty() && entries < 100 {
        let how = pieces.byte();
        if how >= EDITS {
            edits = pieces;
            break;
        }
        let name = pieces.name(ENTRIES);
        let content = pieces.long();
        let times = usize::from(how >> 2) + 1;
        zip = match how % 4 {
            0 => zip.stored(&name, content),
            1 => zip.deflated(&name, content),
            2 => zip.lying(&name, content, content.len() ^ times),
            _ => zip.deflated(&name, repeated(content, times)),
        };
        entries += 1;
    }
    let mut file = zip.finish();
    edit(&mut file, edits);
    file
}

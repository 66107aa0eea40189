//! PDF (ISO 32000): the header, the end, and every name in between.
//!
//! All objects are searched for names, instead of following the file's structure: a reader that repairs damaged
//! files may find objects that no table lists. Object streams are unpacked and searched too. Names in strings,
//! comments and other streams mean nothing.

mod budget;
mod crypt;
mod dictionary;
mod encrypted;
mod files;
mod inside;
mod key;
mod lexer;
mod names;
mod objects;
mod reference;
mod scan;
mod script;
mod scripts;
mod starts;
mod stream;
mod update;
mod value;

use std::sync::LazyLock;

use chat_formats::Source;

use crate::declared::Declared;
use crate::finding::Finding;
use crate::found::Found;
use crate::guest;
use crate::kind::Kind;
use crate::start;
use crate::stop::{Step, Stop};
use crate::trailer;
use crate::zip::end_record;

use budget::Budget;
use names::{BEFORE, Names, OVERLAP, PIECE};
pub(crate) use starts::MARKS;

/// Search for other formats, and for the marks of objects and streams.
static SEARCH: LazyLock<guest::Search> = LazyLock::new(|| guest::Search::with(&MARKS));

/// Length of the mark that begins a file, in bytes.
const HEADER: usize = b"%PDF-".len();
/// Length of the mark that ends a file, in bytes.
const END: u64 = b"%%EOF".len() as u64;

/// Searches the whole file, then its object streams.
pub(crate) fn walk(source: &mut Source<'_>) -> Step<Found> {
    let mut found = Found::new(Kind::Pdf);
    let head = source.bytes(0, start::HEAD)?;
    let header = start::pdf_header(&head).ok_or_else(Stop::damaged)?;
    // Line ends come from downloads, a byte order mark from editors. All readers skip them.
    let before = head.get(..header).unwrap_or_default();
    if before
        .iter()
        .any(|byte| matches!(byte, b' ' | b'\t' | 0x0c))
    {
        found.findings.insert(Finding::LeadingBytes);
    }
    let mut names = Names::default();
    let mut marks = Vec::new();
    let mut updated = None;
    let mut at = 0;
    let len = source.len()?;
    while at < len {
        let from = at.saturating_sub(BEFORE as u64);
        let skip = usize::try_from(at - from).unwrap_or(0);
        let piece = source.bytes(from, skip + PIECE + OVERLAP)?;
        let behind_header = if at == 0 { header + HEADER } else { skip };
        marks.clear();
        let guests = SEARCH.run(&piece, behind_header, |mark, at| marks.push((mark, at)));
        let here = marks.partition_point(|(_, at)| *at < skip);
        let here = marks.get(here..).unwrap_or_default();
        names.search(&piece, skip..skip + PIECE, here, from)?;
        if guests.is_in_pdf() {
            let mut searched = piece.get(behind_header..).unwrap_or_default().to_vec();
            let base = from + behind_header as u64;
            updated = update::take_headers(source, &mut searched, base)?.or(updated);
            if guest::guests(&searched).is_in_pdf() {
                found.findings.insert(Finding::EmbeddedFile);
            }
        }
        at += PIECE as u64;
    }
    if !names.has_root {
        return Err(Stop::damaged());
    }
    let end = end(source, &names)?.ok_or_else(Stop::damaged)?;
    if let Some(header) = updated
        && !update::is_read(source, header, end)?
    {
        found.findings.insert(Finding::EmbeddedFile);
    }
    let behind = trailer::behind(source, end, Declared::default())?;
    found.findings.add(behind);
    // An archive that ends before the document does is an attachment of it.
    match end_record::last(source)? {
        Some(record) if record >= end => return Err(Stop::hidden("a ZIP archive")),
        Some(_) => found.findings.insert(Finding::EmbeddedFile),
        None => {}
    }

    let encryption = match names.encrypt {
        Some(at) => {
            names.found.encrypted();
            match crypt::open(source, at, names.id)? {
                Some(encryption) => {
                    let scripts = names.found.scripts();
                    encrypted::look(source, &names.scripts, &encryption, scripts)?;
                    Some(encryption)
                }
                None => {
                    found.findings.add(names.found.findings());
                    found.findings.insert(Finding::Encrypted);
                    return Ok(found);
                }
            }
        }
        None => None,
    };
    let mut budget = Budget::of(len);
    objects::search(source, &mut names, encryption.as_ref(), &mut budget)?;
    let scripts = names.found.scripts();
    reference::look(source, scripts, encryption.as_ref(), &mut budget)?;
    found.findings.add(names.found.findings());
    Ok(found)
}

/// Offset of the document's end: after its last end mark, or, as readers accept too, after the offset of its table.
/// Objects after both belong to an unfinished update.
fn end(source: &mut Source<'_>, names: &Names) -> Step<Option<u64>> {
    let marks = &names.marks;
    if let Some(end) = marks.end
        && marks.object.is_none_or(|object| object < end)
    {
        return Ok(Some(end + END));
    }
    update::end_of_table(source, marks.object.unwrap_or(0))
}

//! PDF (ISO 32000): the header, the end, and every name in between.
//!
//! All bytes are searched for names, instead of following the file's structure: a reader that repairs damaged
//! files may find objects that no table lists. Object streams are unpacked and searched too.

mod crypt;
mod dictionary;
mod key;
mod lexer;
mod names;
mod objects;
mod update;
mod value;

use chat_formats::Source;

use crate::declared::Declared;
use crate::finding::Finding;
use crate::found::Found;
use crate::guest;
use crate::kind::Kind;
use crate::start;
use crate::stop::{Step, Stop};
use crate::trailer;

use names::{Names, OVERLAP, PIECE};

/// Length of the mark that begins a file, in bytes.
const HEADER: usize = b"%PDF-".len();

/// Searches the whole file, then its object streams.
pub(crate) fn walk(source: &mut Source<'_>) -> Step<Found> {
    let mut found = Found::new(Kind::Pdf);
    let header = start::pdf_header(&source.bytes(0, start::HEAD)?).ok_or_else(Stop::damaged)?;
    if header > 0 {
        found.findings.insert(Finding::LeadingBytes);
    }
    let mut names = Names::default();
    let mut marks = Marks::default();
    let mut updated = None;
    let mut at = 0;
    let len = source.len()?;
    while at < len {
        let piece = source.bytes(at, PIECE + OVERLAP)?;
        names.search(&piece, PIECE, at)?;
        marks.search(&piece, PIECE, at);
        let behind_header = if at == 0 { header + HEADER } else { 0 };
        let searched = piece.get(behind_header..).unwrap_or_default();
        if guest::in_pdf(searched) {
            let mut searched = searched.to_vec();
            let base = at + behind_header as u64;
            updated = update::take_headers(source, &mut searched, base)?.or(updated);
            if guest::in_pdf(&searched) {
                found.findings.insert(Finding::EmbeddedFile);
            }
        }
        at += PIECE as u64;
    }
    // Objects after the last end mark belong to an update without its own end mark.
    let complete = names.has_root && marks.object < marks.end;
    let end = marks.end.filter(|_| complete).ok_or_else(Stop::damaged)?;
    if let Some(header) = updated
        && !update::is_read(source, header, end)?
    {
        found.findings.insert(Finding::EmbeddedFile);
    }
    let behind = trailer::walk(source, end + 5, Declared::default())?;
    found.findings = found.findings.union(behind);

    let encryption = match names.encrypt {
        Some(at) => match crypt::open(source, at, names.id)? {
            Some(encryption) => Some(encryption),
            None => {
                found.findings = found.findings.union(names.findings());
                found.findings.insert(Finding::Encrypted);
                return Ok(found);
            }
        },
        None => None,
    };
    objects::search(source, &mut names, encryption.as_ref())?;
    found.findings = found.findings.union(names.findings());
    Ok(found)
}

/// Last occurrences of structural marks.
#[derive(Debug, Default)]
struct Marks {
    /// The last `%%EOF`.
    end: Option<u64>,
    /// The last `obj`.
    object: Option<u64>,
}

impl Marks {
    fn search(&mut self, piece: &[u8], limit: usize, base: u64) {
        // Forward search is many times faster than backward search.
        let last = |needle: &[u8]| {
            memchr::memmem::find_iter(piece, needle)
                .take_while(|at| *at < limit)
                .last()
                .map(|at| base + at as u64)
        };
        self.end = last(b"%%EOF").or(self.end);
        self.object = last(b" obj").or(self.object);
    }
}

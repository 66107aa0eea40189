//! Search of a package's part while it is unpacked piece by piece.

mod field;
mod seen;
mod tag;
mod target;

use std::borrow::Cow;
use std::sync::LazyLock;

use chat_formats::Words;

use crate::program;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

pub(crate) use seen::Seen;

use field::Field;
use seen::SEAM;
use tag::{is_some, is_true};
use target::picture;

/// Bytes kept of a part's start, to identify it.
const START: usize = 4096;

/// Upper bound on the length of a search word, in bytes.
const MAX_WORD: usize = 16;

/// Search words of Office Open XML.
const OFFICE: &[(&[u8], Word)] = &[
    (b"DDEAUTO", Word::Dde),
    (b"ddeLink", Word::DdeLink),
    (b"<!ENTITY", Word::Entity),
    (b"<!DOCTYPE", Word::Doctype),
    (b"instr", Word::Instruction),
    (b"fldChar", Word::FieldMark),
    (b"eshOnL", Word::Refresh),
    (b"interval", Word::Interval),
    (b"webPr", Word::Query),
    (b"dbPr", Word::Query),
    (b"olapPr", Word::Query),
    (b"external", Word::External),
];

/// Search words of OpenDocument, whose parts may have a document type.
const OPEN_DOCUMENT: &[(&[u8], Word)] = &[
    (b"ddeLink", Word::DdeLink),
    (b"dde-source", Word::DdeSource),
    (b"DDE(", Word::DdeFormula),
    (b"dde(", Word::DdeFormula),
    (b"<!ENTITY", Word::Entity),
    (b"section-source", Word::Section),
    (END_OF_FRAME, Word::Frame),
    (b"image", Word::Picture),
    (b"object", Word::Picture),
    (b"plugin", Word::Picture),
];

/// The end of `floating-frame`. Spreadsheets are full of words with its beginning, which would slow the search down.
const END_OF_FRAME: &[u8] = b"g-frame";
const START_OF_FRAME: &[u8] = b"floatin";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Dde,
    DdeLink,
    DdeSource,
    DdeFormula,
    Entity,
    Doctype,
    Instruction,
    FieldMark,
    Section,
    Frame,
    /// An OpenDocument element with a picture or object.
    Picture,
    /// An Excel attribute, `refreshOnLoad`: the query runs when the workbook is opened.
    Refresh,
    /// An Excel attribute: minutes after which the query runs again.
    Interval,
    /// An Excel element with the address of a query.
    Query,
    /// A value of an Excel attribute: the source of a pivot table.
    External,
}

/// Search for all words of a format in one pass. No word begins inside another, so continuing after a hit misses none.
struct Search {
    words: &'static [(&'static [u8], Word)],
    quick: Words,
}

impl Search {
    fn of(words: &'static [(&'static [u8], Word)]) -> Self {
        let quick = Words::new(words.iter().map(|(word, _)| *word));
        Self { words, quick }
    }

    /// Calls `each`, in order, for every word that begins in the first `limit` bytes.
    fn run(&self, xml: &[u8], limit: usize, each: &mut dyn FnMut(usize, Word)) {
        for hit in self
            .quick
            .find_iter(xml)
            .take_while(|hit| hit.start < limit)
        {
            if let Some((_, word)) = self.words.get(hit.word) {
                each(hit.start, *word);
            }
        }
    }
}

static OFFICE_SEARCH: LazyLock<Search> = LazyLock::new(|| Search::of(OFFICE));
static OPEN_DOCUMENT_SEARCH: LazyLock<Search> = LazyLock::new(|| Search::of(OPEN_DOCUMENT));

/// Search of one part after another.
pub(crate) struct Look {
    /// Whether this is Office Open XML, in which any document type declaration is refused, or OpenDocument, in which
    /// only entity definitions are.
    doctype: bool,
    is_xml: bool,
    start: Vec<u8>,
    tail: Vec<u8>,
    seen: Seen,
    field: Field,
}

impl Look {
    /// Searches for words that begin in the first `limit` bytes.
    fn search(&mut self, xml: &[u8], limit: usize) {
        let (seen, field) = (&mut self.seen, &mut self.field);
        let search = match self.doctype {
            true => &OFFICE_SEARCH,
            false => &OPEN_DOCUMENT_SEARCH,
        };
        search.run(xml, limit, &mut |at, word| {
            // At the first byte, the character before is in the previous piece.
            let before = at.checked_sub(1).and_then(|before| xml.get(before));
            let mut name = xml.get(at..).unwrap_or_default().iter().take(MAX_WORD);
            let behind = name.find(|byte| !byte.is_ascii_alphanumeric() && **byte != b'-');
            let is_whole = behind
                .is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
            let is_element = matches!(before, None | Some(b'<' | b':')) && is_whole;
            match word {
                Word::Dde => seen.dde = true,
                Word::DdeLink | Word::DdeSource => seen.dde |= is_element,
                Word::DdeFormula => {
                    let is_formula = before.is_none_or(|byte| b"=;([{+-*/^~!|:".contains(byte));
                    seen.dde |= is_formula;
                }
                Word::Entity | Word::Doctype => seen.declares = true,
                Word::Section => seen.section |= is_element,
                Word::Frame => {
                    let (is_start, before) = lead(START_OF_FRAME, xml, at);
                    seen.section |=
                        is_start && is_whole && matches!(before, None | Some(b'<' | b':'));
                }
                Word::Picture => {
                    // Also `background-image` and `object-ole`.
                    let is_element = matches!(before, None | Some(b'<' | b':' | b'-')) && is_whole;
                    if is_element {
                        picture(xml.get(at..).unwrap_or_default(), seen);
                    }
                }
                Word::Refresh => seen.refresh |= is_true(xml.get(at..).unwrap_or_default()),
                Word::Interval if before.is_none_or(u8::is_ascii_whitespace) => {
                    seen.interval |= is_some(xml.get(at..).unwrap_or_default());
                }
                Word::Interval => {}
                Word::Query => seen.query |= is_element,
                Word::External => seen.is_external |= matches!(before, Some(b'"' | b'\'')),
                Word::Instruction => field.read(xml.get(at..).unwrap_or_default(), seen),
                Word::FieldMark => field.begin(),
            }
        });
    }
}

impl Look {
    /// With `doctype`, every document type declaration is refused; otherwise only entity definitions.
    pub(crate) fn new(doctype: bool) -> Self {
        Self {
            doctype,
            is_xml: false,
            start: Vec::new(),
            tail: Vec::new(),
            seen: Seen::default(),
            field: Field::default(),
        }
    }

    /// Starts the next part.
    pub(crate) fn begin(&mut self, is_xml: bool) {
        self.is_xml = is_xml;
        self.start.clear();
        self.tail.clear();
        self.seen = Seen::default();
        self.field = Field::default();
    }

    /// Searches the next piece, which may be the last.
    pub(crate) fn take(&mut self, piece: &[u8], is_last: bool) {
        let room = START.saturating_sub(self.start.len()).min(piece.len());
        self.start
            .extend_from_slice(piece.get(..room).unwrap_or_default());
        if !self.is_xml || piece.is_empty() {
            return;
        }
        let text = if is_wide(&self.start) {
            Cow::Owned(piece.iter().copied().filter(|byte| *byte != 0).collect())
        } else {
            Cow::Borrowed(piece)
        };
        // Most parts are a single piece.
        if is_last && self.tail.is_empty() {
            self.search(&text, text.len());
            return;
        }
        // A word may span pieces: the end of each piece is searched together with the start of the next.
        let seam = self.tail.len();
        let head = text.get(..SEAM).unwrap_or(&text);
        self.tail.extend_from_slice(head);
        let mut tail = std::mem::take(&mut self.tail);
        if let Some(cut) = text.len().checked_sub(SEAM) {
            if seam > 0 {
                self.search(&tail, seam);
            }
            self.search(&text, cut);
            tail.clear();
            tail.extend_from_slice(text.get(cut..).unwrap_or_default());
        } else if let Some(cut) = tail.len().checked_sub(SEAM) {
            self.search(&tail, cut);
            tail.drain(..cut);
        }
        self.tail = tail;
    }

    /// The start of the part, and the content found in all of it.
    ///
    /// # Errors
    /// Refuses programs, and XML with forbidden declarations.
    pub(crate) fn finish(&mut self) -> Step<(&[u8], Seen)> {
        if !self.tail.is_empty() {
            let tail = std::mem::take(&mut self.tail);
            self.search(&tail, tail.len());
            self.tail = tail;
        }
        if program::is_program(&self.start) {
            return Err(Stop::refused(Reason::ProgramInside, ""));
        }
        if self.seen.declares {
            return Err(Stop::refused(Reason::UnsafeContent, ""));
        }
        Ok((&self.start, self.seen))
    }
}

/// Whether the bytes before `at` are a name's `start`, as far as they are in this piece, and the byte before them.
fn lead<'a>(start: &[u8], xml: &'a [u8], at: usize) -> (bool, Option<&'a u8>) {
    let from = at.saturating_sub(start.len());
    let is_start = xml.get(from..at).is_some_and(|here| start.ends_with(here));
    let before = at.checked_sub(start.len() + 1);
    (is_start, before.and_then(|before| xml.get(before)))
}

/// Whether this is the start of XML in UTF-16 or UTF-32. Without its zero bytes, its words can be found.
fn is_wide(start: &[u8]) -> bool {
    start.iter().take(4).any(|byte| *byte == 0)
        || start.starts_with(b"\xff\xfe")
        || start.starts_with(b"\xfe\xff")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_pass_agrees_with_separate_searches(
            pieces in prop::collection::vec(
                (prop::sample::select([OFFICE, OPEN_DOCUMENT].concat()), 0..20_usize, 0..90_usize),
                0..10,
            ),
            limit in 0..600_usize,
        ) {
            let pieces = pieces.iter().flat_map(|((word, _), len, blanks)| {
                [word.get(..*len).unwrap_or(word).to_vec(), vec![b' '; blanks.saturating_sub(60)]]
            });
            let xml = pieces.collect::<Vec<_>>().concat();
            for words in [OFFICE, OPEN_DOCUMENT] {
                let (mut quick, mut slow) = (Vec::new(), Vec::new());
                Search::of(words).run(&xml, limit, &mut |at, word| quick.push((at, word)));
                for (word, what) in words {
                    let hits = memchr::memmem::find_iter(&xml, word);
                    slow.extend(hits.filter(|at| *at < limit).map(|at| (at, *what)));
                }
                slow.sort_by_key(|(at, _)| *at);
                prop_assert_eq!(quick, slow);
            }
        }
    }
}

//! What is looked for in a part of a package while it is unpacked, piece by piece.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use crate::program;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// How much of a part's start is kept to see what it is, in bytes.
const START: usize = 4096;
/// Longer than any word that is searched for, and than what is read of a field behind its word.
const SEAM: usize = 192;
/// As much of a field's instruction as tells what it does, in bytes.
const FIELD: usize = 16;

/// What is searched for.
const WORDS: [(&[u8], Word); 7] = [
    (b"DDEAUTO", Word::Dde),
    (b"ddeLink ", Word::DdeLink),
    (b"<!ENTITY", Word::Entity),
    (b"<!DOCTYPE", Word::Doctype),
    (b"instr", Word::Instruction),
    (b"section-source ", Word::Section),
    (b"floating-frame ", Word::Section),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Dde,
    DdeLink,
    Entity,
    Doctype,
    Instruction,
    Section,
}

/// All of them, searched for in one pass; `None` on processors that have no quick way to.
static ALL: LazyLock<Option<Searcher>> =
    LazyLock::new(|| Searcher::new(WORDS.iter().map(|(word, _)| *word)));

/// Calls `each` for every word that begins in the first `limit` bytes, in their order.
fn search(xml: &[u8], limit: usize, each: &mut dyn FnMut(usize, Word)) {
    let Some(all) = ALL.as_ref() else {
        return search_one_by_one(xml, limit, each);
    };
    // No word begins in another, so that searching on behind a hit misses none.
    for hit in all.find_iter(xml).take_while(|hit| hit.start() < limit) {
        if let Some((_, word)) = WORDS.get(hit.pattern().as_usize()) {
            each(hit.start(), *word);
        }
    }
}

fn search_one_by_one(xml: &[u8], limit: usize, each: &mut dyn FnMut(usize, Word)) {
    let hits = WORDS.iter().flat_map(|(word, what)| {
        let hits = memchr::memmem::find_iter(xml, word);
        hits.map(move |at| (at, *what))
    });
    let mut hits: Vec<_> = hits.filter(|(at, _)| *at < limit).collect();
    hits.sort_by_key(|(at, _)| *at);
    for (at, word) in hits {
        each(at, word);
    }
}

/// What a part turned out to have.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    /// Fields or links that start another program.
    pub(crate) dde: bool,
    /// Fields that take their text from another file.
    pub(crate) include: bool,
    /// Sections and frames of OpenDocument, whose content is another file's.
    pub(crate) section: bool,
    declares: bool,
}

/// A look at one part after the other.
pub(crate) struct Look {
    /// Is a document type refused, or only a definition of entities?
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
        let mut from = 0;
        search(xml, limit, &mut |at, word| {
            let before = at.checked_sub(1).and_then(|before| xml.get(before));
            let is_element = matches!(before, Some(b'<' | b':'));
            match word {
                Word::Dde => seen.dde = true,
                Word::DdeLink => seen.dde |= is_element,
                Word::Entity => seen.declares = true,
                Word::Doctype => seen.declares |= self.doctype,
                // Only OpenDocument's parts are looked at with a document type.
                Word::Section => seen.section |= is_element && !self.doctype,
                Word::Instruction => {
                    field.pass(xml.get(from..at).unwrap_or_default());
                    from = at;
                    field.read(xml.get(at..).unwrap_or_default(), seen);
                }
            }
        });
        field.pass(xml.get(from..limit).unwrap_or_default());
    }
}

/// The beginning of a field's instruction (ECMA-376 part 1, 17.16), which may be cut into many runs.
#[derive(Debug, Default)]
struct Field {
    text: Vec<u8>,
}

impl Field {
    /// Passes what is between two runs: another field may begin there.
    fn pass(&mut self, between: &[u8]) {
        if !self.text.is_empty() && memchr::memmem::find(between, b"begin").is_some() {
            self.text.clear();
        }
    }

    /// Reads a run's text, or the value of an attribute, whose name is at the start.
    fn read(&mut self, xml: &[u8], seen: &mut Seen) {
        let xml = xml.get(..SEAM).unwrap_or(xml);
        let run = xml.strip_prefix(b"instrText").and_then(|rest| {
            let text = rest.get(memchr::memchr(b'>', rest)? + 1..)?;
            text.split(|byte| *byte == b'<').next()
        });
        let whole = || {
            let value = xml.strip_prefix(b"instr")?.trim_ascii_start();
            let value = value.strip_prefix(b"=")?.trim_ascii_start();
            value.strip_prefix(b"\"").or(value.strip_prefix(b"'"))
        };
        let text = match (run, whole()) {
            (Some(text), _) => text,
            (None, Some(text)) => {
                self.text.clear();
                text
            }
            (None, None) => return,
        };
        let text = match self.text.is_empty() {
            true => text.trim_ascii_start(),
            false => text,
        };
        let room = FIELD.saturating_sub(self.text.len());
        let text = text.get(..room).unwrap_or(text);
        self.text.extend(text.iter().map(u8::to_ascii_lowercase));
        seen.dde |= self.text.starts_with(b"dde");
        seen.include |= self.text.starts_with(b"includetext");
    }
}

impl Look {
    /// `doctype`: is a document type refused, or only a definition of entities?
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

    /// Begins with the next part.
    pub(crate) fn begin(&mut self, is_xml: bool) {
        self.is_xml = is_xml;
        self.start.clear();
        self.tail.clear();
        self.seen = Seen::default();
        self.field = Field::default();
    }

    /// Takes the next piece.
    pub(crate) fn take(&mut self, piece: &[u8]) {
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
        // A word may be cut by the pieces: each piece's end is looked at together with the next one's start.
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

    /// The start of the part and what was seen in all of it.
    ///
    /// # Errors
    /// Refuses a program, and XML that declares what it mustn't.
    pub(crate) fn finish(&mut self) -> Step<(&[u8], Seen)> {
        let tail = std::mem::take(&mut self.tail);
        self.search(&tail, tail.len());
        self.tail = tail;
        if program::is_program(&self.start) {
            return Err(Stop::refused(Reason::ProgramInside, ""));
        }
        if self.seen.declares {
            return Err(Stop::refused(Reason::UnsafeContent, ""));
        }
        Ok((&self.start, self.seen))
    }
}

/// Does XML begin so in UTF-16 or UTF-32? Without its zero bytes, its words are there to be found.
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
        fn one_pass_finds_what_many_find(
            pieces in prop::collection::vec(
                (prop::sample::select(WORDS.map(|(word, _)| word).to_vec()), 0..20_usize, 0..90_usize),
                0..10,
            ),
            limit in 0..600_usize,
        ) {
            let pieces = pieces.iter().flat_map(|(word, len, blanks)| {
                [word.get(..*len).unwrap_or(word).to_vec(), vec![b' '; blanks.saturating_sub(60)]]
            });
            let xml = pieces.collect::<Vec<_>>().concat();
            let (mut quick, mut slow) = (Vec::new(), Vec::new());
            search(&xml, limit, &mut |at, word| quick.push((at, word)));
            search_one_by_one(&xml, limit, &mut |at, word| slow.push((at, word)));
            prop_assert_eq!(quick, slow);
        }
    }
}

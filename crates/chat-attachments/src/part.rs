//! Search of a package's part while it is unpacked piece by piece.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use crate::program;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Bytes kept of a part's start, to identify it.
const START: usize = 4096;
/// Overlap between pieces, in bytes. Longer than every search word and the inspected part of a field after it.
const SEAM: usize = 192;

/// Upper bound on the length of a search word, in bytes.
const MAX_WORD: usize = 16;

/// The search words.
const WORDS: [(&[u8], Word); 11] = [
    (b"DDEAUTO", Word::Dde),
    (b"ddeLink", Word::DdeLink),
    (b"dde-source", Word::DdeSource),
    (b"DDE(", Word::DdeFormula),
    (b"dde(", Word::DdeFormula),
    (b"<!ENTITY", Word::Entity),
    (b"<!DOCTYPE", Word::Doctype),
    (b"instr", Word::Instruction),
    (b"fldChar", Word::FieldMark),
    (b"section-source", Word::Section),
    (b"floating-frame", Word::Section),
];

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
}

/// Searcher for all words in one pass; `None` on processors without vector instructions for it.
static ALL: LazyLock<Option<Searcher>> =
    LazyLock::new(|| Searcher::new(WORDS.iter().map(|(word, _)| *word)));

/// Calls `each`, in order, for every word that begins in the first `limit` bytes.
fn search(xml: &[u8], limit: usize, each: &mut dyn FnMut(usize, Word)) {
    let Some(all) = ALL.as_ref() else {
        return search_one_by_one(xml, limit, each);
    };
    // No word begins inside another, so continuing after a hit misses none.
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

/// Content found in a part.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    /// Fields or links that start another program.
    pub(crate) dde: bool,
    /// Fields that insert text from another file.
    pub(crate) include: bool,
    /// OpenDocument sections and frames that insert another file.
    pub(crate) section: bool,
    declares: bool,
}

/// Search of one part after another.
pub(crate) struct Look {
    /// Whether any document type declaration is refused, or only entity definitions.
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
        search(xml, limit, &mut |at, word| {
            // At the first byte, the character before is in the previous piece.
            let before = at.checked_sub(1).and_then(|before| xml.get(before));
            let mut name = xml.get(at..).unwrap_or_default().iter().take(MAX_WORD);
            let behind = name.find(|byte| !byte.is_ascii_alphanumeric() && **byte != b'-');
            let is_whole = behind
                .is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
            let is_element = matches!(before, None | Some(b'<' | b':')) && is_whole;
            match word {
                Word::Dde => seen.dde |= self.doctype,
                Word::DdeLink => seen.dde |= is_element,
                // Only OpenDocument parts tolerate a document type.
                Word::DdeSource => seen.dde |= is_element && !self.doctype,
                Word::DdeFormula => {
                    let is_formula = before.is_none_or(|byte| b"=;([{+-*/^~!|:".contains(byte));
                    seen.dde |= is_formula && !self.doctype;
                }
                Word::Entity => seen.declares = true,
                Word::Doctype => seen.declares |= self.doctype,
                Word::Section => seen.section |= is_element && !self.doctype,
                Word::Instruction if !self.doctype => {}
                Word::Instruction => field.read(xml.get(at..).unwrap_or_default(), seen),
                Word::FieldMark => field.begin(),
            }
        });
    }
}

/// Field instructions to detect.
const INSTRUCTIONS: [&[u8]; 2] = [b"dde", b"includetext"];

/// Start of a field instruction (ECMA-376 part 1, 17.16), which may be split into many runs. Bit `n` of an
/// instruction means that the text read last may be its first `n` letters.
#[derive(Debug)]
struct Field {
    read: [u16; INSTRUCTIONS.len()],
}

impl Default for Field {
    fn default() -> Self {
        Self {
            read: [1; INSTRUCTIONS.len()],
        }
    }
}

impl Field {
    /// Starts another field. The previous one may continue, because the text that ends it may be in a comment.
    fn begin(&mut self) {
        self.read = self.read.map(|read| read | 1);
    }

    /// Whether any instruction may still match.
    fn is_open(&self) -> bool {
        self.read != [0; INSTRUCTIONS.len()]
    }

    fn take(&mut self, byte: u8, seen: &mut Seen) {
        for (word, read) in INSTRUCTIONS.iter().zip(&mut self.read) {
            if byte.is_ascii_whitespace() {
                *read &= 1;
                continue;
            }
            let mut next = 0;
            for (n, letter) in word.iter().enumerate() {
                let continues = *read & 1 << n != 0 && byte.eq_ignore_ascii_case(letter);
                next |= u16::from(continues) << (n + 1);
            }
            *read = next;
        }
        let [dde, include] = INSTRUCTIONS.map(|word| 1_u16 << word.len());
        let [read_dde, read_include] = self.read;
        seen.dde |= read_dde & dde != 0;
        seen.include |= read_include & include != 0;
    }

    /// Reads a run's text, beginning at its element's name, or an attribute's value. Text that continues past the
    /// available bytes counts as a match.
    fn read(&mut self, xml: &[u8], seen: &mut Seen) {
        let xml = xml.get(..SEAM).unwrap_or(xml);
        if let Some(rest) = xml.strip_prefix(b"instrText") {
            let is_name = rest
                .first()
                .is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
            match tag_end(rest).and_then(|end| rest.split_at_checked(end)) {
                _ if !is_name => {}
                Some((tag, _)) if tag.ends_with(b"/>") => {}
                Some((_, text)) => self.text(text, b'<', seen),
                None => seen.dde |= self.is_open(),
            }
            return;
        }
        let value = xml.strip_prefix(b"instr").unwrap_or_default();
        let value = value.trim_ascii_start();
        let Some(value) = value.strip_prefix(b"=") else {
            seen.dde |= value.is_empty();
            return;
        };
        let mut whole = Self::default();
        match value.trim_ascii_start() {
            [quote @ (b'"' | b'\''), value @ ..] => whole.text(value, *quote, seen),
            value => seen.dde |= value.is_empty(),
        }
    }

    /// Reads up to the end mark while any instruction may still match.
    fn text(&mut self, mut text: &[u8], end: u8, seen: &mut Seen) {
        while self.is_open() {
            let Some((byte, rest)) = text.split_first() else {
                seen.dde = true;
                return;
            };
            text = rest;
            if *byte == end {
                // Comments and CDATA sections hide the text after them.
                seen.dde |= end == b'<' && rest.first() != Some(&b'/');
                return;
            }
            let byte = match byte {
                b'&' => reference(&mut text),
                byte => *byte,
            };
            self.take(byte, seen);
        }
    }
}

/// End of a tag. Attribute values may contain the closing bracket.
fn tag_end(xml: &[u8]) -> Option<usize> {
    let mut quote = None;
    let end = xml.iter().position(|byte| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), _) if open == *byte => quote = None,
            _ => {}
        }
        false
    });
    end.map(|end| end + 1)
}

/// The ASCII character that a reference stands for (XML 1.0, 4.1); any other reference gives a non-letter.
fn reference(text: &mut &[u8]) -> u8 {
    const OTHER: u8 = b'&';
    let Some((name, rest)) =
        memchr::memchr(b';', text).and_then(|end| Some((text.get(..end)?, text.get(end + 1..)?)))
    else {
        return OTHER;
    };
    *text = rest;
    let number = std::str::from_utf8(name)
        .unwrap_or_default()
        .strip_prefix('#');
    let code = number.and_then(|number| match number.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    code.and_then(|code| u8::try_from(code).ok())
        .unwrap_or(OTHER)
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

    /// Searches the next piece.
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

//! What is looked for in a part of a package while it is unpacked, piece by piece.

use std::borrow::Cow;

use memchr::memmem::Finder;

use crate::program;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// How much of a part's start is kept to see what it is, in bytes.
const START: usize = 4096;
/// Longer than any word that is searched for, and than what is read of a field behind its word.
const SEAM: usize = 192;
/// As much of a field's instruction as tells what it does, in bytes.
const FIELD: usize = 16;

/// Searches prepared once for all parts.
struct Words {
    markup: Finder<'static>,
    field: Finder<'static>,
    instruction: Finder<'static>,
    link: Finder<'static>,
    section: Option<[Finder<'static>; 2]>,
    /// Is a document type refused, or only a definition of entities?
    doctype: bool,
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
    words: Words,
    is_xml: bool,
    start: Vec<u8>,
    tail: Vec<u8>,
    seen: Seen,
    field: Field,
}

impl Words {
    /// Searches for words that begin in the first `limit` bytes.
    fn search(&self, xml: &[u8], limit: usize, seen: &mut Seen, field: &mut Field) {
        let within = |at: &usize| *at < limit;
        seen.dde |= self.field.find(xml).is_some_and(|at| at < limit);
        seen.dde |= self.link.find_iter(xml).take_while(within).any(|at| {
            let before = at.checked_sub(1).and_then(|before| xml.get(before));
            matches!(before, Some(b'<' | b':'))
        });
        seen.declares |= self.markup.find_iter(xml).take_while(within).any(|at| {
            let rest = xml.get(at..).unwrap_or_default();
            rest.starts_with(b"<!ENTITY") || (self.doctype && rest.starts_with(b"<!DOCTYPE"))
        });
        for section in self.section.iter().flatten() {
            let mut hits = section.find_iter(xml).take_while(within);
            seen.section |= hits.any(|at| {
                let before = at.checked_sub(1).and_then(|before| xml.get(before));
                matches!(before, Some(b'<' | b':'))
            });
        }
        let mut from = 0;
        for at in self.instruction.find_iter(xml).take_while(within) {
            field.pass(xml.get(from..at).unwrap_or_default());
            from = at;
            field.read(xml.get(at..).unwrap_or_default(), seen);
        }
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
            words: Words {
                markup: Finder::new("<!"),
                field: Finder::new("DDEAUTO"),
                instruction: Finder::new("instr"),
                link: Finder::new("ddeLink "),
                // Only OpenDocument's parts are looked at with a document type.
                section: (!doctype)
                    .then(|| ["section-source ", "floating-frame "].map(Finder::new)),
                doctype,
            },
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
        let (seen, field) = (&mut self.seen, &mut self.field);
        if let Some(cut) = text.len().checked_sub(SEAM) {
            self.words.search(&self.tail, seam, seen, field);
            self.words.search(&text, cut, seen, field);
            self.tail.clear();
            self.tail
                .extend_from_slice(text.get(cut..).unwrap_or_default());
        } else if let Some(cut) = self.tail.len().checked_sub(SEAM) {
            self.words.search(&self.tail, cut, seen, field);
            self.tail.drain(..cut);
        }
    }

    /// The start of the part and what was seen in all of it.
    ///
    /// # Errors
    /// Refuses a program, and XML that declares what it mustn't.
    pub(crate) fn finish(&mut self) -> Step<(&[u8], Seen)> {
        let (tail, seen) = (std::mem::take(&mut self.tail), &mut self.seen);
        self.words.search(&tail, tail.len(), seen, &mut self.field);
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

//! What is looked for in a part of a package while it is unpacked, piece by piece.

use std::borrow::Cow;

use memchr::memmem::Finder;

use crate::program;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// How much of a part's start is kept to see what it is, in bytes.
const START: usize = 4096;
/// Longer than any word that is searched for.
const SEAM: usize = 16;

/// Searches prepared once for all parts.
struct Words {
    markup: Finder<'static>,
    field: Finder<'static>,
    link: Finder<'static>,
    /// Is a document type refused, or only a definition of entities?
    doctype: bool,
}

/// What a part turned out to have.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    /// Fields or links that start another program.
    pub(crate) dde: bool,
    declares: bool,
}

/// A look at one part after the other.
pub(crate) struct Look {
    words: Words,
    is_xml: bool,
    start: Vec<u8>,
    tail: Vec<u8>,
    seen: Seen,
}

impl Words {
    fn search(&self, xml: &[u8], seen: &mut Seen) {
        seen.dde |= self.field.find(xml).is_some()
            || self.link.find_iter(xml).any(|at| {
                let before = at.checked_sub(1).and_then(|before| xml.get(before));
                matches!(before, Some(b'<' | b':'))
            });
        seen.declares |= self.markup.find_iter(xml).any(|at| {
            let rest = xml.get(at..).unwrap_or_default();
            rest.starts_with(b"<!ENTITY") || (self.doctype && rest.starts_with(b"<!DOCTYPE"))
        });
    }
}

impl Look {
    /// `doctype`: is a document type refused, or only a definition of entities?
    pub(crate) fn new(doctype: bool) -> Self {
        Self {
            words: Words {
                markup: Finder::new("<!"),
                field: Finder::new("DDEAUTO"),
                link: Finder::new("ddeLink "),
                doctype,
            },
            is_xml: false,
            start: Vec::new(),
            tail: Vec::new(),
            seen: Seen::default(),
        }
    }

    /// Begins with the next part.
    pub(crate) fn begin(&mut self, is_xml: bool) {
        self.is_xml = is_xml;
        self.start.clear();
        self.tail.clear();
        self.seen = Seen::default();
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
        self.words.search(&text, &mut self.seen);
        // A word may be cut by the pieces: look at the seam too.
        let is_first = self.tail.is_empty();
        let (head, rest) = text.split_at(SEAM.min(text.len()));
        self.tail.extend_from_slice(head);
        if !is_first {
            self.words.search(&self.tail, &mut self.seen);
        }
        let last = rest.get(rest.len().saturating_sub(SEAM)..);
        self.tail.extend_from_slice(last.unwrap_or_default());
        let more = self.tail.len().saturating_sub(SEAM);
        self.tail.drain(..more);
    }

    /// The start of the part and what was seen in all of it.
    ///
    /// # Errors
    /// Refuses a program, and XML that declares what it mustn't.
    pub(crate) fn finish(&self) -> Step<(&[u8], Seen)> {
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

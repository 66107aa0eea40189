//! Documents inside documents, judged for harmful content.

use chat_formats::Source;

use crate::finding::Finding;
use crate::findings::Findings;
use crate::found::Found;
use crate::object::Object;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::zip::Archive;

/// Walk through a document inside another. Passed down, because nested documents may contain documents too.
pub(crate) type Walk = fn(&mut Source<'_>) -> Step<Found>;

/// Walks a document inside `depth` others, which may unpack to `left` bytes. Also returns the number of bytes unpacked.
pub(crate) fn look_at(bytes: &[u8], depth: u32, left: u64, walk: Walk) -> (Step<Found>, u64) {
    let mut source = Source::inside(bytes, depth, left);
    let looked = walk(&mut source);
    (looked, source.unpacked())
}

/// Maximum size of an inspected nested document, in bytes. Each further level gets a quarter.
const MAX: usize = 3 * 1024 * 1024;
/// Bytes reserved per archive entry, and the maximum reserved. Archives with many entries leave less memory
/// for nested documents.
const ENTRY: usize = 512;
const ENTRIES: usize = 2 * 1024 * 1024;

/// A nested document, collected while it is unpacked.
#[derive(Debug)]
pub(crate) struct Inner {
    bytes: Vec<u8>,
    most: usize,
    depth: u32,
    is_too_large: bool,
}

impl Inner {
    /// A document in the archive that `source` reads.
    pub(crate) fn new(source: &Source<'_>, outer: &Archive) -> Self {
        let entries = outer.entries.len().saturating_mul(ENTRY).min(ENTRIES);
        Self::of_at_most(MAX - entries, source.depth())
    }

    /// A document in a file of another kind.
    pub(crate) fn without_archive(source: &Source<'_>) -> Self {
        Self::of_at_most(MAX, source.depth())
    }

    fn of_at_most(most: usize, depth: u32) -> Self {
        Self {
            bytes: Vec::new(),
            most: most >> (2 * depth).min(usize::BITS - 1),
            depth,
            is_too_large: false,
        }
    }

    /// Appends the next piece.
    pub(crate) fn take(&mut self, piece: &[u8]) {
        if self.bytes.len() + piece.len() > self.most {
            self.is_too_large = true;
            self.bytes = Vec::new();
        }
        if self.is_too_large {
            return;
        }
        // Growing by doubling could take twice the memory.
        let missing = (self.bytes.len() + piece.len()).saturating_sub(self.bytes.capacity());
        if missing > 0 {
            let more = (self.bytes.len() / 4).max(piece.len());
            self.bytes
                .reserve_exact(more.min(self.most - self.bytes.len()));
        }
        self.bytes.extend_from_slice(piece);
    }

    /// The whole document; `None`, and a finding, if it is too large.
    pub(crate) fn whole(self, findings: &mut Findings) -> Option<Vec<u8>> {
        if self.is_too_large {
            findings.insert(Finding::Unseen);
        }
        (!self.is_too_large).then_some(self.bytes)
    }

    /// Inspects the document of this `name` with `walk`. What it unpacks counts toward the `outer` archive. A document that is
    /// too large counts as unseen, and other content as an embedded file.
    ///
    /// # Errors
    /// Refuses programs, bombs, and macros in kinds that may never have them.
    pub(crate) fn look(
        self,
        walk: Walk,
        outer: &mut Archive,
        name: &str,
        findings: &mut Findings,
    ) -> Step<()> {
        if self.is_too_large {
            findings.insert(Finding::Unseen);
            return Ok(());
        }
        let (looked, unpacked) = look_at(&self.bytes, self.depth + 1, outer.left, walk);
        let too_much = || Stop::refused(Reason::ExpandsTooMuch, "");
        outer.left = outer.left.checked_sub(unpacked).ok_or_else(too_much)?;
        let mut found = Findings::default();
        add(
            looked.map(|it| it.findings),
            Finding::EmbeddedFile,
            &mut found,
        )?;
        findings.add_object(Object::new("", name), found);
        Ok(())
    }
}

/// Adds the findings of a document inside another. One that is refused is the finding `otherwise`.
///
/// # Errors
/// Refuses programs, bombs, and macros in kinds that may never have them.
pub(crate) fn add(looked: Step<Findings>, otherwise: Finding, findings: &mut Findings) -> Step<()> {
    match looked {
        Ok(inner) => {
            findings.add(inner);
            findings.insert(Finding::EmbeddedDocument);
        }
        Err(Stop::Refused { reason, .. }) => match reason {
            Reason::MacroEnabled | Reason::ProgramInside | Reason::ExpandsTooMuch => {
                return Err(Stop::refused(reason, ""));
            }
            _ => findings.insert(otherwise),
        },
        Err(other) => return Err(other),
    }
    Ok(())
}

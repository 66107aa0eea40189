//! Append requests.

use crate::{error::PortError, visit_key::VisitKey};
use chat_domain::{
    Entry, Seq, VisitSummary,
    log::{ChainHash, StoredError, from_stored, to_stored},
};

/// The head of a log: its version and the hash of its newest entry (G4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// The position of the newest entry; [`Seq::ZERO`] if there is none.
    pub version: Seq,
    /// Its hash as stored, or the visit's start hash if there is none.
    pub hash: ChainHash,
}

impl LogHead {
    /// The head of a visit's log before its first entry.
    #[must_use]
    pub fn start(visit: VisitKey) -> Self {
        Self {
            version: Seq::ZERO,
            hash: ChainHash::start(visit.clinic, visit.visit),
        }
    }

    /// The head after an entry with this stored form.
    fn then(self, stored: &[u8]) -> Self {
        Self {
            version: self.version.next(),
            hash: self.hash.then(stored),
        }
    }
}

/// An append request: entries in their stored form, chained to the head that the log must have.
///
/// Always well-formed: there is at least one entry, the entries follow the head without gaps, each hash is that of its entry, and
/// a new visit has a summary. So adapters compare the head and store the rows as they are; they compute no hash.
#[derive(Clone, Debug)]
pub struct Append {
    visit: VisitKey,
    base: LogHead,
    entries: Vec<NewEntry>,
    summary: Option<VisitSummary>,
}

/// An entry of an [`Append`].
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// The entry.
    pub entry: Entry,
    /// Its stored form, to be stored byte for byte.
    pub stored: Vec<u8>,
    /// Its hash in the visit's chain.
    pub hash: ChainHash,
}

impl NewEntry {
    /// The head of a log that ends with this entry.
    #[must_use]
    pub const fn head(&self) -> LogHead {
        LogHead {
            version: self.entry.seq,
            hash: self.hash,
        }
    }
}

impl Append {
    /// An append of entries to a visit's log. `base` is the head that the log must have; `summary` is the visit's dashboard row
    /// after these entries, if they changed it, stored in the same transaction. It is required for a new visit.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if there are no entries, they do not follow the head without gaps, one of them has no stored form,
    /// the head of an empty log is not the visit's [start](LogHead::start), the summary belongs to another visit, or a new visit
    /// has none.
    pub fn new(
        visit: VisitKey,
        base: LogHead,
        entries: Vec<Entry>,
        summary: Option<VisitSummary>,
    ) -> Result<Self, PortError> {
        let stored = |entry: Entry| match to_stored(&entry) {
            Ok(stored) => Ok((entry, stored)),
            Err(_) => Err(PortError::Invalid("an entry has no stored form")),
        };
        let entries: Result<Vec<_>, _> = entries.into_iter().map(stored).collect();
        Self::chained(visit, base, entries?, summary)
    }

    /// As [`new`](Self::new), with entries that another log already stores: a copy keeps their bytes, and so their hashes, even
    /// if this program would spell them differently.
    ///
    /// # Errors
    /// As [`new`](Self::new); [`PortError::Newer`] or [`PortError::Corrupt`] if an entry can't be read.
    pub fn of_stored(
        visit: VisitKey,
        base: LogHead,
        entries: Vec<Vec<u8>>,
        summary: Option<VisitSummary>,
    ) -> Result<Self, PortError> {
        let read = |stored: Vec<u8>| match from_stored(&stored) {
            Ok(entry) => Ok((entry, stored)),
            Err(StoredError::Newer(newer)) => Err(PortError::Newer(newer)),
            // The message of a malformed entry names no content.
            Err(malformed) => Err(PortError::corrupt(malformed)),
        };
        let entries: Result<Vec<_>, _> = entries.into_iter().map(read).collect();
        Self::chained(visit, base, entries?, summary)
    }

    fn chained(
        visit: VisitKey,
        base: LogHead,
        entries: Vec<(Entry, Vec<u8>)>,
        summary: Option<VisitSummary>,
    ) -> Result<Self, PortError> {
        if entries.is_empty() {
            return Err(PortError::Invalid("the append has no entries"));
        }
        if base.version == Seq::ZERO && base != LogHead::start(visit) {
            return Err(PortError::Invalid("a log begins at its visit's start hash"));
        }
        match &summary {
            None if base.version == Seq::ZERO => {
                return Err(PortError::Invalid("a new visit needs a summary"));
            }
            Some(s) if (s.clinic, s.visit) != (visit.clinic, visit.visit) => {
                return Err(PortError::Invalid("the summary belongs to another visit"));
            }
            _ => {}
        }
        let mut head = base;
        let mut next = |(entry, stored): (Entry, Vec<u8>)| {
            head = head.then(&stored);
            let hash = head.hash;
            (entry.seq == head.version).then_some(NewEntry {
                entry,
                stored,
                hash,
            })
        };
        let entries: Option<Vec<_>> = entries.into_iter().map(&mut next).collect();
        Ok(Self {
            visit,
            base,
            entries: entries.ok_or(PortError::Invalid(
                "the entries are not consecutive from the log's head",
            ))?,
            summary,
        })
    }

    /// The visit.
    #[must_use]
    pub const fn visit(&self) -> VisitKey {
        self.visit
    }

    /// The head that the log must have: the newest entry is at this version and has this hash.
    #[must_use]
    pub const fn base(&self) -> LogHead {
        self.base
    }

    /// The log's head after the append.
    #[must_use]
    pub fn head(&self) -> LogHead {
        self.entries.last().map_or(self.base, NewEntry::head)
    }

    /// The entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[NewEntry] {
        &self.entries
    }

    /// The visit's dashboard row after the entries; `None` keeps the current one.
    #[must_use]
    pub const fn summary(&self) -> Option<&VisitSummary> {
        self.summary.as_ref()
    }

    /// The entries and the summary, without a copy.
    #[must_use]
    pub fn into_parts(self) -> (Vec<NewEntry>, Option<VisitSummary>) {
        (self.entries, self.summary)
    }
}

#[cfg(test)]
mod tests;

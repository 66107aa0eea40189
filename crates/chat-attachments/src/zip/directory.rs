//! The central directory: the authority on an archive's contents.

use chat_formats::Source;
use std::rc::Rc;

use super::end_record;
use super::entry::{CENTRAL, Entry};
use super::inflate::Unpacker;
use crate::guest;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Maximum number of entries in an archive.
const MAX_ENTRIES: u64 = 10_000;
/// Maximum total length of all names, in bytes. Real documents have tens of thousands.
const MAX_NAMES: usize = 1024 * 1024;
/// Maximum number of bytes between two entries (data descriptors and padding).
const MAX_GAP: u64 = 64;
/// Maximum number of bytes between the directory and the end record: 64-bit records and a signature.
const MAX_END_GAP: u64 = 128;

/// An opened archive.
#[derive(Debug)]
pub(crate) struct Archive {
    /// Entries in directory order, which is usually file order.
    pub(crate) entries: Rc<[Entry]>,
    /// Indexes of the entries, sorted by name.
    by_name: Vec<usize>,
    /// Remaining bytes that may be unpacked.
    pub(crate) left: u64,
    pub(super) unpacker: Unpacker,
}

impl Archive {
    /// Reads the directory and checks that it accounts for every byte of the file.
    pub(crate) fn open(source: &mut Source<'_>) -> Step<Self> {
        let end = end_record::find(source)?;
        // Each level of nesting gets a quarter of the enclosing document's limit.
        let quarters = 2 * source.depth();
        if end.entries > MAX_ENTRIES >> quarters {
            return Err(Stop::too_complex());
        }
        let directory_end = end.offset.checked_add(end.size).ok_or_else(Stop::damaged)?;
        let room = end.size / CENTRAL >= end.entries;
        if !room || directory_end > end.at || end.at - directory_end > MAX_END_GAP {
            return Err(Stop::damaged());
        }
        // Limited above: the directory has room for this many entries, and they are few.
        let mut entries = Vec::with_capacity(usize::try_from(end.entries).unwrap_or(0));
        let mut at = end.offset;
        let mut raw_name = Vec::new();
        let mut names_left = MAX_NAMES >> quarters;
        for _ in 0..end.entries {
            let (entry, next) = Entry::read(source, at, &mut raw_name)?;
            names_left = names_left
                .checked_sub(entry.name.len())
                .ok_or_else(Stop::too_complex)?;
            entries.push(entry);
            at = next;
        }
        if at != directory_end {
            return Err(Stop::damaged());
        }
        check_layout(source, &entries, end.offset)?;
        look_between(source, directory_end, end.at)?;
        let by_name = sorted(&entries).ok_or_else(|| Stop::refused(Reason::UnsafeContent, ""))?;
        let left = source.may_unpack()?;
        let declared = entries
            .iter()
            .fold(0_u64, |sum, entry| sum.saturating_add(entry.unpacked));
        if declared > left {
            return Err(Stop::refused(Reason::ExpandsTooMuch, ""));
        }
        let largest = entries.iter().map(|entry| entry.unpacked).max();
        Ok(Self {
            entries: entries.into(),
            by_name,
            left,
            unpacker: Unpacker::for_pieces_of(largest.unwrap_or(0)),
        })
    }

    /// Whether there is an entry with this lowercase name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The index of the entry with this lowercase name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let by_name = |index: &usize| self.entries.get(*index).map(|entry| entry.name.as_str());
        let found = self
            .by_name
            .binary_search_by(|index| by_name(index).cmp(&Some(name)));
        self.by_name.get(found.ok()?).copied()
    }
}

/// Indexes of the entries, sorted by name; `None` if two have the same name.
fn sorted(entries: &[Entry]) -> Option<Vec<usize>> {
    let mut by_name: Vec<(&str, usize)> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| (entry.name.as_str(), index))
        .collect();
    by_name.sort_unstable();
    let is_unique = by_name.array_windows().all(|[(a, _), (b, _)]| a != b);
    is_unique.then(|| by_name.into_iter().map(|(_, index)| index).collect())
}

/// Checks for prefix, overlap and gaps. Without them, a reader from the file's start sees the same entries.
fn check_layout(source: &mut Source<'_>, entries: &[Entry], directory: u64) -> Step<()> {
    let mut spans: Vec<(u64, u64)> = entries
        .iter()
        .map(|entry| (entry.header, entry.end()))
        .collect();
    spans.sort_unstable();
    let mut at = 0;
    for (start, end) in spans {
        if start < at || start - at > if at == 0 { 0 } else { MAX_GAP } {
            return Err(Stop::damaged());
        }
        look_between(source, at, start)?;
        at = end;
    }
    if at > directory || directory - at > MAX_GAP {
        return Err(Stop::damaged());
    }
    look_between(source, at, directory)
}

/// Checks bytes outside entries: numbers and padding are allowed, a second format is not.
fn look_between(source: &mut Source<'_>, from: u64, to: u64) -> Step<()> {
    if from >= to {
        return Ok(());
    }
    let gap = source.bytes(from, usize::try_from(to - from).unwrap_or(usize::MAX))?;
    match guest::in_metadata(&gap) {
        Some(what) => Err(Stop::hidden(what)),
        None => Ok(()),
    }
}

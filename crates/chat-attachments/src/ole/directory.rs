//! The directory (MS-CFB 2.6): a tree of storages and streams, walked completely.

use chat_formats::{Source, bytes};

use super::class::Class;
use super::entry::{Entry, LEN, NONE};
use super::fat::Sectors;
use super::table::Span;
use crate::stop::{Step, Stop};

/// Maximum number of directory entries.
const MAX_ENTRIES: usize = 50_000;

/// Streams in the root that identify the kind.
const MAINS: &[&str] = &[
    "workbook",
    "book",
    "worddocument",
    "powerpoint document",
    "current user",
    "0table",
    "1table",
    "encryptedpackage",
];

/// Index of the root.
pub(super) const ROOT: u32 = 0;

/// All entries; the first is the root.
#[derive(Debug)]
pub(super) struct Directory {
    entries: Vec<Entry>,
    root: Entry,
    class: [u8; 16],
}

impl Directory {
    /// Reads all entries and walks the tree from the root.
    pub(super) fn read(source: &mut Source<'_>, sectors: &Sectors, start: u32) -> Step<Self> {
        let chain = sectors.spans(start)?;
        let count: usize = chain.iter().map(|span| span.count as usize).sum();
        let count = count.saturating_mul(sectors.sector_len() / LEN);
        if count > MAX_ENTRIES {
            return Err(Stop::too_complex());
        }
        let mut entries = Vec::with_capacity(count);
        let mut class = None;
        for sector in chain.into_iter().flat_map(Span::sectors) {
            let bytes = sectors.sector(source, sector)?;
            class = class.or_else(|| bytes::array(bytes, 80));
            let (here, _) = bytes.as_chunks::<LEN>();
            for entry in here {
                entries.push(Entry::parse(entry).ok_or_else(Stop::damaged)?);
            }
        }
        let root = entries.first_mut().filter(|root| root.is_used);
        let root = std::mem::replace(root.ok_or_else(Stop::damaged)?, Entry::gone());
        reach(&mut entries, root.child)?;
        let directory = Self {
            entries,
            root,
            class: class.ok_or_else(Stop::damaged)?,
        };
        // Given two streams of one name, readers differ in which they use.
        if MAINS.iter().any(|name| {
            directory
                .streams(ROOT)
                .filter(|entry| entry.name.is(name))
                .nth(1)
                .is_some()
        }) {
            return Err(Stop::damaged());
        }
        Ok(directory)
    }

    /// Entries reachable from the root, without the root.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.reached)
    }

    pub(super) fn root(&self) -> &Entry {
        &self.root
    }

    /// The storages, with their indexes.
    pub(super) fn storages(&self) -> impl Iterator<Item = (u32, &Entry)> {
        let entries = (0..).zip(&self.entries);
        entries.filter(|(_, entry)| entry.reached && !entry.is_stream)
    }

    /// The entry with this index. The root has none.
    pub(super) fn get(&self, index: u32) -> Option<&Entry> {
        self.entries
            .get(index as usize)
            .filter(|entry| entry.reached)
    }

    /// The class of a storage.
    pub(super) fn class(&self, storage: u32) -> Class {
        match storage {
            ROOT => self.root.class,
            _ => self.get(storage).map_or(Class::None, |entry| entry.class),
        }
    }

    /// Adds the class that is stated elsewhere for the root.
    pub(super) fn add_class(&mut self, class: Class) {
        self.root.class = self.root.class.and(class);
    }

    /// The stream directly in the root with the given lowercase name.
    pub(super) fn in_root(&self, name: &str) -> Option<&Entry> {
        self.within(ROOT, name)
    }

    /// The same in any storage.
    pub(super) fn within(&self, storage: u32, name: &str) -> Option<&Entry> {
        self.streams(storage).find(|entry| entry.name.is(name))
    }

    /// The streams directly in a storage.
    pub(super) fn streams(&self, storage: u32) -> impl Iterator<Item = &Entry> {
        let is_here = move |entry: &&Entry| entry.parent == storage && entry.is_stream;
        self.entries().filter(is_here)
    }

    /// Whether a name directly in the root has this prefix.
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        self.entries()
            .any(|entry| entry.parent == ROOT && entry.name.starts_with(prefix))
    }

    /// Whether the class ID is that of an installer package or patch. Others don't decide the kind.
    pub(super) fn is_installer(&self) -> bool {
        let [first, second, rest @ ..] = self.class;
        matches!(first, 0x82 | 0x84 | 0x86)
            && second == 0x10
            && rest == [0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]
    }
}

/// Marks the entries reachable from `child`.
fn reach(entries: &mut [Entry], child: u32) -> Step<()> {
    let mut ahead = vec![(child, ROOT)];
    while let Some((index, parent)) = ahead.pop() {
        if index == NONE {
            continue;
        }
        // An entry reached twice is in a loop or has two parents.
        let entry = entries.get_mut(index as usize);
        let entry = entry.filter(|entry| entry.is_used && !entry.reached);
        let entry = entry.ok_or_else(Stop::damaged)?;
        entry.reached = true;
        entry.parent = parent;
        ahead.extend(entry.siblings.map(|sibling| (sibling, parent)));
        if !entry.is_stream {
            ahead.push((entry.child, index));
        }
    }
    Ok(())
}

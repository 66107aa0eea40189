//! The directory (MS-CFB 2.6): a tree of storages and streams, all of it walked.

use super::fat::Sectors;
use super::table::Span;
use crate::bytes;
use crate::source::Source;
use crate::stop::{Step, Stop};

/// Most directory entries.
const MAX_ENTRIES: usize = 50_000;
const ENTRY: usize = 128;
const NONE: u32 = u32::MAX;

/// Streams below the root that make a file what it is.
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

/// A storage or a stream.
#[derive(Debug)]
pub(super) struct Entry {
    name: Name,
    pub(super) is_stream: bool,
    is_used: bool,
    reached: bool,
    pub(super) start: u32,
    size: u32,
    siblings: [u32; 2],
    child: u32,
    /// Storages above; the root's children have 1.
    depth: u32,
}

/// The entries; the root is the first.
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
        let count = count.saturating_mul(sectors.sector_len() / ENTRY);
        if count > MAX_ENTRIES {
            return Err(Stop::too_complex());
        }
        let mut entries = Vec::with_capacity(count);
        let mut class = None;
        for sector in chain.into_iter().flat_map(Span::sectors) {
            let bytes = sectors.sector(source, sector)?;
            class = class.or_else(|| bytes::array(bytes, 80));
            let (here, _) = bytes.as_chunks::<ENTRY>();
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
        // Readers differ in which of two with one name they take.
        if MAINS
            .iter()
            .any(|name| directory.all_in_root(name).nth(1).is_some())
        {
            return Err(Stop::damaged());
        }
        Ok(directory)
    }

    /// Those that the tree reaches, without the root.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.reached)
    }

    pub(super) fn root(&self) -> &Entry {
        &self.root
    }

    /// A stream right below the root, by its name in lower case.
    pub(super) fn in_root(&self, name: &str) -> Option<&Entry> {
        self.all_in_root(name).next()
    }

    fn all_in_root(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.entries()
            .filter(move |entry| entry.depth == 1 && entry.is_stream && entry.name.is(name))
    }

    /// Is anything right below the root named so?
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        self.entries()
            .any(|entry| entry.depth == 1 && entry.name.starts_with(prefix))
    }

    /// The class id says that this is an installer package or patch. No other class id is believed.
    pub(super) fn is_installer(&self) -> bool {
        let [first, second, rest @ ..] = self.class;
        matches!(first, 0x82 | 0x84 | 0x86)
            && second == 0x10
            && rest == [0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]
    }
}

/// Marks what the tree below the root reaches.
fn reach(entries: &mut [Entry], child: u32) -> Step<()> {
    let mut ahead = vec![(child, 1)];
    while let Some((index, depth)) = ahead.pop() {
        if index == NONE {
            continue;
        }
        // One that is reached twice is in a loop, or in two places.
        let entry = entries.get_mut(index as usize);
        let entry = entry.filter(|entry| entry.is_used && !entry.reached);
        let entry = entry.ok_or_else(Stop::damaged)?;
        entry.reached = true;
        entry.depth = depth;
        ahead.extend(entry.siblings.map(|sibling| (sibling, depth)));
        if !entry.is_stream {
            ahead.push((entry.child, depth + 1));
        }
    }
    Ok(())
}

impl Entry {
    fn parse(bytes: &[u8; ENTRY]) -> Option<Self> {
        let kind = *bytes.get(66)?;
        let is_used = matches!(kind, 1 | 2 | 5);
        if !is_used {
            return Some(Self::gone());
        }
        Some(Self {
            name: Name::parse(bytes)?,
            is_stream: kind == 2,
            is_used,
            reached: false,
            start: bytes::le32(bytes, 116)?,
            // No file here is over 4 GiB, and old writers leave the upper half undefined.
            size: bytes::le32(bytes, 120)?,
            siblings: [bytes::le32(bytes, 68)?, bytes::le32(bytes, 72)?],
            child: bytes::le32(bytes, 76)?,
            depth: 0,
        })
    }

    /// What is left in the place of the root, where nothing may point to.
    fn gone() -> Self {
        Self {
            name: Name::default(),
            is_stream: false,
            is_used: false,
            reached: false,
            start: NONE,
            size: 0,
            siblings: [NONE; 2],
            child: NONE,
            depth: 0,
        }
    }

    pub(super) fn size(&self) -> u64 {
        u64::from(self.size)
    }

    pub(super) fn is_named(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.is(name))
    }
}

/// As much of a name as is ever compared: its first characters, in lower case. There may be tens of
/// thousands of them.
#[derive(Debug, Default)]
struct Name {
    start: [u8; Name::KEPT],
    len: u8,
}

impl Name {
    /// Longer than any name that is looked for.
    const KEPT: usize = 24;
    /// Stands for a character that no such name has.
    const OTHER: u8 = 0xff;

    fn parse(bytes: &[u8; ENTRY]) -> Option<Self> {
        // The length counts bytes and the terminator.
        let units = usize::from(bytes::le16(bytes, 64)?).min(64) / 2;
        let (units, _) = bytes.get(..2 * units.saturating_sub(1))?.as_chunks();
        Some(Self::of_ascii(units).unwrap_or_else(|| Self::of_any(units)))
    }

    /// A name of ASCII letters, as most are; what any name is read like takes much longer.
    fn of_ascii(units: &[[u8; 2]]) -> Option<Self> {
        let mut name = Self::default();
        for unit in units {
            let [c, 0] = unit else { return None };
            if !c.is_ascii() {
                return None;
            }
            name.push(c.to_ascii_lowercase());
        }
        Some(name)
    }

    fn of_any(units: &[[u8; 2]]) -> Self {
        let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
        let chars = char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .flat_map(char::to_lowercase);
        let mut name = Self::default();
        for c in chars {
            let ascii = u8::try_from(c).ok().filter(u8::is_ascii);
            name.push(ascii.unwrap_or(Self::OTHER));
        }
        name
    }

    fn push(&mut self, c: u8) {
        if let Some(place) = self.start.get_mut(usize::from(self.len)) {
            *place = c;
        }
        self.len = self.len.saturating_add(1);
    }

    fn is(&self, name: &str) -> bool {
        usize::from(self.len) == name.len() && self.starts_with(name)
    }

    fn starts_with(&self, prefix: &str) -> bool {
        usize::from(self.len) >= prefix.len() && self.start.starts_with(prefix.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn names_of_ascii_are_read_as_any(units in prop::collection::vec(0..128_u8, 0..31)) {
            let units: Vec<[u8; 2]> = units.into_iter().map(|low| [low, 0]).collect();
            let (quick, slow) = (Name::of_ascii(&units), Name::of_any(&units));
            prop_assert_eq!(quick.map(|name| (name.start, name.len)), Some((slow.start, slow.len)));
        }
    }
}

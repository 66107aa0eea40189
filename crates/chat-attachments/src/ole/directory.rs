//! The directory (MS-CFB 2.6): a tree of storages and streams, all of it walked.

use super::fat::Sectors;
use crate::bytes;
use crate::source::Source;
use crate::stop::{Step, Stop};

/// Most directory entries.
const MAX_ENTRIES: usize = 50_000;
const ENTRY: usize = 128;
const NONE: u32 = u32::MAX;

/// A storage or a stream.
#[derive(Debug)]
pub(super) struct Entry {
    /// The name in lower case.
    pub(super) name: String,
    pub(super) is_stream: bool,
    pub(super) start: u32,
    pub(super) size: u64,
    class: [u8; 16],
    siblings: [u32; 2],
    child: u32,
    /// Storages above; the root's children have 1.
    depth: u32,
}

/// The entries that the tree reaches, the root first.
#[derive(Debug)]
pub(super) struct Directory {
    entries: Vec<Entry>,
}

impl Directory {
    /// Reads all entries and keeps those that the tree reaches from the root.
    pub(super) fn read(source: &mut Source<'_>, sectors: &mut Sectors, start: u32) -> Step<Self> {
        let mut all: Vec<Option<Entry>> = Vec::new();
        for sector in sectors.chain(start)? {
            let bytes = sectors.sector(source, sector)?;
            all.extend(bytes.chunks_exact(ENTRY).map(Entry::parse));
            if all.len() > MAX_ENTRIES {
                return Err(Stop::too_complex());
            }
        }
        let root = all
            .first_mut()
            .and_then(Option::take)
            .ok_or_else(Stop::damaged)?;
        let mut ahead = vec![(root.child, 1)];
        let mut entries = vec![root];
        while let Some((index, depth)) = ahead.pop() {
            if index == NONE {
                continue;
            }
            // Each entry is taken out as it is reached, so that a loop finds it gone.
            let entry = all.get_mut(index as usize).and_then(Option::take);
            let mut entry = entry.ok_or_else(Stop::damaged)?;
            entry.depth = depth;
            ahead.extend(entry.siblings.map(|sibling| (sibling, depth)));
            if !entry.is_stream {
                ahead.push((entry.child, depth + 1));
            }
            entries.push(entry);
        }
        Ok(Self { entries })
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().skip(1)
    }

    pub(super) fn root(&self) -> &Entry {
        static NOTHING: Entry = Entry {
            name: String::new(),
            is_stream: false,
            start: NONE,
            size: 0,
            class: [0; 16],
            siblings: [NONE; 2],
            child: NONE,
            depth: 0,
        };
        self.entries.first().unwrap_or(&NOTHING)
    }

    /// A stream right below the root, by its name in lower case.
    pub(super) fn in_root(&self, name: &str) -> Option<&Entry> {
        self.entries()
            .find(|entry| entry.depth == 1 && entry.is_stream && entry.name == name)
    }

    /// Is anything right below the root named so?
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        self.entries()
            .any(|entry| entry.depth == 1 && entry.name.starts_with(prefix))
    }

    /// The class id says that this is an installer package or patch. No other class id is believed.
    pub(super) fn is_installer(&self) -> bool {
        let [first, second, rest @ ..] = self.root().class;
        matches!(first, 0x82 | 0x84 | 0x86)
            && second == 0x10
            && rest == [0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]
    }
}

impl Entry {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let kind = *bytes.get(66)?;
        if !matches!(kind, 1 | 2 | 5) {
            return None;
        }
        // The length counts bytes and the terminator.
        let len = usize::from(bytes::le16(bytes, 64)?).min(64) / 2;
        let units = bytes.chunks_exact(2).take(len.saturating_sub(1));
        let name: String = char::decode_utf16(units.map(|unit| bytes::le16(unit, 0).unwrap_or(0)))
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        Some(Self {
            name: name.to_lowercase(),
            is_stream: kind == 2,
            start: bytes::le32(bytes, 116)?,
            // No file here is over 4 GiB, and old writers leave the upper half undefined.
            size: u64::from(bytes::le32(bytes, 120)?),
            class: bytes::array(bytes, 80)?,
            siblings: [bytes::le32(bytes, 68)?, bytes::le32(bytes, 72)?],
            child: bytes::le32(bytes, 76)?,
            depth: 0,
        })
    }
}

//! Sector chains: FAT, DIFAT and mini FAT (MS-CFB 2.3 to 2.5), checked for loops and bounds.

use chat_formats::{Source, bytes};

use super::entry::Entry;
use super::few::Few;
use super::header::Header;
use super::owned::Owned;
use super::stream::Stream;
use super::table::{FREE, LAST, Span, Table};
use crate::stop::{Step, Stop};

/// Streams shorter than this are stored in the mini stream, in bytes.
const MINI_BELOW: u64 = 4096;
/// Size of a mini sector, in bytes.
const MINI_SECTOR: u64 = 64;

/// The sector tables of a file.
#[derive(Debug)]
pub(super) struct Sectors {
    shift: u32,
    fat: Table,
    /// Sectors of the FAT itself and of the chain that lists them.
    tables: Vec<u32>,
    mini_fat: Table,
    /// The mini stream, which consists of mini sectors.
    mini: Stream,
}

impl Sectors {
    /// Reads the FAT from the header's list and the chain that continues it.
    pub(super) fn read(source: &mut Source<'_>, header: &Header) -> Step<Self> {
        let count = source.len()? >> header.shift;
        let mut fat = Table::default();
        let mut tables = Vec::new();
        let mut add = |source: &mut Source<'_>, sector: u32| {
            tables.push(sector);
            if tables.len() as u64 > count {
                return Err(Stop::damaged());
            }
            read_words(source, header.shift, sector, &mut fat)
        };
        for sector in &header.listed {
            add(source, *sector)?;
        }
        let mut more = header.more;
        let mut lists = Vec::new();
        while more < LAST {
            lists.push(more);
            if lists.len() as u64 > count {
                return Err(Stop::damaged());
            }
            let listed = read_sector(source, header.shift, more)?.to_vec();
            let mut words = listed
                .chunks_exact(4)
                .filter_map(|word| bytes::le32(word, 0));
            more = words.next_back().ok_or_else(Stop::damaged)?;
            for sector in words.filter(|sector| *sector < LAST) {
                add(source, sector)?;
            }
        }
        // A truncated table continues with appended data, whose entries point anywhere.
        if fat.len() == 0 || fat.points_outside() {
            return Err(Stop::damaged());
        }
        tables.append(&mut lists);
        Ok(Self {
            shift: header.shift,
            fat,
            tables,
            mini_fat: Table::default(),
            mini: Stream::empty(),
        })
    }

    /// Reads the mini FAT, and the mini stream given by the root entry.
    pub(super) fn open_mini(
        &mut self,
        source: &mut Source<'_>,
        header: &Header,
        root: &Entry,
    ) -> Step<()> {
        for sector in self.chain(header.mini_fat)? {
            read_words(source, self.shift, sector, &mut self.mini_fat)?;
        }
        if root.size() > 0 {
            self.mini = self.big(&self.spans(root.start)?, root.size())?;
        }
        Ok(())
    }

    /// The sectors of the chain that starts at `start`.
    pub(super) fn chain(&self, start: u32) -> Step<impl Iterator<Item = u32> + use<>> {
        Ok(self.spans(start)?.into_iter().flat_map(Span::sectors))
    }

    /// The same chain as runs of consecutive sectors.
    pub(super) fn spans(&self, start: u32) -> Step<Few<Span>> {
        self.fat.chain(start, u64::MAX)
    }

    /// The stream of a directory entry.
    pub(super) fn stream(&self, entry: &Entry) -> Step<Stream> {
        let size = entry.size();
        if size >= MINI_BELOW {
            return self.big(&self.spans(entry.start)?, size);
        }
        if size == 0 {
            return Ok(Stream::empty());
        }
        let most = size.div_ceil(MINI_SECTOR);
        let spans = self.mini_fat.chain(entry.start, most)?;
        // There are at most 64 sectors. A chain that returns to one of them has a loop.
        let has_loop = spans.iter().enumerate().any(|(n, span)| {
            let mut before = spans.iter().take(n);
            before.any(|other| span.first < other.end() && other.first < span.end())
        });
        if has_loop {
            return Err(Stop::damaged());
        }
        let mut stream = Stream::of_sectors(MINI_SECTOR);
        for span in spans.iter() {
            let mut at = u64::from(span.first) * MINI_SECTOR;
            let end = u64::from(span.end()) * MINI_SECTOR;
            while at < end {
                let (offset, room) = self.mini.place(at).ok_or_else(Stop::damaged)?;
                let len = room.min(end - at);
                stream.add(offset, len)?;
                at += len;
            }
        }
        stream.with_size(size)
    }

    /// Follows every stream of the directory. No two streams may share a sector, and no sector may be missing at
    /// the end of the file. Returns the sectors in use.
    pub(super) fn check_all<'e>(
        &self,
        source: &Source<'_>,
        header: &Header,
        root: &Entry,
        entries: impl Iterator<Item = &'e Entry>,
    ) -> Step<Owned> {
        let mut owned = Owned::new(self.fat.len());
        let mut end = 0;
        for entry in entries.filter(|entry| entry.is_stream) {
            if entry.size() < MINI_BELOW {
                end = end.max(self.stream(entry)?.end());
                continue;
            }
            let spans = self.spans(entry.start)?;
            end = end.max(self.big(&spans, entry.size())?.end());
            for sector in spans.iter().flat_map(Span::sectors) {
                if !owned.add(sector) {
                    return Err(Stop::damaged());
                }
            }
        }
        for start in [header.directory, header.mini_fat, root.start] {
            self.chain(start)?.for_each(|sector| {
                owned.add(sector);
            });
        }
        for sector in &self.tables {
            owned.add(*sector);
        }
        // Some writers end the file with the last stream. Others end it with a full sector, or with less than one
        // unused sector: downloads sometimes gain a byte.
        let len = source.len()?;
        let behind = u32::try_from((len >> self.shift).saturating_sub(1)).unwrap_or(u32::MAX);
        // Tables are padded with free entries; some writers use end-of-chain entries.
        let is_free =
            self.fat.get(behind).is_none_or(|next| next == FREE) || self.fat.is_unused_from(behind);
        let whole = len & ((1 << self.shift) - 1) == 0;
        // The unused rest of the mini stream's last sector may be missing too.
        let filled = end.max(self.mini.end());
        if (is_free && filled <= len) || (!whole && (end == len || filled == len)) {
            Ok(owned)
        } else {
            Err(Stop::damaged())
        }
    }

    /// End of the last sector in use, at most `len`.
    pub(super) fn end(&self, owned: &Owned, len: u64) -> u64 {
        ((u64::from(owned.end()) + 1) << self.shift).min(len)
    }

    /// Offsets of unused sectors before the last used one, and whether the table marks them as free.
    pub(super) fn unowned(&self, owned: &Owned) -> impl Iterator<Item = (u64, bool)> {
        let unowned = (0..owned.end()).filter(|sector| !owned.has(*sector));
        unowned.map(|sector| {
            let is_free = self.fat.get(sector) == Some(FREE);
            ((u64::from(sector) + 1) << self.shift, is_free)
        })
    }

    /// Size of a sector, in bytes.
    pub(super) fn sector_len(&self) -> usize {
        1 << self.shift
    }

    /// The bytes of a sector.
    pub(super) fn sector<'a>(&self, source: &'a mut Source<'_>, sector: u32) -> Step<&'a [u8]> {
        read_sector(source, self.shift, sector)
    }

    fn big(&self, spans: &Few<Span>, size: u64) -> Step<Stream> {
        let mut stream = Stream::of_sectors(1 << self.shift);
        for span in spans.iter() {
            let offset = (u64::from(span.first) + 1) << self.shift;
            stream.add(offset, u64::from(span.count) << self.shift)?;
        }
        stream.with_size(size)
    }
}

/// Reads a sector. Sectors begin at multiples of their size, so none spans two pages.
fn read_sector<'a>(source: &'a mut Source<'_>, shift: u32, sector: u32) -> Step<&'a [u8]> {
    let chunk = source.chunk((u64::from(sector) + 1) << shift)?;
    chunk.get(..1 << shift).ok_or_else(Stop::damaged)
}

/// Appends a sector's entries to a table.
fn read_words(source: &mut Source<'_>, shift: u32, sector: u32, table: &mut Table) -> Step<()> {
    let (words, _) = read_sector(source, shift, sector)?.as_chunks();
    table.extend(words.iter().map(|word| u32::from_le_bytes(*word)))
}

//! Sector chains: FAT, DIFAT and mini FAT (MS-CFB 2.3 to 2.5), each checked for loops and bounds.

use super::directory::{Directory, Entry};
use super::header::Header;
use super::stream::Stream;
use crate::bytes;
use crate::source::Source;
use crate::stop::{Step, Stop};

/// Greatest number of a real sector; the numbers above have meanings.
pub(super) const LAST: u32 = 0xffff_fffa;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;
/// Streams below this many bytes are in the mini stream.
const MINI_BELOW: u64 = 4096;
/// Bytes of a mini sector.
const MINI_SECTOR: u64 = 64;

/// The sector tables of a file. At most a 128th of the file's size is kept in memory.
#[derive(Debug)]
pub(super) struct Sectors {
    shift: u32,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// The offsets of the mini stream's sectors.
    mini: Stream,
}

impl Sectors {
    /// Reads the FAT through the header's list and the chain behind it.
    pub(super) fn read(source: &mut Source<'_>, header: &Header) -> Step<Self> {
        let count = source.len()? >> header.shift;
        let mut tables = header.listed.clone();
        let mut more = header.more;
        let mut steps = 0;
        while more < LAST {
            steps += 1;
            if steps > count {
                return Err(Stop::damaged());
            }
            let sector = read_sector(source, header.shift, more)?;
            let (last, listed) = sector.split_last().ok_or_else(Stop::damaged)?;
            tables.extend(listed.iter().copied().filter(|sector| *sector < LAST));
            more = *last;
        }
        if tables.is_empty() || tables.len() as u64 > count {
            return Err(Stop::damaged());
        }
        let mut fat = Vec::new();
        for table in tables {
            fat.extend(read_sector(source, header.shift, table)?);
        }
        Ok(Self {
            shift: header.shift,
            fat,
            mini_fat: Vec::new(),
            mini: Stream::empty(),
        })
    }

    /// Reads the mini FAT, and the mini stream that the root entry holds.
    pub(super) fn open_mini(
        &mut self,
        source: &mut Source<'_>,
        header: &Header,
        root: &Entry,
    ) -> Step<()> {
        for sector in self.chain(header.mini_fat)? {
            self.mini_fat
                .extend(read_sector(source, self.shift, sector)?);
        }
        self.mini = self.big(root.start, root.size)?;
        Ok(())
    }

    /// The chain that starts at a sector. An end marker as the start is an empty chain.
    pub(super) fn chain(&self, start: u32) -> Step<Vec<u32>> {
        follow(&self.fat, start, usize::MAX)
    }

    /// The stream of a directory entry.
    pub(super) fn stream(&self, entry: &Entry) -> Step<Stream> {
        if entry.size >= MINI_BELOW {
            return self.big(entry.start, entry.size);
        }
        if entry.size == 0 {
            return Ok(Stream::empty());
        }
        let most = entry.size.div_ceil(MINI_SECTOR) as usize;
        let chain = follow(&self.mini_fat, entry.start, most)?;
        let offsets: Option<Vec<u64>> = chain
            .iter()
            .map(|n| self.mini.offset(u64::from(*n) * MINI_SECTOR))
            .collect();
        Stream::new(offsets.ok_or_else(Stop::damaged)?, MINI_SECTOR, entry.size)
    }

    /// Follows every stream of the directory. No sector may belong to two of them, and none may be
    /// missing at the end of the file.
    pub(super) fn check_all(&self, source: &Source<'_>, directory: &Directory) -> Step<()> {
        let mut seen = vec![false; self.fat.len()];
        let mut end = self.mini.end();
        for entry in directory.entries().filter(|entry| entry.is_stream) {
            let stream = self.stream(entry)?;
            end = end.max(stream.end());
            if entry.size < MINI_BELOW {
                continue;
            }
            for sector in self.chain(entry.start)? {
                match seen.get_mut(sector as usize) {
                    Some(seen) if !*seen => *seen = true,
                    _ => return Err(Stop::damaged()),
                }
            }
        }
        // Some writers end the file where the last stream ends. Elsewhere it ends with a sector, or with
        // less than one that belongs to nothing: downloads get a byte more on their way.
        let len = source.len()?;
        let behind = usize::try_from((len >> self.shift).saturating_sub(1)).unwrap_or(usize::MAX);
        let unused = |next: &u32| matches!(*next, FREE | END_OF_CHAIN);
        // Tables are filled up with free sectors, by some writers with ends of chains.
        let is_free = self.fat.get(behind).is_none_or(|next| *next == FREE)
            || self
                .fat
                .get(behind..)
                .unwrap_or_default()
                .iter()
                .all(unused);
        let whole = len & ((1 << self.shift) - 1) == 0;
        if (is_free && end <= len) || (!whole && end == len) {
            Ok(())
        } else {
            Err(Stop::damaged())
        }
    }

    /// Where the last sector in use ends, or the file of so many bytes.
    pub(super) fn end(&self, len: u64) -> u64 {
        let used = self.used(len);
        let used = used.map_or(0, |last| last as u64 + 1);
        ((used + 1) << self.shift).min(len)
    }

    /// The last sector in use, also one that is cut off, of a file of so many bytes.
    fn used(&self, len: u64) -> Option<usize> {
        let sectors = usize::try_from(len.div_ceil(1 << self.shift)).unwrap_or(usize::MAX);
        let there = self
            .fat
            .get(..sectors.saturating_sub(1))
            .unwrap_or(&self.fat);
        there.iter().rposition(|next| *next != FREE)
    }

    /// The free sectors before the last one in use: what is in them belongs to nothing.
    pub(super) fn free(&self, len: u64) -> impl Iterator<Item = u64> {
        let there = self.fat.iter().take(self.used(len).unwrap_or(0));
        let free = there.enumerate().filter(|(_, next)| **next == FREE);
        free.map(|(sector, _)| (sector as u64 + 1) << self.shift)
    }

    /// The bytes of a sector.
    pub(super) fn sector(&self, source: &mut Source<'_>, sector: u32) -> Step<Vec<u8>> {
        let len = 1_usize << self.shift;
        let bytes = source.bytes((u64::from(sector) + 1) << self.shift, len)?;
        if bytes.len() == len {
            Ok(bytes)
        } else {
            Err(Stop::damaged())
        }
    }

    fn big(&self, start: u32, size: u64) -> Step<Stream> {
        if size == 0 {
            return Ok(Stream::empty());
        }
        let chain = self.chain(start)?;
        let offsets = chain
            .iter()
            .map(|sector| (u64::from(*sector) + 1) << self.shift)
            .collect();
        Stream::new(offsets, 1 << self.shift, size)
    }
}

/// Follows a chain for at most `most` sectors; a chain longer than its table has a loop.
fn follow(table: &[u32], start: u32, most: usize) -> Step<Vec<u32>> {
    let mut chain = Vec::new();
    let mut next = start;
    while next != END_OF_CHAIN && chain.len() < most {
        if next == FREE && chain.is_empty() {
            break;
        }
        if chain.len() >= table.len() {
            return Err(Stop::damaged());
        }
        chain.push(next);
        next = *table.get(next as usize).ok_or_else(Stop::damaged)?;
    }
    Ok(chain)
}

fn read_sector(source: &mut Source<'_>, shift: u32, sector: u32) -> Step<Vec<u32>> {
    let bytes = source.bytes((u64::from(sector) + 1) << shift, 1 << shift)?;
    if bytes.len() != 1 << shift {
        return Err(Stop::damaged());
    }
    Ok(bytes
        .chunks_exact(4)
        .map(|word| bytes::le32(word, 0).unwrap_or(FREE))
        .collect())
}

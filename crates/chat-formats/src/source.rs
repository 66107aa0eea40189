//! A bounded, paged view of the reader: the only place that reads.

use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use crate::fault::{Fault, Step};
use crate::watch::Watch;

/// Bytes of one page.
const PAGE: u64 = 64 * 1024;
/// Pages kept: half a MiB of the file at most is in memory at a time.
const PAGES: usize = 8;
/// The same for a file that is read forward.
const PAGES_FORWARD: usize = 2;
/// A walk may fetch each page this often on average, and then some; more is a file made to be slow.
const FETCHES_A_PAGE: u64 = 24;
const FETCHES_MORE: u64 = 256;
/// Most bytes that all that is packed in a file unpacks to, and as a multiple of the file's size.
const MAX_UNPACKED: u64 = 512 * 1024 * 1024;
const MAX_RATIO: u64 = 200;

/// The reader gave fewer bytes than it measured.
const SHRUNK: Fault = Fault::Damaged("it shrank while it was read");

/// What a [`Source`] reads from.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek + ?Sized> ReadSeek for T {}

struct Page {
    index: u64,
    used: u64,
    bytes: Vec<u8>,
}

/// The file's bytes by offset, with a small cache and a cap on the work of fetching.
///
/// A file that is still arriving is *open*: a step that needs what hasn't come, or the file's length,
/// ends with [`Fault::NotYet`]. What is decided without them holds however the file goes on.
///
/// # Errors
/// Every step ends with [`Fault::Io`] if the reader fails, and with [`Fault::TooComplex`] if the file was made to be
/// read over and over.
pub struct Source<'a> {
    reader: &'a mut dyn ReadSeek,
    /// Bytes that are there.
    there: u64,
    is_open: bool,
    pages: Vec<Page>,
    most_pages: usize,
    clock: u64,
    fetches_left: u64,
    /// Documents around this one.
    depth: u32,
    /// Bytes that its archive may unpack to, and has unpacked to.
    may_unpack: u64,
    unpacked: u64,
    /// What each page is searched for when it is read first.
    watch: Option<Watch>,
}

impl<'a> Source<'a> {
    /// A whole file. Measures the reader; reads nothing yet.
    pub fn new(reader: &'a mut dyn ReadSeek) -> std::io::Result<Self> {
        let there = reader.seek(SeekFrom::End(0))?;
        Ok(Self::of(reader, there, false))
    }

    /// A whole file that is read from its beginning to its end, in an eighth of a MiB.
    pub fn forward(reader: &'a mut dyn ReadSeek) -> std::io::Result<Self> {
        let mut source = Self::new(reader)?;
        source.most_pages = PAGES_FORWARD;
        Ok(source)
    }

    /// A whole file inside `depth` others, which may unpack to `may_unpack` bytes.
    pub fn inside(
        reader: &'a mut dyn ReadSeek,
        depth: u32,
        may_unpack: u64,
    ) -> std::io::Result<Self> {
        let mut source = Self::new(reader)?;
        (source.depth, source.may_unpack) = (depth, may_unpack);
        Ok(source)
    }

    /// The number of documents around this one.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// The bytes that what is packed in it may unpack to, together.
    pub fn may_unpack(&self) -> Step<u64> {
        let by_size = self.len()?.saturating_mul(MAX_RATIO);
        Ok(MAX_UNPACKED.min(by_size).min(self.may_unpack))
    }

    /// The bytes that its archive has unpacked to.
    pub fn unpacked(&self) -> u64 {
        self.unpacked
    }

    /// Counts bytes that its archive has unpacked to.
    pub fn unpacks(&mut self, len: u64) {
        self.unpacked = self.unpacked.saturating_add(len);
    }

    /// The beginning of a file that goes on in an unknown way behind the bytes that are there.
    pub fn open(reader: &'a mut dyn ReadSeek, there: u64) -> Self {
        Self::of(reader, there, true)
    }

    fn of(reader: &'a mut dyn ReadSeek, there: u64, is_open: bool) -> Self {
        let fetches_left = there
            .div_ceil(PAGE)
            .saturating_mul(FETCHES_A_PAGE)
            .saturating_add(FETCHES_MORE);
        Self {
            reader,
            there,
            is_open,
            pages: Vec::new(),
            most_pages: PAGES,
            clock: 0,
            fetches_left,
            depth: 0,
            may_unpack: u64::MAX,
            unpacked: 0,
            watch: None,
        }
    }

    /// The file's length in bytes.
    pub fn len(&self) -> Step<u64> {
        self.ended()?;
        Ok(self.there)
    }

    /// Has the file no bytes?
    pub fn is_empty(&self) -> Step<bool> {
        Ok(!self.reaches(1)?)
    }

    /// Are more than `len` bytes there?
    pub fn is_longer_than(&self, len: u64) -> bool {
        self.there > len
    }

    /// Has the file at least `len` bytes?
    pub fn reaches(&self, len: u64) -> Step<bool> {
        if len > self.there {
            self.ended()?;
        }
        Ok(len <= self.there)
    }

    /// Is what is there all that will ever be?
    fn ended(&self) -> Step<()> {
        if self.is_open {
            Err(Fault::NotYet)
        } else {
            Ok(())
        }
    }

    /// From here on, searches each page when it is read first.
    pub fn watch(&mut self, mut watch: Watch) {
        if let Some(page) = self.pages.iter().find(|page| page.index == 0) {
            watch.look(0, &page.bytes);
        }
        self.watch = Some(watch);
    }

    /// What was found in the pages up to `end`. Reads those that the walk stepped over.
    pub fn found_before(&mut self, end: u64) -> Step<Option<&'static str>> {
        let Some(mut watch) = self.watch.take() else {
            return Ok(None);
        };
        while watch.next().saturating_mul(PAGE) < end {
            let index = watch.next();
            watch.look(index, self.chunk(index * PAGE)?);
        }
        Ok(watch.found())
    }

    /// The bytes from `at` to the end of their page, at least one, or none at the end of the file.
    pub fn chunk(&mut self, at: u64) -> Step<&[u8]> {
        if at >= self.there {
            self.ended()?;
            return Ok(&[]);
        }
        let index = at / PAGE;
        let slot = match self.pages.iter().position(|page| page.index == index) {
            Some(slot) => slot,
            None => self.fetch(index)?,
        };
        self.clock += 1;
        let clock = self.clock;
        let page = self.pages.get_mut(slot).ok_or(Fault::TooComplex)?;
        page.used = clock;
        let from = usize::try_from(at % PAGE).unwrap_or(usize::MAX);
        page.bytes
            .get(from..)
            .filter(|rest| !rest.is_empty())
            .ok_or(SHRUNK)
    }

    /// Fills `into` from `at` on; the number of bytes is less only at the end of the file.
    pub fn read(&mut self, at: u64, into: &mut [u8]) -> Step<usize> {
        let mut done = 0;
        while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
            let chunk = self.chunk(at.saturating_add(done as u64))?;
            if chunk.is_empty() {
                break;
            }
            let n = chunk.len().min(rest.len());
            if let (Some(to), Some(from)) = (rest.get_mut(..n), chunk.get(..n)) {
                to.copy_from_slice(from);
            }
            done += n;
        }
        Ok(done)
    }

    /// `N` bytes at `at`, or `None` where the file ends before.
    pub fn array<const N: usize>(&mut self, at: u64) -> Step<Option<[u8; N]>> {
        let mut bytes = [0; N];
        let n = self.read(at, &mut bytes)?;
        Ok((n == N).then_some(bytes))
    }

    /// Are these the bytes at `at`?
    pub fn has(&mut self, mut at: u64, mut bytes: &[u8]) -> Step<bool> {
        while !bytes.is_empty() {
            let chunk = self.chunk(at)?;
            let (here, rest) = bytes.split_at(chunk.len().min(bytes.len()));
            if here.is_empty() || !chunk.starts_with(here) {
                return Ok(false);
            }
            at = at.saturating_add(here.len() as u64);
            bytes = rest;
        }
        Ok(true)
    }

    /// Up to `len` bytes at `at`, copied only if they are in several pages. Callers pass a small constant bound.
    pub fn bytes(&mut self, at: u64, len: usize) -> Step<Cow<'_, [u8]>> {
        let there = usize::try_from(self.there.saturating_sub(at)).unwrap_or(usize::MAX);
        if len > there {
            self.ended()?;
        }
        let len = len.min(there);
        if len == 0 {
            return Ok(Cow::Borrowed(&[]));
        }
        if at % PAGE + len as u64 <= PAGE {
            let here = self.chunk(at)?.get(..len).ok_or(SHRUNK)?;
            return Ok(Cow::Borrowed(here));
        }
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let chunk = self.chunk(at.saturating_add(bytes.len() as u64))?;
            let n = chunk.len().min(len - bytes.len());
            bytes.extend_from_slice(chunk.get(..n).unwrap_or_default());
            if n == 0 {
                break;
            }
        }
        Ok(Cow::Owned(bytes))
    }

    /// Hands the bytes of a range to `each`, piece by piece.
    ///
    /// # Errors
    /// Those of `each`, and [`Fault::Damaged`] if the file ends before.
    pub fn each<E: From<Fault>>(
        &mut self,
        Range { mut start, end }: Range<u64>,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        while start < end {
            let chunk = self.chunk(start)?;
            let left = usize::try_from(end - start).unwrap_or(usize::MAX);
            let piece = chunk.get(..left).unwrap_or(chunk);
            if piece.is_empty() {
                return Err(Fault::CUT_OFF.into());
            }
            each(piece)?;
            start += piece.len() as u64;
        }
        Ok(())
    }

    fn fetch(&mut self, index: u64) -> Step<usize> {
        let Some(fetches_left) = self.fetches_left.checked_sub(1) else {
            // The whole file may be longer, and has more to spend then.
            self.ended()?;
            return Err(Fault::TooComplex);
        };
        self.fetches_left = fetches_left;
        let start = index * PAGE;
        let want = usize::try_from((self.there - start).min(PAGE)).unwrap_or(usize::MAX);
        let (slot, mut bytes) = if self.pages.len() < self.most_pages {
            (self.pages.len(), Vec::new())
        } else {
            let oldest = self
                .pages
                .iter()
                .enumerate()
                .min_by_key(|(_, page)| page.used);
            let slot = oldest.map_or(0, |(slot, _)| slot);
            let bytes = self
                .pages
                .get_mut(slot)
                .map(|page| std::mem::take(&mut page.bytes));
            (slot, bytes.unwrap_or_default())
        };
        bytes.clear();
        bytes.reserve_exact(want);
        self.reader.seek(SeekFrom::Start(start))?;
        let read = (&mut self.reader)
            .take(want as u64)
            .read_to_end(&mut bytes)?;
        if read < want {
            return Err(SHRUNK);
        }
        if let Some(watch) = &mut self.watch {
            watch.look(index, &bytes);
        }
        let page = Page {
            index,
            used: self.clock,
            bytes,
        };
        match self.pages.get_mut(slot) {
            Some(old) => *old = page,
            None => self.pages.push(page),
        }
        Ok(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As long as it says, without bytes.
    struct Long(u64);

    impl Read for Long {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Ok(0)
        }
    }

    impl Seek for Long {
        fn seek(&mut self, _: SeekFrom) -> std::io::Result<u64> {
            Ok(self.0)
        }
    }

    #[test]
    fn a_file_unpacks_to_200_times_its_size_and_512_mib_at_most() {
        for (size, most) in [(0, 0), (1_000, 200_000), (25 << 20, MAX_UNPACKED)] {
            let mut file = Long(size);
            let source = Source::new(&mut file).unwrap();
            assert!(
                source.may_unpack().is_ok_and(|bytes| bytes == most),
                "{size}"
            );
        }
    }
}

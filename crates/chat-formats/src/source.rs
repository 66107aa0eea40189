//! Bounded, paged view of a reader, or of a file in memory. All reads go through it.

mod origin;

use std::borrow::Cow;
use std::io::SeekFrom;
use std::ops::Range;

use crate::fault::{Fault, Step};
use crate::watch::Watch;

use origin::Origin;
pub use origin::ReadSeek;

/// Size of a page, in bytes.
const PAGE: u64 = 64 * 1024;
/// Pages kept: at most half a MiB of the file is in memory.
const PAGES: usize = 8;
/// Pages kept of a file that is read forward.
const PAGES_FORWARD: usize = 2;
/// A walk may fetch each page this often on average, plus a constant. A file that takes more was made to be slow.
const FETCHES_A_PAGE: u64 = 24;
const FETCHES_MORE: u64 = 256;
/// Maximum unpacked size of a file's packed content, in bytes, and as a multiple of the file's size. Small files may
/// have drawings that shrink to a thousandth, so the multiple applies only above a size that no reader minds.
const MAX_UNPACKED: u64 = 512 * 1024 * 1024;
const MAX_RATIO: u64 = 200;
const HARMLESS: u64 = 32 * 1024 * 1024;

/// The reader returned fewer bytes than it measured.
const SHRUNK: Fault = Fault::Damaged("it shrank while it was read");

struct Page<'a> {
    index: u64,
    used: u64,
    bytes: Cow<'a, [u8]>,
}

/// A file's bytes by offset, with a small cache and a limit on fetches.
///
/// A file that is still arriving is *open*: a step that needs missing bytes or the file's length fails with
/// [`Fault::NotYet`]. Results that don't need them hold however the file continues.
///
/// A file in memory is not copied. Its pages still count as fetched, so that a walk has the same result.
///
/// ```
/// use chat_formats::{Fault, Source};
///
/// let mut reader = std::io::Cursor::new(b"GIF89a");
/// let mut whole = Source::new(&mut reader)?;
/// assert!(whole.has(0, b"GIF8")?);
/// assert_eq!((whole.len()?, whole.array::<2>(5)?), (6, None));
///
/// let mut open = Source::open(&mut reader, 4);
/// assert!(open.has(0, b"GIF8")?);
/// assert!(matches!(open.len(), Err(Fault::NotYet)));
/// # Ok::<(), Fault>(())
/// ```
///
/// # Errors
/// Every step fails with [`Fault::Io`] if the reader fails, and with [`Fault::TooComplex`] if the file causes too
/// many fetches.
pub struct Source<'a> {
    origin: Origin<'a>,
    /// Number of available bytes.
    there: u64,
    is_open: bool,
    pages: Vec<Page<'a>>,
    /// Index of the page used last.
    recent: usize,
    most_pages: usize,
    clock: u64,
    fetches_left: u64,
    /// Number of enclosing documents.
    depth: u32,
    /// Bytes that the file's archive may unpack to, and has unpacked to.
    may_unpack: u64,
    unpacked: u64,
    /// Search of each page when it is first read.
    watch: Option<Watch>,
}

impl<'a> Source<'a> {
    /// A whole file. Measures the reader, but reads nothing yet.
    pub fn new(reader: &'a mut dyn ReadSeek) -> std::io::Result<Self> {
        let there = reader.seek(SeekFrom::End(0))?;
        Ok(Self::of(Origin::Reader(reader), there, false))
    }

    /// A whole file in memory.
    pub fn of_bytes(bytes: &'a [u8]) -> Self {
        Self::of(Origin::Memory(bytes), bytes.len() as u64, false)
    }

    /// A whole file read from beginning to end, with an eighth of a MiB in memory.
    pub fn forward(reader: &'a mut dyn ReadSeek) -> std::io::Result<Self> {
        let mut source = Self::new(reader)?;
        source.most_pages = PAGES_FORWARD;
        Ok(source)
    }

    /// A whole file inside `depth` others, which may unpack to `may_unpack` bytes.
    pub fn inside(bytes: &'a [u8], depth: u32, may_unpack: u64) -> Self {
        Self {
            depth,
            may_unpack,
            ..Self::of_bytes(bytes)
        }
    }

    /// Number of enclosing documents.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Bytes that the file's packed content may unpack to in total.
    pub fn may_unpack(&self) -> Step<u64> {
        let by_size = self.len()?.saturating_mul(MAX_RATIO).max(HARMLESS);
        Ok(MAX_UNPACKED.min(by_size).min(self.may_unpack))
    }

    /// Bytes that the file's archive has unpacked to so far.
    pub fn unpacked(&self) -> u64 {
        self.unpacked
    }

    /// Adds to the bytes unpacked.
    pub fn unpacks(&mut self, len: u64) {
        self.unpacked = self.unpacked.saturating_add(len);
    }

    /// The first `there` bytes of a file that is still arriving.
    pub fn open(reader: &'a mut dyn ReadSeek, there: u64) -> Self {
        Self::of(Origin::Reader(reader), there, true)
    }

    fn of(origin: Origin<'a>, there: u64, is_open: bool) -> Self {
        let fetches_left = there
            .div_ceil(PAGE)
            .saturating_mul(FETCHES_A_PAGE)
            .saturating_add(FETCHES_MORE);
        Self {
            origin,
            there,
            is_open,
            pages: Vec::new(),
            recent: 0,
            most_pages: PAGES,
            clock: 0,
            fetches_left,
            depth: 0,
            may_unpack: u64::MAX,
            unpacked: 0,
            watch: None,
        }
    }

    /// Length of the file, in bytes.
    pub fn len(&self) -> Step<u64> {
        self.ended()?;
        Ok(self.there)
    }

    /// Whether the file is empty.
    pub fn is_empty(&self) -> Step<bool> {
        Ok(!self.reaches(1)?)
    }

    /// Whether more than `len` bytes are available.
    pub fn is_longer_than(&self, len: u64) -> bool {
        self.there > len
    }

    /// Whether the file has at least `len` bytes.
    pub fn reaches(&self, len: u64) -> Step<bool> {
        if len > self.there {
            self.ended()?;
        }
        Ok(len <= self.there)
    }

    /// Fails if more bytes may arrive.
    fn ended(&self) -> Step<()> {
        if self.is_open {
            Err(Fault::NotYet)
        } else {
            Ok(())
        }
    }

    /// From here on, searches each page when it is first read.
    pub fn watch(&mut self, mut watch: Watch) {
        if let Some(page) = self.pages.iter().find(|page| page.index == 0) {
            watch.look(0, &page.bytes);
        }
        self.watch = Some(watch);
    }

    /// First match in the pages up to `end`. Reads pages that the walk skipped.
    pub fn found_before(&mut self, end: u64) -> Step<Option<&'static str>> {
        let Some(mut watch) = self.watch.take() else {
            return Ok(None);
        };
        while watch.next().saturating_mul(PAGE) < end {
            let index = watch.next();
            watch.look(index, self.chunk(index * PAGE)?);
        }
        let found = watch.found();
        self.watch = Some(watch);
        Ok(found)
    }

    /// Whether all pages have been searched, and none matches or needs a closer look.
    pub fn is_unsuspected(&self) -> Step<bool> {
        let pages = self.len()?.div_ceil(PAGE);
        let is_clean = |watch: &Watch| watch.next() >= pages && !watch.is_suspect();
        Ok(self.watch.as_ref().is_some_and(is_clean))
    }

    /// The bytes from `at` to the end of their page: at least one, or none at the end of the file.
    pub fn chunk(&mut self, at: u64) -> Step<&[u8]> {
        if at >= self.there {
            self.ended()?;
            return Ok(&[]);
        }
        let index = at / PAGE;
        // Most steps stay on the page of the step before.
        let is_here = |page: &Page<'_>| page.index == index;
        if !self.pages.get(self.recent).is_some_and(is_here) {
            self.recent = match self.pages.iter().position(is_here) {
                Some(slot) => slot,
                None => self.fetch(index)?,
            };
        }
        self.clock += 1;
        let page = self.pages.get_mut(self.recent).ok_or(Fault::TooComplex)?;
        page.used = self.clock;
        let from = usize::try_from(at % PAGE).unwrap_or(usize::MAX);
        page.bytes
            .get(from..)
            .filter(|rest| !rest.is_empty())
            .ok_or(SHRUNK)
    }

    /// Fills `into` from `at`; returns fewer bytes only at the end of the file.
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

    /// The `N` bytes at `at`; `None` if the file ends before them.
    pub fn array<const N: usize>(&mut self, at: u64) -> Step<Option<[u8; N]>> {
        let mut bytes = [0; N];
        let n = self.read(at, &mut bytes)?;
        Ok((n == N).then_some(bytes))
    }

    /// Whether the file has these bytes at `at`.
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

    /// Up to `len` bytes at `at`, copied only if they span pages of a reader. Callers pass a small constant bound.
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
        if let Some(all) = self.origin.memory() {
            let end = at.saturating_add(len as u64);
            let mut page = at;
            while page < end {
                self.chunk(page)?;
                page = (page / PAGE + 1) * PAGE;
            }
            let from = usize::try_from(at).unwrap_or(usize::MAX);
            let here = all.get(from..from.saturating_add(len)).ok_or(SHRUNK)?;
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

    /// Passes the bytes of a range to `each`, piece by piece.
    ///
    /// # Errors
    /// Errors of `each`, and [`Fault::Damaged`] if the file ends first.
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
            // The complete file may be longer, and then has a larger budget.
            self.ended()?;
            return Err(Fault::TooComplex);
        };
        self.fetches_left = fetches_left;
        let start = index * PAGE;
        let want = usize::try_from((self.there - start).min(PAGE)).unwrap_or(usize::MAX);
        let (slot, old) = if self.pages.len() < self.most_pages {
            (self.pages.len(), Cow::default())
        } else {
            let oldest = self
                .pages
                .iter()
                .enumerate()
                .min_by_key(|(_, page)| page.used);
            let slot = oldest.map_or(0, |(slot, _)| slot);
            let old = self
                .pages
                .get_mut(slot)
                .map(|page| std::mem::take(&mut page.bytes));
            (slot, old.unwrap_or_default())
        };
        let bytes = self.origin.page(start, want, old)?;
        if bytes.len() < want {
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
mod tests;

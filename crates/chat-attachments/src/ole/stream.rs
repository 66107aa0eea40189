//! The bytes of a stream, wherever its sectors are.

use crate::source::Source;
use crate::stop::{Step, Stop};

/// A stream as the list of its sectors' offsets in the file.
#[derive(Debug)]
pub(super) struct Stream {
    offsets: Vec<u64>,
    sector: u64,
    size: u64,
}

impl Stream {
    pub(super) fn empty() -> Self {
        Self {
            offsets: Vec::new(),
            sector: 1,
            size: 0,
        }
    }

    /// A stream of `size` bytes in these sectors.
    ///
    /// # Errors
    /// Refuses a chain that is too short for the size.
    pub(super) fn new(offsets: Vec<u64>, sector: u64, size: u64) -> Step<Self> {
        if size.div_ceil(sector) > offsets.len() as u64 {
            return Err(Stop::damaged());
        }
        Ok(Self {
            offsets,
            sector,
            size,
        })
    }

    pub(super) fn len(&self) -> u64 {
        self.size
    }

    /// Where in the file byte `at` of the stream is.
    pub(super) fn offset(&self, at: u64) -> Option<u64> {
        let sector = usize::try_from(at / self.sector).ok()?;
        Some(self.offsets.get(sector)? + at % self.sector)
    }

    /// The greatest offset in the file that any byte of the stream has, and one more.
    pub(super) fn end(&self) -> u64 {
        let last = self
            .size
            .checked_sub(1)
            .and_then(|at| self.offset(at))
            .map_or(0, |at| at + 1);
        let full = self
            .offsets
            .iter()
            .rev()
            .skip(1)
            .max()
            .map_or(0, |at| at + self.sector);
        last.max(full)
    }

    /// `N` bytes at `at`, or `None` where the stream ends before.
    pub(super) fn array<const N: usize>(
        &self,
        source: &mut Source<'_>,
        at: u64,
    ) -> Step<Option<[u8; N]>> {
        let mut bytes = [0; N];
        let n = self.read(source, at, &mut bytes)?;
        Ok((n == N).then_some(bytes))
    }

    /// Fills `into` from `at` on; the number of bytes is less only at the end of the stream.
    pub(super) fn read(&self, source: &mut Source<'_>, at: u64, into: &mut [u8]) -> Step<usize> {
        let there = usize::try_from(self.size.saturating_sub(at)).unwrap_or(usize::MAX);
        let want = there.min(into.len());
        let mut done = 0;
        while done < want {
            let here = at + done as u64;
            let offset = self.offset(here).ok_or_else(Stop::damaged)?;
            let room = usize::try_from(self.sector - here % self.sector).unwrap_or(usize::MAX);
            let n = room.min(want - done);
            let piece = into.get_mut(done..done + n).unwrap_or_default();
            if source.read(offset, piece)? != n {
                return Err(Stop::damaged());
            }
            done += n;
        }
        Ok(done)
    }
}

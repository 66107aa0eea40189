//! The small things of a stream that are read one after the other: heads of records.

use chat_formats::{Source, bytes};

use super::stream::Stream;
use crate::stop::Step;

/// Bytes that are kept: some heads of records.
const KEPT: usize = 512;

/// A stream that is read forward, in larger pieces than are asked for.
pub(super) struct Records<'a> {
    stream: &'a Stream,
    /// Where what is kept begins, and how much it is.
    from: u64,
    len: usize,
    kept: [u8; KEPT],
}

impl<'a> Records<'a> {
    pub(super) fn of(stream: &'a Stream) -> Self {
        Self {
            stream,
            from: 0,
            len: 0,
            kept: [0; KEPT],
        }
    }

    /// `N` bytes at `at`, or `None` where the stream ends before.
    pub(super) fn array<const N: usize>(
        &mut self,
        source: &mut Source<'_>,
        at: u64,
    ) -> Step<Option<[u8; N]>> {
        if let Some(bytes) = self.kept(at) {
            return Ok(Some(bytes));
        }
        // No more than is in a row: what is behind may be missing, and need not be there.
        let here = self.stream.chunk(source, at)?;
        let here = here.get(..KEPT).unwrap_or(here);
        if let Some(kept) = self.kept.get_mut(..here.len()) {
            kept.copy_from_slice(here);
        }
        (self.from, self.len) = (at, here.len());
        match self.kept(at) {
            Some(bytes) => Ok(Some(bytes)),
            None => self.stream.array(source, at),
        }
    }

    fn kept<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        let at = usize::try_from(at.checked_sub(self.from)?).ok()?;
        bytes::array(self.kept.get(..self.len)?, at)
    }
}

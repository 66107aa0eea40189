//! Buffered forward reading of record headers.

use chat_formats::{Source, bytes};

use super::stream::Stream;
use crate::stop::Step;

/// The first record of a part of a workbook, and the last one ([MS-XLS] 2.4.21, 2.4.103).
pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000a;

/// Buffer size in bytes; holds several record headers.
const KEPT: usize = 512;

/// A stream read forward in pieces larger than the requests.
pub(super) struct Records<'a> {
    stream: &'a Stream,
    /// Offset and length of the buffered bytes.
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

    /// `N` bytes at `at`; `None` if the stream ends before them.
    pub(super) fn array<const N: usize>(
        &mut self,
        source: &mut Source<'_>,
        at: u64,
    ) -> Step<Option<[u8; N]>> {
        if let Some(bytes) = self.kept(at) {
            return Ok(Some(bytes));
        }
        // Read only contiguous bytes; what follows may be missing and may not be needed.
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

//! Where the bytes of a file come from.

use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};

/// Reader that a [`Source`](crate::Source) reads from.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek + ?Sized> ReadSeek for T {}

/// A reader, or the whole file in memory.
pub(super) enum Origin<'a> {
    Reader(&'a mut dyn ReadSeek),
    Memory(&'a [u8]),
}

impl<'a> Origin<'a> {
    /// The whole file, if it is in memory.
    pub(super) fn memory(&self) -> Option<&'a [u8]> {
        match self {
            Self::Reader(_) => None,
            Self::Memory(all) => Some(all),
        }
    }

    /// The `len` bytes at `start`, or fewer if the file is shorter. Reuses the memory of an `old` page.
    pub(super) fn page(
        &mut self,
        start: u64,
        len: usize,
        old: Cow<'a, [u8]>,
    ) -> std::io::Result<Cow<'a, [u8]>> {
        match self {
            Self::Memory(all) => {
                let from = usize::try_from(start).unwrap_or(usize::MAX);
                let rest = all.get(from..).unwrap_or_default();
                Ok(Cow::Borrowed(rest.get(..len).unwrap_or(rest)))
            }
            Self::Reader(reader) => {
                let mut bytes = match old {
                    Cow::Owned(bytes) => bytes,
                    Cow::Borrowed(_) => Vec::new(),
                };
                bytes.clear();
                bytes.reserve_exact(len);
                reader.seek(SeekFrom::Start(start))?;
                reader.take(len as u64).read_to_end(&mut bytes)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

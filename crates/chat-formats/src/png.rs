//! PNG (ISO/IEC 15948), chunk by chunk.

use std::ops::Range;

use crate::bytes;
use crate::fault::{Fault, Step};
use crate::source::Source;

/// What a PNG begins with.
pub const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// A chunk that is there to its end. Its checksum is not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Four ASCII letters.
    pub name: [u8; 4],
    /// Where its body is.
    pub body: Range<u64>,
}

impl Chunk {
    /// The chunk at `at`.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if its length or name is not legal, or if it is cut off.
    pub fn read(source: &mut Source<'_>, at: u64) -> Step<Self> {
        let head: [u8; 8] = source.array(at)?.ok_or(Fault::CUT_OFF)?;
        let len = u64::from(bytes::be32(&head, 0).unwrap_or(u32::MAX));
        let name: [u8; 4] = bytes::array(&head, 4).unwrap_or_default();
        if len > i32::MAX as u64 || !name.iter().all(u8::is_ascii_alphabetic) {
            return Err(Fault::Damaged("a chunk's header"));
        }
        let body = at + 8..at + 8 + len;
        let chunk = Self { name, body };
        if source.reaches(chunk.end())? {
            Ok(chunk)
        } else {
            Err(Fault::CUT_OFF)
        }
    }

    /// Bytes of its body.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.body.end - self.body.start
    }

    /// Has it no body?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// The offset behind its checksum.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.body.end + 4
    }

    /// Must a decoder know it? Others may be left out.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.name.first().is_some_and(u8::is_ascii_uppercase)
    }

    /// Checks the checksum.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if it is wrong.
    pub fn check(&self, source: &mut Source<'_>) -> Step<()> {
        self.each(source, |_| Ok(()))
    }

    /// Hands the body to `each`, piece by piece, and checks the checksum at the end.
    ///
    /// # Errors
    /// Those of `each`, and [`Fault::Damaged`] if the checksum is wrong.
    pub fn each<E: From<Fault>>(
        &self,
        source: &mut Source<'_>,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&self.name);
        source.each(self.body.clone(), |piece| {
            hasher.update(piece);
            each(piece)
        })?;
        let sum: [u8; 4] = source.array(self.body.end)?.ok_or(Fault::CUT_OFF)?;
        if u32::from_be_bytes(sum) == hasher.finalize() {
            Ok(())
        } else {
            Err(Fault::Damaged("a wrong checksum").into())
        }
    }
}

/// The order of chunks: the header first and once, the data in one run and before the end.
#[derive(Debug, Default)]
pub struct Order {
    header: bool,
    data: bool,
    data_ended: bool,
}

impl Order {
    /// Takes the next chunk.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if it is out of order.
    pub fn take(&mut self, name: &[u8; 4]) -> Step<()> {
        let wrong = match name {
            b"IHDR" => std::mem::replace(&mut self.header, true),
            b"IDAT" => {
                self.data = true;
                self.data_ended
            }
            b"IEND" => !self.data,
            _ => false,
        };
        self.data_ended |= self.data && name != b"IDAT";
        if wrong || !self.header {
            return Err(Fault::Damaged("chunks out of order"));
        }
        Ok(())
    }

    /// Was there data?
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.data
    }
}

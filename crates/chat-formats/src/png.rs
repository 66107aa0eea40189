//! PNG (ISO/IEC 15948), chunk by chunk.

use std::ops::Range;

use crate::bytes;
use crate::fault::{Fault, Step};
use crate::source::Source;

/// First bytes of a PNG.
pub const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// A complete chunk. Its checksum has not been verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Four ASCII letters.
    pub name: [u8; 4],
    /// Range of the body in the file.
    pub body: Range<u64>,
}

impl Chunk {
    /// Reads the chunk at `at`.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if its length or name is invalid, or if it is truncated.
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

    /// Length of the body, in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.body.end - self.body.start
    }

    /// Whether the body is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// The offset after the checksum.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.body.end + 4
    }

    /// Whether a decoder must know the chunk. Others may be omitted.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.name.first().is_some_and(u8::is_ascii_uppercase)
    }

    /// Verifies the checksum.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if it doesn't match.
    pub fn check(&self, source: &mut Source<'_>) -> Step<()> {
        self.each(source, |_| Ok(()))
    }

    /// Passes the body to `each`, piece by piece, and verifies the checksum at the end.
    ///
    /// # Errors
    /// Errors of `each`, and [`Fault::Damaged`] if the checksum doesn't match.
    pub fn each<E: From<Fault>>(
        &self,
        source: &mut Source<'_>,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut hasher = crc32fast::Hasher::new();
        // The checksum includes the name, and hashing both together is faster.
        let mut name = self.name.len();
        source.each(self.body.start - name as u64..self.body.end, |piece| {
            hasher.update(piece);
            let body = piece.get(name..).unwrap_or_default();
            name = name.saturating_sub(piece.len());
            if body.is_empty() { Ok(()) } else { each(body) }
        })?;
        let sum: [u8; 4] = source.array(self.body.end)?.ok_or(Fault::CUT_OFF)?;
        if u32::from_be_bytes(sum) == hasher.finalize() {
            Ok(())
        } else {
            Err(Fault::Damaged("a wrong checksum").into())
        }
    }
}

/// Order of chunks: the header first and once, the data contiguous and before the end.
#[derive(Debug, Default)]
pub struct Order {
    header: bool,
    data: bool,
    data_ended: bool,
}

impl Order {
    /// Checks the next chunk.
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

    /// Whether there was any data.
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.data
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Reads the chunk at this offset and its body.
    fn read(file: &[u8], at: u64) -> Step<Vec<u8>> {
        let mut reader = Cursor::new(file);
        let mut source = Source::forward(&mut reader)?;
        let chunk = Chunk::read(&mut source, at)?;
        let mut body = Vec::new();
        chunk.each(&mut source, |piece| {
            body.extend_from_slice(piece);
            Ok::<_, Fault>(())
        })?;
        Ok(body)
    }

    #[test]
    fn chunks_are_read_across_page_borders_and_every_flipped_bit_is_found() {
        let named = [b"tEXt".as_slice(), b"Comment\0hello"].concat();
        let sum = crc32fast::hash(&named).to_be_bytes();
        let chunk = [&[0, 0, 0, 13], named.as_slice(), &sum].concat();
        for before in 65_536 - chunk.len()..=65_536 {
            let mut file = vec![0; before];
            file.extend_from_slice(&chunk);
            assert_eq!(read(&file, before as u64).unwrap(), b"Comment\0hello");
            for bit in 8 * (before + 4)..8 * file.len() {
                file[bit / 8] ^= 1 << (bit % 8);
                assert!(read(&file, before as u64).is_err(), "{before} {bit}");
                file[bit / 8] ^= 1 << (bit % 8);
            }
            file.pop();
            assert!(read(&file, before as u64).is_err(), "cut off");
        }
    }

    #[test]
    fn image_data_must_be_contiguous_and_follow_the_header() {
        let in_order = |names: &[&[u8; 4]]| {
            let mut order = Order::default();
            names.iter().all(|name| order.take(name).is_ok())
        };
        assert!(in_order(&[
            b"IHDR", b"tEXt", b"IDAT", b"IDAT", b"tIME", b"IEND"
        ]));
        assert!(!in_order(&[b"tEXt", b"IHDR"]));
        assert!(!in_order(&[b"IHDR", b"IHDR"]));
        assert!(!in_order(&[b"IHDR", b"IDAT", b"tIME", b"IDAT"]));
        assert!(!in_order(&[b"IHDR", b"IEND"]));
    }
}

//! Reading forward through a file of any size.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};

use crate::error::{PictureError, Step};

/// How much is read at a time, in bytes.
pub(crate) const BUFFER: usize = 64 * 1024;

/// A reader from the beginning of a file on. The end of the file is an error, unless asked for.
pub(crate) struct Source<R> {
    reader: BufReader<R>,
}

pub(crate) const CUT_OFF: PictureError = PictureError::Malformed("it is cut off");

impl<R: Read + Seek> Source<R> {
    pub(crate) fn new(mut reader: R) -> Step<Self> {
        reader.seek(SeekFrom::Start(0))?;
        let reader = BufReader::with_capacity(BUFFER, reader);
        Ok(Self { reader })
    }

    /// What is at hand; empty at the end of the file.
    pub(crate) fn chunk(&mut self) -> Step<&[u8]> {
        Ok(self.reader.fill_buf()?)
    }

    /// Steps over what was looked at.
    pub(crate) fn consume(&mut self, len: usize) {
        self.reader.consume(len);
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Step<[u8; N]> {
        let mut array = [0; N];
        match self.reader.read_exact(&mut array) {
            Ok(()) => Ok(array),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(CUT_OFF),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn byte(&mut self) -> Step<u8> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    /// The next `len` bytes; the caller bounds them.
    pub(crate) fn bytes(&mut self, len: usize) -> Step<Vec<u8>> {
        let bytes = self.at_most(len)?;
        if bytes.len() < len {
            return Err(CUT_OFF);
        }
        Ok(bytes)
    }

    /// The next `len` bytes, or as many as there are.
    pub(crate) fn at_most(&mut self, len: usize) -> Step<Vec<u8>> {
        let mut bytes = Vec::with_capacity(len);
        let mut limited = (&mut self.reader).take(len as u64);
        limited.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Hands the next `len` bytes to `each`, piece by piece.
    pub(crate) fn pass(
        &mut self,
        mut len: u64,
        mut each: impl FnMut(&[u8]) -> Step<()>,
    ) -> Step<()> {
        while len > 0 {
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                return Err(CUT_OFF);
            }
            let n = usize::try_from(len).unwrap_or(usize::MAX).min(chunk.len());
            each(chunk.get(..n).unwrap_or_default())?;
            self.reader.consume(n);
            len -= n as u64;
        }
        Ok(())
    }
}

/// A writer that counts.
pub(crate) struct Counted<W> {
    pub(crate) inner: W,
    pub(crate) len: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.len += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

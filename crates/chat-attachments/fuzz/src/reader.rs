//! Test readers: one that counts, and one of a sparse file.

use std::io::{self, Read, Seek, SeekFrom, Write};

/// Maximum read that [`Counted`] serves, in bytes. Readers may return less than requested.
const SHORT: usize = 4093;

/// Counts the bytes read, and returns them in short reads.
#[derive(Debug)]
pub struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R> Counted<R> {
    /// Wraps a reader.
    pub fn new(inner: R) -> Self {
        Self { inner, read: 0 }
    }

    /// Bytes read so far.
    pub fn read_so_far(&self) -> u64 {
        self.read
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(SHORT);
        let n = self.inner.read(into.get_mut(..most).unwrap_or_default())?;
        self.read += n as u64;
        Ok(n)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

impl<R: Write> Write for Counted<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file of zeros with some runs of other bytes. The zeros take no memory.
#[derive(Debug, Clone, Default)]
pub struct Sparse {
    /// Runs by offset, in order and without overlap.
    runs: Vec<(u64, Vec<u8>)>,
    len: u64,
    at: u64,
}

impl Sparse {
    /// An empty file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends zeros.
    pub fn skip(&mut self, zeros: u64) {
        self.len += zeros;
    }

    /// Appends bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.runs.push((self.len, bytes.to_vec()));
        self.len += bytes.len() as u64;
    }

    /// Length of the file, in bytes.
    pub fn file_len(&self) -> u64 {
        self.len
    }

    /// The complete content.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(self.len).unwrap_or(0)];
        self.fill(0, &mut bytes);
        bytes
    }

    fn fill(&self, at: u64, into: &mut [u8]) {
        into.fill(0);
        let end = at + into.len() as u64;
        let first = self
            .runs
            .partition_point(|(start, run)| start + run.len() as u64 <= at);
        let here = self
            .runs
            .iter()
            .skip(first)
            .take_while(|(start, _)| *start < end);
        for (start, run) in here {
            let from = usize::try_from(at.saturating_sub(*start)).unwrap_or(usize::MAX);
            let to = usize::try_from(start.saturating_sub(at)).unwrap_or(usize::MAX);
            let pairs = into.iter_mut().skip(to).zip(run.iter().skip(from));
            pairs.for_each(|(place, byte)| *place = *byte);
        }
    }
}

impl Read for Sparse {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let n = left.min(into.len());
        self.fill(self.at, into.get_mut(..n).unwrap_or_default());
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

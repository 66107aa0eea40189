//! The spool: unlinked temporary files for uploads without a verdict, bounded in bytes.

use super::blocking::{Consumer, blocking};
use crate::{error::AppError, settings::Settings};
use bytes::Bytes;
use chat_domain::chat::Sha256;
use sha2::Digest as _;
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Bytes per chunk read back: many, since each is read by another blocking task.
const CHUNK: u64 = 1024 * 1024;

/// The folder of spool files and the limit on their total size: the disk may be the log's.
#[derive(Clone)]
pub(super) struct Spools {
    folder: PathBuf,
    max: u64,
    used: Arc<AtomicU64>,
}

impl Spools {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            folder: settings.spool.clone(),
            max: settings.uploads.spool_bytes,
            used: Arc::default(),
        }
    }

    fn take(&self, bytes: u64) -> io::Result<()> {
        let more = |used: u64| used.checked_add(bytes).filter(|used| *used <= self.max);
        let taken = self
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken
            .map(drop)
            .map_err(|_| io::Error::new(io::ErrorKind::StorageFull, "the spool is full"))
    }

    fn give_back(&self, bytes: u64) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

pub(super) struct Spool {
    spools: Spools,
    file: File,
    hash: sha2::Sha256,
    pub(super) size: u64,
}

impl Spool {
    pub(super) async fn new(spools: &Spools) -> Result<Self, AppError> {
        let spools = spools.clone();
        blocking(move || Ok(Self::open(spools)?)).await
    }

    fn open(spools: Spools) -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile_in(&spools.folder)?,
            spools,
            hash: sha2::Sha256::new(),
            size: 0,
        })
    }

    pub(super) fn digest(&self) -> Sha256 {
        Sha256(self.hash.clone().finalize().into())
    }

    /// An empty file in the same spool.
    pub(super) fn another(&self) -> io::Result<Self> {
        Self::open(self.spools.clone())
    }

    /// The next bytes; empty at the end.
    pub(super) async fn next_chunk(self) -> Result<(Self, Bytes), AppError> {
        blocking(move || {
            let mut chunk = Vec::new();
            (&self.file).take(CHUNK).read_to_end(&mut chunk)?;
            Ok((self, Bytes::from(chunk)))
        })
        .await
    }
}

impl Read for Spool {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for Spool {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Bytes are written once and in order, and hashed as they are.
impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.spools.take(bytes.len() as u64)?;
        let written = self.file.write(bytes);
        let count = *written.as_ref().unwrap_or(&0);
        let (kept, left) = bytes
            .split_at_checked(count)
            .ok_or_else(|| io::Error::other("more bytes were written than given"))?;
        self.spools.give_back(left.len() as u64);
        self.hash.update(kept);
        self.size = self.size.saturating_add(kept.len() as u64);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.spools.give_back(self.size);
    }
}

impl Consumer for Spool {
    type Output = Self;

    fn take(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        Ok(self.write_all(bytes)?)
    }

    fn finish(self) -> Result<Self, AppError> {
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn spool_is_read_back_in_chunks() {
        let spools = Spools::new(&Settings::default());
        let mut spool = Spool::new(&spools).await.unwrap();
        let chunk = usize::try_from(CHUNK).unwrap();
        spool.write_all(&vec![7; 2 * chunk + 1]).unwrap();
        spool.rewind().unwrap();
        let mut chunks = Vec::new();
        loop {
            let bytes;
            (spool, bytes) = spool.next_chunk().await.unwrap();
            chunks.push(bytes.len());
            if bytes.is_empty() {
                break;
            }
        }
        assert_eq!(chunks, [chunk, chunk, 1, 0]);
    }
}

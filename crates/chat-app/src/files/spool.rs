//! The spool: unlinked temporary files for uploads without a verdict, bounded in bytes.

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

/// Bytes per chunk read back.
const CHUNK: usize = 64 * 1024;

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
        blocking(move || Self::open(spools)).await
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

    /// Runs `what` on the whole file, from its start, on a blocking thread.
    pub(super) async fn with<T: Send + 'static>(
        mut self,
        what: impl FnOnce(&mut File) -> io::Result<T> + Send + 'static,
    ) -> Result<(Self, T), AppError> {
        blocking(move || {
            self.file.seek(SeekFrom::Start(0))?;
            let answer = what(&mut self.file)?;
            self.file.seek(SeekFrom::Start(0))?;
            Ok((self, answer))
        })
        .await
    }

    /// Runs `what` from the whole file into a new one, on a blocking thread.
    pub(super) async fn into<T: Send + 'static>(
        mut self,
        what: impl FnOnce(&mut File, &mut Self) -> io::Result<T> + Send + 'static,
    ) -> Result<(Self, T), AppError> {
        blocking(move || {
            self.file.seek(SeekFrom::Start(0))?;
            let mut other = Self::open(self.spools.clone())?;
            let answer = what(&mut self.file, &mut other)?;
            other.file.seek(SeekFrom::Start(0))?;
            Ok((other, answer))
        })
        .await
    }

    /// The next bytes; empty at the end.
    pub(super) async fn next_chunk(mut self) -> Result<(Self, Bytes), AppError> {
        blocking(move || {
            let mut chunk = vec![0; CHUNK];
            let count = self.file.read(&mut chunk)?;
            chunk.truncate(count);
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

pub(super) async fn blocking<T: Send + 'static>(
    what: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(what)
        .await
        .map_err(AppError::unavailable)?;
    done.map_err(AppError::unavailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn spool_is_read_back_in_chunks() {
        let spools = Spools::new(&Settings::default());
        let spool = Spool::new(&spools).await.unwrap();
        let write = |_: &mut File, into: &mut Spool| into.write_all(&[7; 2 * CHUNK + 1]);
        let (mut spool, ()) = spool.into(write).await.unwrap();
        let mut chunks = Vec::new();
        loop {
            let chunk;
            (spool, chunk) = spool.next_chunk().await.unwrap();
            chunks.push(chunk.len());
            if chunk.is_empty() {
                break;
            }
        }
        assert_eq!(chunks, [CHUNK, CHUNK, 1, 0]);
    }
}

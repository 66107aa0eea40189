//! Where an upload waits for its verdict: an unlinked file, never more than the limit.

use crate::error::AppError;
use bytes::Bytes;
use chat_domain::chat::Sha256;
use sha2::Digest as _;
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

/// Bytes of one chunk that is read back.
const CHUNK: usize = 64 * 1024;

pub(super) struct Spool {
    file: File,
    hash: sha2::Sha256,
    pub(super) size: u64,
}

impl Spool {
    pub(super) async fn new(folder: &Path) -> Result<Self, AppError> {
        let folder = folder.to_owned();
        blocking(move || Self::open(&folder)).await
    }

    fn open(folder: &Path) -> std::io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile_in(folder)?,
            hash: sha2::Sha256::new(),
            size: 0,
        })
    }

    pub(super) fn digest(&self) -> Sha256 {
        Sha256(self.hash.clone().finalize().into())
    }

    /// Runs `what` on the whole file, from its start, on a thread that may block.
    pub(super) async fn with<T: Send + 'static>(
        mut self,
        what: impl FnOnce(&mut File) -> std::io::Result<T> + Send + 'static,
    ) -> Result<(Self, T), AppError> {
        blocking(move || {
            self.file.seek(SeekFrom::Start(0))?;
            let answer = what(&mut self.file)?;
            self.file.seek(SeekFrom::Start(0))?;
            Ok((self, answer))
        })
        .await
    }

    /// Runs `what` from the whole file into a new one, likewise.
    pub(super) async fn into<T: Send + 'static>(
        mut self,
        folder: &Path,
        what: impl FnOnce(&mut File, &mut Self) -> std::io::Result<T> + Send + 'static,
    ) -> Result<(Self, T), AppError> {
        let folder = folder.to_owned();
        blocking(move || {
            self.file.seek(SeekFrom::Start(0))?;
            let mut other = Self::open(&folder)?;
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
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for Spool {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

/// Bytes are written once and in order, so that they are hashed on the way.
impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.size = self.size.saturating_add(count as u64);
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    what: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(what)
        .await
        .map_err(AppError::unavailable)?;
    done.map_err(AppError::unavailable)
}

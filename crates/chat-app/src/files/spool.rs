//! Where an upload waits for its verdict: an unlinked file, never more than the limit.

use crate::error::AppError;
use bytes::Bytes;
use sha2::Digest as _;
use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

/// Bytes of one chunk that is read back.
const CHUNK: usize = 64 * 1024;

/// How much of the beginning is kept for an early refusal.
const HEAD: usize = 4_096;

pub(super) struct Spool {
    file: File,
    hash: sha2::Sha256,
    pub(super) head: Vec<u8>,
    pub(super) size: u64,
}

impl Spool {
    pub(super) async fn new(folder: &Path) -> Result<Self, AppError> {
        let folder = folder.to_owned();
        let file = blocking(move || tempfile::tempfile_in(folder)).await?;
        Ok(Self {
            file,
            hash: sha2::Sha256::new(),
            head: Vec::new(),
            size: 0,
        })
    }

    pub(super) async fn write(mut self, bytes: Bytes) -> Result<Self, AppError> {
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head
            .extend_from_slice(bytes.get(..room).unwrap_or_default());
        self.size = self.size.saturating_add(bytes.len() as u64);
        blocking(move || {
            self.hash.update(&bytes);
            self.file.write_all(&bytes)?;
            Ok(self)
        })
        .await
    }

    pub(super) fn head_is_full(&self) -> bool {
        self.head.len() == HEAD
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
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

    /// The next bytes; empty at the end.
    pub(super) async fn read(mut self) -> Result<(Self, Bytes), AppError> {
        blocking(move || {
            let mut chunk = vec![0; CHUNK];
            let count = self.file.read(&mut chunk)?;
            chunk.truncate(count);
            Ok((self, Bytes::from(chunk)))
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    what: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(what)
        .await
        .map_err(AppError::unavailable)?;
    done.map_err(AppError::unavailable)
}

//! Copying files with hashing and a speed limit.

use crate::folder;
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    time::{Duration, Instant},
};

/// Chunk size in bytes.
const PIECE: usize = 256 * 1024;

/// Limits the speed, to leave disk bandwidth to the server.
pub(super) struct Throttle {
    bytes_per_second: u64,
    begun: Instant,
    bytes: u64,
}

impl Throttle {
    pub(super) fn new(mib_per_second: u32) -> Self {
        Self {
            bytes_per_second: u64::from(mib_per_second) * 1024 * 1024,
            begun: Instant::now(),
            bytes: 0,
        }
    }

    /// Waits until this many more bytes are within the limit.
    pub(super) fn took(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_add(bytes);
        let millis = self.bytes.saturating_mul(1_000) / self.bytes_per_second.max(1);
        let due = Duration::from_millis(millis);
        std::thread::sleep(due.saturating_sub(self.begun.elapsed()));
    }

    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// A new file that only its owner can read.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

/// A folder that only its owner can enter, with its parents.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Copies a file into a new one and makes it durable; returns its digest.
pub(super) fn copy(mut from: File, to: &Path, throttle: &mut Throttle) -> io::Result<[u8; 32]> {
    if let Some(folder) = to.parent() {
        create_folder(folder)?;
    }
    let mut to = create(to)?;
    let digest = read(&mut from, throttle, |piece| to.write_all(piece))?;
    to.sync_all()?;
    Ok(digest)
}

/// The digest of a file.
pub(super) fn digest(mut file: File, throttle: &mut Throttle) -> io::Result<[u8; 32]> {
    read(&mut file, throttle, |_| Ok(()))
}

fn read(
    from: &mut File,
    throttle: &mut Throttle,
    mut piece_by_piece: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<[u8; 32]> {
    let mut piece = vec![0; PIECE];
    let mut hash = Sha256::new();
    loop {
        let count = from.read(&mut piece)?;
        let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else {
            return Ok(hash.finalize().into());
        };
        hash.update(read);
        piece_by_piece(read)?;
        throttle.took(count as u64);
    }
}

/// Makes the names in a folder and its subfolders durable.
pub(super) fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    folder::sync(folder)
}

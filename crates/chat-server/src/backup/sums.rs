//! The list of a backup's files and digests, in the format of `sha256sum`.

use crate::error::StartError;
use chat_domain::hex;
use sha2::{Digest as _, Sha256};
use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Read, Write},
    path::{Component, Path, PathBuf},
};

/// The name of the list.
pub(super) const SUMS: &str = "SHA256SUMS";

/// Maximum length of a line in bytes; those written here have 181.
const MAX_LINE: u64 = 256;

/// A list being written.
pub(super) struct SumsWriter {
    file: BufWriter<File>,
    path: PathBuf,
    hash: Sha256,
}

impl SumsWriter {
    pub(super) fn new(folder: &Path) -> Result<Self, StartError> {
        let path = folder.join(SUMS);
        let file = super::files::create(&path).map_err(StartError::file(&path))?;
        Ok(Self {
            file: BufWriter::new(file),
            path,
            hash: Sha256::new(),
        })
    }

    /// Adds a file by its path within the backup.
    pub(super) fn add(&mut self, digest: &[u8; 32], name: &Path) -> Result<(), StartError> {
        let line = format!("{}  {}\n", hex::encode(digest), name.display());
        self.hash.update(&line);
        let written = self.file.write_all(line.as_bytes());
        written.map_err(StartError::file(&self.path))
    }

    /// Makes the list durable, and returns its own digest.
    pub(super) fn finish(mut self) -> Result<[u8; 32], StartError> {
        let synced = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all());
        synced.map_err(StartError::file(&self.path))?;
        Ok(self.hash.finalize().into())
    }
}

/// Reads a list line by line: a digest, and a path within the folder. `None` for an invalid line.
pub(super) struct SumsReader {
    file: io::Take<BufReader<File>>,
}

impl SumsReader {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let file = BufReader::new(chat_blobs::open_regular(&folder.join(SUMS))?);
        Ok(Self {
            file: file.take(MAX_LINE),
        })
    }
}

impl Iterator for SumsReader {
    type Item = io::Result<Option<([u8; 32], PathBuf)>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.file.set_limit(MAX_LINE);
        let mut line = Vec::new();
        match self.file.read_until(b'\n', &mut line) {
            Ok(0) => None,
            Ok(_) => Some(Ok(parsed(&line))),
            Err(error) => Some(Err(error)),
        }
    }
}

fn parsed(line: &[u8]) -> Option<([u8; 32], PathBuf)> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let (digest, name) = line.split_once("  ")?;
    let name = PathBuf::from(name);
    let mut parts = name.components();
    let stays = parts.all(|part| matches!(part, Component::Normal(_)));
    (stays && !name.as_os_str().is_empty()).then_some((hex::decode(digest)?, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_outside_the_backup_are_rejected() {
        let digest = "0".repeat(64);
        let line = |name: &str| parsed(format!("{digest}  {name}\n").as_bytes());
        assert!(line("files/files/a/b/c").is_some());
        for name in ["", "/etc/passwd", "../a", "a/../../b", "./../a"] {
            assert!(line(name).is_none(), "{name}");
        }
        assert!(parsed(format!("{digest} a\n").as_bytes()).is_none());
        assert!(parsed(b"00  a\n").is_none());
        assert!(parsed(format!("{digest}  cut").as_bytes()).is_none());
    }
}

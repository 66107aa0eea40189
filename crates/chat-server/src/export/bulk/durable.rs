//! Files that appear under their names once they are complete and durable.

use crate::{error::StartError, folder};
use std::{
    fs::{File, OpenOptions, rename},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// The ending of a file that is being written. A later attempt at the same file replaces it.
pub(super) const UNFINISHED: &str = ".new";

/// A file that only its owner can read, created if it is missing.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(false).mode(0o600);
    options.open(path)
}

/// A file being written.
pub(super) struct Unfinished {
    file: File,
    path: PathBuf,
    named: PathBuf,
}

impl Unfinished {
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(UNFINISHED);
        let unfinished = PathBuf::from(unfinished);
        let file = open(&unfinished)?;
        file.set_len(0)?;
        Ok(Self {
            file,
            path: unfinished,
            named: path.to_owned(),
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Gives the file its name, also if there was another of that name.
    pub(super) fn finish(self) -> io::Result<()> {
        self.file.sync_all()?;
        rename(&self.path, &self.named)?;
        folder::sync(folder::parent(&self.named))
    }

    /// Gives the file up.
    pub(super) fn discard(self) -> io::Result<()> {
        std::fs::remove_file(self.path)
    }
}

/// Writes a small file.
///
/// # Errors
/// [`StartError::File`].
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StartError> {
    let written = || {
        let mut file = Unfinished::new(path)?;
        file.write(bytes)?;
        file.finish()
    };
    written().map_err(StartError::file(path))
}

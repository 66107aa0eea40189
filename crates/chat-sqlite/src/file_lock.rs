//! Exclusive use of a log by one process.

use crate::error::OpenError;
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// An exclusive lock on a log, held until dropped. The operating system releases it when the process
/// ends for any reason.
///
/// The lock is on a separate file next to the log, to stay clear of SQLite's locks on the log itself.
/// Releasing the lock leaves that file in place: deleting it would race with another process that is
/// about to lock it.
#[derive(Debug)]
pub struct FileLock(File);

impl FileLock {
    /// Locks the log at this path, which must be canonical. The log need not exist yet.
    ///
    /// # Errors
    /// [`OpenError::AlreadyOpen`] while another process, or another handle in this one, holds it.
    pub fn acquire(log: &Path) -> Result<Self, OpenError> {
        let file = private()
            .write(true)
            .create(true)
            .truncate(false)
            .open(Self::path(log))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(OpenError::AlreadyOpen {
                path: log.to_owned(),
            }),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// The path of the lock file.
    #[must_use]
    pub fn path(log: &Path) -> PathBuf {
        let mut name = log.as_os_str().to_owned();
        name.push(".lock");
        PathBuf::from(name)
    }
}

impl Drop for FileLock {
    /// Closing the file is not enough: a process that another thread is starting shares the lock between its
    /// fork and its exec, which can take long on a busy machine. Unlocking releases it for both.
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the log's lock was not released before its file is closed");
        }
    }
}

/// The canonical path of the log, so that two paths to one file share one lock. Creates an empty file
/// if necessary, readable only by its owner; SQLite gives its other files the same permissions.
///
/// An existing file is not opened: closing it would release the locks of this process's connections.
pub(crate) fn resolve(path: &Path) -> io::Result<PathBuf> {
    match private().write(true).create_new(true).open(path) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    path.canonicalize()
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

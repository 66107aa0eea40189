//! One process a file.

use crate::OpenError;
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// Holds the log's file for this process until it is dropped; the system releases it when the
/// process ends, however it ends.
///
/// The lock is on a file of its own beside the log, since SQLite's own locks on the log's file must
/// not be disturbed. The lock's file stays when the lock is released: whoever removed it could take it
/// from under a process that is about to lock it.
#[derive(Debug)]
pub struct FileLock(#[expect(dead_code, reason = "is held, not used")] File);

impl FileLock {
    /// Takes the lock of the log at this path, which must be its one true name. There need be no log
    /// yet.
    ///
    /// # Errors
    /// [`OpenError::AlreadyOpen`] while another process, or another part of this one, holds it.
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

    /// The lock's file.
    #[must_use]
    pub fn path(log: &Path) -> PathBuf {
        let mut name = log.as_os_str().to_owned();
        name.push(".lock");
        PathBuf::from(name)
    }
}

/// The log's file under its one true name, so that two ways to it meet at the same lock. Made
/// empty if it is not there, and readable by nobody else: SQLite gives its other files the same
/// permissions.
pub(crate) fn resolve(path: &Path) -> io::Result<PathBuf> {
    private()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
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

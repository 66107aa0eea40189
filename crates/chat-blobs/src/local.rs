//! Files in a folder.

use object_store::local::LocalFileSystem;
use std::{
    fs::{self, DirBuilder},
    io,
    path::{Path, PathBuf},
};

pub(crate) const FILES: &str = "files";
pub(crate) const UNFINISHED: &str = "unfinished";

/// Makes the folder, and in it one for files and one for what is being written; answers with its
/// one true name.
pub(crate) fn prepare(folder: &Path) -> io::Result<PathBuf> {
    private().recursive(true).create(folder)?;
    let folder = folder.canonicalize()?;
    for inner in [FILES, UNFINISHED] {
        match private().create(folder.join(inner)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    // The folders themselves must survive a power cut.
    for folder in [Some(&*folder), folder.parent()].into_iter().flatten() {
        sync(folder)?;
    }
    Ok(folder)
}

pub(crate) fn store(folder: &Path) -> object_store::Result<LocalFileSystem> {
    Ok(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))
}

#[cfg(unix)]
fn private() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn private() -> DirBuilder {
    DirBuilder::new()
}

#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    match fs::File::open(folder) {
        // A parent that may not be read is none that we have just written to.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        opened => opened?.sync_all(),
    }
}

#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

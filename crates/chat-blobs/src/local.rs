//! A store in a local folder.

use object_store::local::LocalFileSystem;
use std::{
    fs::{self, DirBuilder},
    io,
    path::{Path, PathBuf},
};

pub(crate) const FILES: &str = "files";
pub(crate) const UNFINISHED: &str = "unfinished";

/// Creates the folder with its subfolders for finished and unfinished files. Returns its canonical
/// path.
pub(crate) fn prepare(folder: &Path) -> io::Result<PathBuf> {
    private().recursive(true).create(folder)?;
    let folder = folder.canonicalize()?;
    for inner in [FILES, UNFINISHED] {
        match private().create(folder.join(inner)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    // The folders themselves must survive a power loss.
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
        // We can't have created anything in a parent that we may not read.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        opened => opened?.sync_all(),
    }
}

#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

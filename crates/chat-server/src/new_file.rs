//! New files, written atomically and never over others.

use crate::error::StartError;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::Path,
};
use tempfile::NamedTempFile;

/// # Errors
/// [`StartError::File`] if the name is taken.
pub(crate) fn must_not_exist(path: &Path) -> Result<(), StartError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(StartError::file(path)(io::ErrorKind::AlreadyExists.into())),
        Err(_) => Ok(()),
    }
}

/// Writes a file that only its owner can read. It has its name once it is complete and durable.
///
/// # Errors
/// [`StartError::File`], also if the name is taken; those of `content`.
pub(crate) fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<&File>) -> Result<(), StartError>,
) -> Result<(), StartError> {
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let unfinished = NamedTempFile::new_in(folder).map_err(StartError::file(path))?;
    let mut file = BufWriter::new(unfinished.as_file());
    content(&mut file)?;
    file.flush().map_err(StartError::file(path))?;
    drop(file);
    let publish = || {
        unfinished.as_file().sync_all()?;
        unfinished.persist_noclobber(path)?;
        File::open(folder)?.sync_all()
    };
    publish().map_err(StartError::file(path))
}

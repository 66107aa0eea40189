//! The layout of a backup, and the data folder that it is made of.

use crate::{
    cli::FolderArgs,
    error::StartError,
    settings::{FilesKind, StorageKind},
};
use std::path::{Path, PathBuf};

/// A backup uses the same names as a data folder.
pub(super) const LOG: &str = "visits.sqlite3";
pub(super) const FILES: &str = "files";

/// The data folder of the arguments.
///
/// # Errors
/// [`StartError::Settings`] if not all of the data is in it.
pub(super) fn path_of(args: &FolderArgs) -> Result<PathBuf, StartError> {
    let settings = args.settings()?;
    let in_folder = settings.storage == StorageKind::Sqlite && settings.files == FilesKind::Folder;
    if !in_folder || settings.files_folder.is_some() {
        let text = "storage, files: a backup copies a data folder that has all; use the tools of the database and of the store";
        return Err(StartError::Settings(text.to_owned()));
    }
    Ok(settings.data)
}

pub(super) fn refusal(path: &Path, what: &str) -> StartError {
    StartError::Content {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

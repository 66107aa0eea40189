//! The layout of a backup, and the data folder that it is made of.

use crate::{cli::FolderArgs, error::StartError, settings::StorageKind};
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
    if settings.storage != StorageKind::Sqlite {
        let text =
            "storage: a backup copies a data folder; copy a PostgreSQL database with its own tools";
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

//! The layout of a backup, and the data folder that it is made of.

use crate::{cli::FolderArgs, error::StartError, settings::Settings};
use std::path::{Path, PathBuf};

/// A backup uses the same names as a data folder.
pub(super) const LOG: &str = "visits.sqlite3";
pub(super) const FILES: &str = "files";

/// The data folder of the arguments.
pub(super) fn path_of(args: &FolderArgs) -> Result<PathBuf, StartError> {
    Ok(match &args.data {
        Some(data) => data.clone(),
        None => Settings::load(args.config.as_deref())?.data,
    })
}

pub(super) fn refusal(path: &Path, what: &str) -> StartError {
    StartError::Content {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

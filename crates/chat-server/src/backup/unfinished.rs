//! An unfinished backup or restored folder.

use super::{files, layout::refusal};
use crate::{error::StartError, folder};
use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// A folder with a temporary name. Removed unless it is published.
pub(super) struct Unfinished {
    pub(super) path: PathBuf,
    published: bool,
}

impl Unfinished {
    pub(super) fn new(to: &Path) -> Result<Self, StartError> {
        if to.symlink_metadata().is_ok() {
            return Err(refusal(to, "it already exists"));
        }
        let mut name = to.as_os_str().to_owned();
        name.push(".unfinished");
        Self::at(PathBuf::from(name))
    }

    pub(super) fn at(path: PathBuf) -> Result<Self, StartError> {
        match fs::create_dir(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(refusal(
                &path,
                "a backup is being written there or was interrupted; if interrupted, remove it",
            )),
            made => {
                made.and_then(|()| private(&path))
                    .map_err(StartError::file(&path))?;
                Ok(Self {
                    path,
                    published: false,
                })
            }
        }
    }

    pub(super) fn publish(mut self, to: &Path) -> Result<(), StartError> {
        let publish = || {
            files::sync_folders(&self.path)?;
            fs::rename(&self.path, to)?;
            folder::sync(folder::parent(to))
        };
        publish().map_err(StartError::file(to))?;
        self.published = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            eprintln!("can't remove {}: {error}", self.path.display());
        }
    }
}

fn private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

//! The folder of an export: new, unfinished or complete.

use super::{
    durable::{UNFINISHED, replace},
    manifest,
    output::Output,
    progress::Progress,
};
use crate::{error::StartError, folder};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// The file that says how far an unfinished export has got.
const PROGRESS: &str = "progress.json";

/// A folder that no other process exports to.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) progress: Progress,
    pub(super) output: Output,
    /// Locked.
    _lock: File,
}

/// A folder that was asked for.
pub(super) enum Claimed {
    /// To be filled.
    Open(Box<Folder>),
    /// Completed by a process that ended before it said so.
    Complete(Progress),
}

impl Folder {
    /// Creates a folder, or goes on with an unfinished one that was begun with the same request.
    ///
    /// # Errors
    /// [`StartError::File`]; [`StartError::Content`] if it has anything else, or is in use.
    pub(super) fn claim(path: &Path, fresh: Progress) -> Result<Claimed, StartError> {
        folder::create(path).map_err(StartError::file(path))?;
        let lock = File::open(path).map_err(StartError::file(path))?;
        if lock.try_lock().is_err() {
            return Err(wrong(path, "another process exports to it"));
        }
        let progress = match read(&path.join(PROGRESS))? {
            Some(known) if known.request == fresh.request => known,
            Some(_) => {
                let what = "it has an unfinished export with other options; repeat it with those, or choose another folder";
                return Err(wrong(path, what));
            }
            None => {
                must_be_empty(path)?;
                replace(&path.join(PROGRESS), &json(path, &fresh)?)?;
                fresh
            }
        };
        if path.join(manifest::FILE).exists() {
            ended(path)?;
            return Ok(Claimed::Complete(progress));
        }
        let output = Output::resume(path, &progress.written)?;
        Ok(Claimed::Open(Box::new(Self {
            path: path.to_owned(),
            progress,
            output,
            _lock: lock,
        })))
    }

    /// Makes what was written durable, and then the progress.
    pub(super) fn checkpoint(&mut self) -> Result<(), StartError> {
        self.progress.written = self.output.sync()?;
        let json = json(&self.path, &self.progress)?;
        replace(&self.path.join(PROGRESS), &json)
    }

    /// Writes the manifest, after all that it names.
    pub(super) fn finish(mut self: Box<Self>) -> Result<Progress, StartError> {
        self.checkpoint()?;
        let path = self.path.join(manifest::FILE);
        replace(&path, &json(&path, &manifest::of(&self.progress))?)?;
        ended(&self.path)?;
        Ok(self.progress)
    }
}

/// Removes the progress of a complete export.
fn ended(path: &Path) -> Result<(), StartError> {
    let progress = path.join(PROGRESS);
    fs::remove_file(&progress).map_err(StartError::file(progress))?;
    folder::sync(path).map_err(StartError::file(path))
}

fn read(path: &Path) -> Result<Option<Progress>, StartError> {
    match fs::read(path) {
        Ok(text) => match serde_json::from_slice(&text) {
            Ok(progress) => Ok(Some(progress)),
            Err(error) => Err(wrong(path, &error.to_string())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StartError::file(path)(error)),
    }
}

/// Whether there is nothing but what an export left that ended before its first progress.
fn must_be_empty(path: &Path) -> Result<(), StartError> {
    for entry in fs::read_dir(path).map_err(StartError::file(path))? {
        let name = entry.map_err(StartError::file(path))?.file_name();
        if name != *format!("{PROGRESS}{UNFINISHED}") {
            return Err(wrong(path, "it is not empty, and has no unfinished export"));
        }
    }
    Ok(())
}

fn json(path: &Path, value: &impl serde::Serialize) -> Result<Vec<u8>, StartError> {
    let json = serde_json::to_vec_pretty(value);
    json.map_err(|error| wrong(path, &error.to_string()))
}

fn wrong(path: &Path, what: &str) -> StartError {
    StartError::Content {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

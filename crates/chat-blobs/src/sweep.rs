//! Removal of files that a killed process left unfinished.

use crate::{
    error::port_error,
    local::{FILES, UNFINISHED},
};
use chat_ports::PortError;
use futures::TryStreamExt;
use object_store::{Error, ObjectStore, ObjectStoreExt, path::Path};
use std::{
    fs, io,
    path::PathBuf,
    time::{Duration, SystemTime},
};
use tokio::task::spawn_blocking;

/// Removes old objects under the prefix of unfinished files.
pub(crate) async fn objects(
    store: &dyn ObjectStore,
    unfinished: &Path,
    age: Duration,
) -> Result<usize, PortError> {
    let found: Vec<_> = store
        .list(Some(unfinished))
        .try_collect()
        .await
        .map_err(port_error)?;
    let mut removed = 0;
    for object in found {
        if !is_older(object.last_modified.into(), age) {
            continue;
        }
        match store.delete(&object.location).await {
            Ok(()) => removed += 1,
            Err(Error::NotFound { .. }) => {} // finished concurrently
            Err(error) => return Err(port_error(error)),
        }
    }
    Ok(removed)
}

/// Removes the local store's temporary files: it writes to `<name>#<number>`, which it does not
/// list, and then renames.
pub(crate) async fn files(folder: PathBuf, age: Duration) -> Result<usize, PortError> {
    let sweep = move || {
        let mut removed = 0;
        let mut folders = vec![folder.join(FILES), folder.join(UNFINISHED)];
        while let Some(folder) = folders.pop() {
            for found in fs::read_dir(folder)? {
                let found = found?;
                if found.file_type()?.is_dir() {
                    folders.push(found.path());
                } else if found.file_name().to_string_lossy().contains('#') {
                    match remove_if_older(&found, age) {
                        Ok(true) => removed += 1,
                        Ok(false) => {}
                        // Finished concurrently.
                        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok::<_, io::Error>(removed)
    };
    spawn_blocking(sweep)
        .await
        .map_err(PortError::unavailable)?
        .map_err(PortError::unavailable)
}

fn remove_if_older(found: &fs::DirEntry, age: Duration) -> io::Result<bool> {
    let old = is_older(found.metadata()?.modified()?, age);
    if old {
        fs::remove_file(found.path())?;
    }
    Ok(old)
}

pub(crate) fn is_older(modified: SystemTime, age: Duration) -> bool {
    // A modification time in the future counts as new, unless everything counts as old.
    age.is_zero() || modified.elapsed().is_ok_and(|elapsed| elapsed >= age)
}

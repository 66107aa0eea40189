//! Removing what a killed process has left behind.

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

/// Objects under the prefix of what is being written.
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
            Err(Error::NotFound { .. }) => {} // finished in the meantime
            Err(error) => return Err(port_error(error)),
        }
    }
    Ok(removed)
}

/// What a local store writes into before it renames: `<name>#<number>`, which it does not list.
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
                        // Finished in the meantime.
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

fn is_older(modified: SystemTime, age: Duration) -> bool {
    // A time in the future is not old, unless everything is.
    age.is_zero() || modified.elapsed().is_ok_and(|elapsed| elapsed >= age)
}

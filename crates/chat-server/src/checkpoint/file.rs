//! Checkpoints in files.

use crate::error::StartError;
use chat_audit::{Checkpoint, CheckpointError, PublicKey, SecretKey};
use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write as _},
    path::Path,
};
use tempfile::NamedTempFile;

/// Reads a checkpoint and verifies its signature with the key.
///
/// # Errors
/// [`StartError::Checkpoint`], [`StartError::File`].
pub(crate) fn read(path: &Path, key: &PublicKey) -> Result<Checkpoint, StartError> {
    let file = File::open(path).map_err(StartError::file(path))?;
    Checkpoint::read(&mut BufReader::new(file), key).map_err(refused(path))
}

/// # Errors
/// [`StartError::File`] if the name is taken.
pub(super) fn must_not_exist(path: &Path) -> Result<(), StartError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(StartError::file(path)(io::ErrorKind::AlreadyExists.into())),
        Err(_) => Ok(()),
    }
}

/// Writes a checkpoint atomically; never overwrites.
///
/// # Errors
/// [`StartError::Checkpoint`], [`StartError::File`].
pub(super) fn write(
    path: &Path,
    checkpoint: &Checkpoint,
    key: &SecretKey,
) -> Result<(), StartError> {
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let unfinished = NamedTempFile::new_in(folder).map_err(StartError::file(path))?;
    let mut file = BufWriter::new(unfinished.as_file());
    checkpoint.write(key, &mut file).map_err(refused(path))?;
    file.flush().map_err(StartError::file(path))?;
    drop(file);
    let publish = || {
        unfinished.as_file().sync_all()?;
        unfinished.persist_noclobber(path)?;
        File::open(folder)?.sync_all()
    };
    publish().map_err(StartError::file(path))
}

fn refused(path: &Path) -> impl FnOnce(CheckpointError) -> StartError {
    let path = path.to_owned();
    move |source| StartError::Checkpoint { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;

    #[test]
    fn checkpoint_round_trips_and_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoint");
        let key = SecretKey::from_seed(&[7; 32]);
        let checkpoint = Checkpoint::new(OffsetDateTime::UNIX_EPOCH, Vec::new()).unwrap();
        must_not_exist(&path).unwrap();
        write(&path, &checkpoint, &key).unwrap();
        assert_eq!(read(&path, &key.public()).unwrap(), checkpoint);
        assert!(must_not_exist(&path).is_err());
        assert!(write(&path, &checkpoint, &key).is_err());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no leftovers"
        );
    }
}

//! Checkpoints in files.

use crate::{error::StartError, new_file};
use chat_audit::{Checkpoint, CheckpointError, PublicKey, SecretKey};
use std::{fs::File, io::BufReader, path::Path};

/// Reads a checkpoint and verifies its signature with the key.
///
/// # Errors
/// [`StartError::Checkpoint`], [`StartError::File`].
pub(crate) fn read(path: &Path, key: &PublicKey) -> Result<Checkpoint, StartError> {
    let file = File::open(path).map_err(StartError::file(path))?;
    Checkpoint::read(&mut BufReader::new(file), key).map_err(refused(path))
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
    new_file::write(path, |file| {
        checkpoint.write(key, file).map_err(refused(path))
    })
}

fn refused(path: &Path) -> impl FnOnce(CheckpointError) -> StartError {
    let path = path.to_owned();
    move |source| StartError::Checkpoint { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::new_file::must_not_exist;
    use std::fs;
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

//! Keys in files.

use crate::{cli::CheckpointKeyArgs, data_folder::random_bytes, error::StartError};
use chat_audit::{KeyError, PublicKey, SecretKey};
use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// Generates a key into a new file that only its owner can read, and prints its public key.
pub(crate) fn make_key(args: &CheckpointKeyArgs) -> Result<(), StartError> {
    let seed = random_bytes().map_err(StartError::file("/dev/urandom"))?;
    let key = SecretKey::from_seed(&seed);
    let pem = key.to_pem().map_err(content(&args.file))?;
    let write = || {
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&args.file)?;
        file.write_all(pem.as_bytes())?;
        file.sync_all()
    };
    write().map_err(StartError::file(&args.file))?;
    println!("{}", key.public());
    Ok(())
}

/// # Errors
/// [`StartError::File`], [`StartError::Content`].
pub(super) fn secret_key(path: &Path) -> Result<SecretKey, StartError> {
    let pem = fs::read_to_string(path).map_err(StartError::file(path))?;
    SecretKey::from_pem(&pem).map_err(content(path))
}

/// The public key, given directly or in a file.
///
/// # Errors
/// [`StartError::File`], [`StartError::Content`].
pub(crate) fn public_key(hex_or_file: &str) -> Result<PublicKey, StartError> {
    if let Ok(key) = PublicKey::parse(hex_or_file) {
        return Ok(key);
    }
    let text = fs::read_to_string(hex_or_file).map_err(StartError::file(hex_or_file))?;
    PublicKey::parse(&text).map_err(content(Path::new(hex_or_file)))
}

fn content(path: &Path) -> impl FnOnce(KeyError) -> StartError {
    let path = path.to_owned();
    move |error| StartError::Content {
        path,
        what: error.to_string(),
    }
}

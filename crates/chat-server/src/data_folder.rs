//! The folder with all data of one server.

use crate::{error::StartError, folder};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// Length of a generated secret in bytes, before it is encoded in hexadecimal.
const SECRET_BYTES: usize = 32;

/// The folder with all data of one server: the log, the files, and in a demo the secret. Only its
/// owner can enter it.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Opens the folder, creating it if it does not exist. Its name is durable afterward.
    ///
    /// # Errors
    /// [`StartError::File`].
    pub fn open(path: &Path) -> Result<Self, StartError> {
        folder::create(path).map_err(StartError::file(path))?;
        let path = fs::canonicalize(path).map_err(StartError::file(path))?;
        let data = Self { path };
        let spool = data.spool();
        folder::create(&spool).map_err(StartError::file(spool))?;
        Ok(data)
    }

    /// Opens an existing folder; creates nothing.
    ///
    /// # Errors
    /// [`StartError::File`] if it does not exist.
    pub fn existing(path: &Path) -> Result<Self, StartError> {
        let path = fs::canonicalize(path).map_err(StartError::file(path))?;
        Ok(Self { path })
    }

    /// Keeps other processes from using the folder until the file is closed.
    ///
    /// # Errors
    /// [`StartError::File`], also if another process uses it.
    pub(crate) fn lock(&self) -> Result<File, StartError> {
        let path = self.path.join("lock");
        let lock = || {
            let mut options = OpenOptions::new();
            let file = options
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)?;
            match file.try_lock() {
                Ok(()) => Ok(file),
                Err(TryLockError::WouldBlock) => {
                    Err(io::Error::other("another process uses this folder"))
                }
                Err(TryLockError::Error(error)) => Err(error),
            }
        };
        lock().map_err(StartError::file(&path))
    }

    /// The folder's full path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.path.join("visits.sqlite3")
    }

    /// The sent files.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.path.join("files")
    }

    /// Where uploads are kept until they have been judged.
    #[must_use]
    pub fn spool(&self) -> PathBuf {
        self.path.join("spool")
    }

    /// The secret that signs this folder's tokens. Generated on first use; only the owner can read
    /// it.
    ///
    /// # Errors
    /// [`StartError::File`].
    pub fn secret(&self) -> Result<String, StartError> {
        let path = self.path.join("secret");
        match fs::read_to_string(&path) {
            Ok(secret) => Ok(secret.trim().to_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let secret = random_hex().map_err(StartError::file("/dev/urandom"))?;
                self.write_private("secret", secret.as_bytes())?;
                Ok(secret)
            }
            Err(error) => Err(StartError::file(path)(error)),
        }
    }

    /// Writes a file that only its owner can read, atomically.
    ///
    /// # Errors
    /// [`StartError::File`].
    pub(crate) fn write_private(&self, name: &str, content: &[u8]) -> Result<(), StartError> {
        let unfinished = self.path.join(format!("{name}.new"));
        let path = self.path.join(name);
        let write = || {
            let mut options = OpenOptions::new();
            let mut file = options
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&unfinished)?;
            file.write_all(content)?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)
        };
        write().map_err(StartError::file(&path))
    }
}

/// Random bytes from the system, in hexadecimal.
fn random_hex() -> std::io::Result<String> {
    let bytes = random_bytes::<SECRET_BYTES>()?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Random bytes from the system.
pub(crate) fn random_bytes<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn secret_is_generated_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&dir.path().join("a/b")).unwrap();
        let secret = folder.secret().unwrap();
        assert_eq!(secret.len(), 2 * SECRET_BYTES);
        assert_eq!(folder.secret().unwrap(), secret);
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.path().join("secret")), 0o600);
        assert_eq!(mode(folder.path().to_owned()), 0o700);

        let other = DataFolder::open(&dir.path().join("other")).unwrap();
        assert_ne!(other.secret().unwrap(), secret);
    }

    #[test]
    fn file_in_place_of_the_folder_is_a_named_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = DataFolder::open(file.path()).unwrap_err();
        assert_eq!(error.to_string(), file.path().display().to_string());
    }
}

//! A second look at what seems to be damaged.
//!
//! A disk that fails to read is no damage, and SQLite tells the two apart badly: it answers `EIO`
//! with `SQLITE_CORRUPT`, and fills up with zeros what came short. So damage is believed only if a
//! fresh connection finds it, too, and if every byte of the file can be read.

use crate::connection;
use chat_ports::PortError;
use rusqlite::Connection;
use std::{
    fs::File,
    io::{self, ErrorKind, Read as _},
    path::{Path, PathBuf},
    sync::{Mutex, TryLockError},
    time::{Duration, Instant},
};

/// How often it is tried with a fresh connection.
const LOOKS: usize = 2;

/// Bytes of one read: as few as SQLite reads at a time, to find what SQLite finds.
const PIECE: usize = 4 * 1024;

/// How long a file that was read whole is taken to be readable.
const READ_FOR: Duration = Duration::from_secs(60);

/// The file that was last read whole, and when. One is read at a time.
static READ: Mutex<Option<(PathBuf, Instant)>> = Mutex::new(None);

/// Reads again what was found corrupt. Answers with the connection that is to be used from now on,
/// since the old one may remember pages that were never on the disk.
pub(super) fn again<T>(
    path: &Path,
    found: PortError,
    read: &dyn Fn(&Connection) -> Result<T, PortError>,
) -> (Result<T, PortError>, Option<Connection>) {
    let mut found = found;
    for _ in 0..LOOKS {
        let connection = match connection::reader(path) {
            Ok(connection) => connection,
            Err(error) => return (Err(PortError::unavailable(error)), None),
        };
        match read(&connection) {
            Err(corrupt @ PortError::Corrupt(_)) => found = corrupt,
            answer => {
                tracing::warn!(error = %found, "what could not be read has been read now");
                return (answer, Some(connection));
            }
        }
    }
    (Err(found), None)
}

/// Calls corrupt only what lies in a file that can be read whole.
pub(super) fn confirmed<T>(path: &Path, answer: Result<T, PortError>) -> Result<T, PortError> {
    let Err(PortError::Corrupt(found)) = answer else {
        return answer;
    };
    match readable(path) {
        Ok(()) => Err(PortError::Corrupt(found)),
        Err(error) => Err(PortError::unavailable(error)),
    }
}

/// Whether every byte of the database's files can be read, now or a short while ago: what is damaged
/// may be asked for again and again, and a large file takes its time.
pub(crate) fn readable(path: &Path) -> io::Result<()> {
    let mut last = match READ.try_lock() {
        Ok(last) => last,
        Err(TryLockError::Poisoned(last)) => last.into_inner(),
        // Nobody waits for a large file that somebody reads already.
        Err(TryLockError::WouldBlock) => return Err(ErrorKind::WouldBlock.into()),
    };
    match &*last {
        Some((read, at)) if read == path && at.elapsed() < READ_FOR => Ok(()),
        _ => {
            read_all(path)?;
            *last = Some((path.to_owned(), Instant::now()));
            Ok(())
        }
    }
}

fn read_all(path: &Path) -> io::Result<()> {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    for path in [path.to_owned(), PathBuf::from(wal)] {
        match File::open(path) {
            Ok(file) => read_whole(file)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn read_whole(mut file: File) -> io::Result<()> {
    let mut piece = [0; PIECE];
    let (mut read, size) = (0_u64, file.metadata()?.len());
    loop {
        match file.read(&mut piece)? {
            // It may have been cut back while it was read, and that is no error.
            0 if read < size.min(file.metadata()?.len()) => {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            0 => return Ok(()),
            count => read = read.saturating_add(count as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn database() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("visits.db");
        std::fs::write(&path, b"").unwrap();
        (folder, path)
    }

    /// Seems corrupt so many times.
    fn read_failing(times: usize) -> impl Fn(&Connection) -> Result<u32, PortError> {
        let left = Cell::new(times);
        move |_| match left.get() {
            0 => Ok(7),
            more => {
                left.set(more - 1);
                Err(PortError::corrupt("database disk image is malformed"))
            }
        }
    }

    #[test]
    fn what_a_fresh_connection_can_read_is_not_corrupt() {
        let (_folder, path) = database();
        for times in 0..LOOKS {
            let found = PortError::corrupt("seems so");
            let (answer, connection) = again(&path, found, &read_failing(times));
            assert_eq!(answer.unwrap(), 7);
            assert!(connection.is_some(), "it is used from now on");
        }
    }

    #[test]
    fn what_stays_corrupt_is_if_the_file_can_be_read() {
        let (_folder, path) = database();
        let found = PortError::corrupt("seems so");
        let (answer, _) = again(&path, found, &read_failing(9));
        let answer = confirmed(&path, answer);
        assert!(matches!(answer, Err(PortError::Corrupt(_))), "{answer:?}");
    }

    /// A folder under the file's name opens and can't be read, as a disk that fails.
    #[cfg(unix)]
    #[test]
    fn what_can_t_be_read_to_its_end_is_unavailable() {
        let (_folder, path) = database();
        std::fs::create_dir(path.with_file_name("visits.db-wal")).unwrap();
        assert!(readable(&path).is_err());
    }
}

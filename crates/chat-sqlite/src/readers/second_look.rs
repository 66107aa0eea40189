//! Confirmation of apparent corruption.
//!
//! A failing disk is not damage, but SQLite may confuse the two: it can report `EIO` as `SQLITE_CORRUPT`, and
//! pads short reads with zeros. So corruption is reported only if a fresh connection finds it too, and
//! every byte of the file can be read.

use crate::connection;
use chat_ports::PortError;
use rusqlite::Connection;
use std::{
    fs::File,
    io::{self, ErrorKind, Read as _},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, TryLockError},
    thread,
    time::{Duration, Instant},
};

/// Number of attempts with fresh connections.
const LOOKS: usize = 2;

/// Bytes per read: as small as SQLite's reads, to hit the same errors.
const PIECE: usize = 4 * 1024;

/// Time for which a completely read file counts as readable.
const READ_FOR: Duration = Duration::from_secs(60);

/// Maximum wait for another thread that is reading a file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Interval at which a waiting thread looks again.
const PAUSE: Duration = Duration::from_millis(5);

/// The last completely read file, and when.
type LastRead = Option<(PathBuf, Instant)>;

/// One file is read at a time.
static READ: Mutex<LastRead> = Mutex::new(None);

/// Repeats a read that found corruption. If it succeeds, also returns the connection to use from now on,
/// since the old one may have cached pages that were never on disk.
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
                tracing::warn!(error = %found, "apparent corruption was a failed read; the retry succeeded");
                return (answer, Some(connection));
            }
        }
    }
    (Err(found), None)
}

/// Keeps `Corrupt` only if the file can be read completely.
pub(super) fn confirmed<T>(path: &Path, answer: Result<T, PortError>) -> Result<T, PortError> {
    let Err(PortError::Corrupt(found)) = answer else {
        return answer;
    };
    match readable(path) {
        Ok(()) => Err(PortError::Corrupt(found)),
        Err(error) => Err(PortError::unavailable(error)),
    }
}

/// Whether every byte of the database's files can be read. Cached for a while, since damaged data may be
/// requested repeatedly and reading a large file takes time.
pub(crate) fn readable(path: &Path) -> io::Result<()> {
    let mut last = last_read()?;
    match &*last {
        Some((read, at)) if read == path && at.elapsed() < READ_FOR => Ok(()),
        _ => {
            read_all(path)?;
            *last = Some((path.to_owned(), Instant::now()));
            Ok(())
        }
    }
}

/// Waits for another thread's read, unless its file is too large for that.
fn last_read() -> io::Result<MutexGuard<'static, LastRead>> {
    let begun = Instant::now();
    loop {
        match READ.try_lock() {
            Ok(last) => return Ok(last),
            Err(TryLockError::Poisoned(last)) => return Ok(last.into_inner()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(ErrorKind::WouldBlock.into()),
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
            // Truncation during the read is not an error.
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

    /// Reports corruption `times` times, then succeeds.
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
    fn data_that_a_fresh_connection_can_read_is_not_corrupt() {
        let (_folder, path) = database();
        for times in 0..LOOKS {
            let found = PortError::corrupt("apparently");
            let (answer, connection) = again(&path, found, &read_failing(times));
            assert_eq!(answer.unwrap(), 7);
            assert!(
                connection.is_some(),
                "the fresh connection replaces the old one"
            );
        }
    }

    #[test]
    fn lasting_corruption_in_a_readable_file_is_corrupt() {
        let (_folder, path) = database();
        let found = PortError::corrupt("apparently");
        let (answer, _) = again(&path, found, &read_failing(9));
        let answer = confirmed(&path, answer);
        assert!(matches!(answer, Err(PortError::Corrupt(_))), "{answer:?}");
    }

    /// Two requests for one damaged row must not be told different things.
    #[test]
    fn concurrent_looks_at_a_readable_file_all_find_it_readable() {
        let (_folder, path) = database();
        std::fs::write(&path, vec![7; 1_000_000]).unwrap();
        thread::scope(|scope| {
            let looks: Vec<_> = (0..8).map(|_| scope.spawn(|| readable(&path))).collect();
            for look in looks {
                look.join().unwrap().unwrap();
            }
        });
    }

    /// A folder in the file's place can be opened but not read, like a file on a failing disk.
    #[cfg(unix)]
    #[test]
    fn file_that_cannot_be_read_completely_is_not_readable() {
        let (_folder, path) = database();
        std::fs::create_dir(path.with_file_name("visits.db-wal")).unwrap();
        assert!(readable(&path).is_err());
    }
}

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
    io::{self, ErrorKind, Read as _, Seek as _},
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

/// The databases that were read, usually one. One is read at a time.
static OPENED: Mutex<Vec<Database>> = Mutex::new(Vec::new());

/// A database's file, open until the process ends: closing it would release all locks that SQLite's
/// connections in this process hold on it (POSIX `fcntl`), and another process could then delete the
/// write-ahead log that they use.
struct Database {
    path: PathBuf,
    file: File,
    /// When it was last read completely.
    read: Option<Instant>,
}

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
    let mut opened = opened()?;
    let database = match opened.iter().position(|known| known.path == path) {
        Some(known) => opened.get_mut(known),
        None => {
            opened.push(Database {
                path: path.to_owned(),
                file: File::open(path)?,
                read: None,
            });
            opened.last_mut()
        }
    };
    database.map_or(Ok(()), Database::read)
}

/// Waits for another thread's read, unless its file is too large for that.
fn opened() -> io::Result<MutexGuard<'static, Vec<Database>>> {
    let begun = Instant::now();
    loop {
        match OPENED.try_lock() {
            Ok(opened) => return Ok(opened),
            Err(TryLockError::Poisoned(opened)) => return Ok(opened.into_inner()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(ErrorKind::WouldBlock.into()),
        }
    }
}

impl Database {
    fn read(&mut self) -> io::Result<()> {
        if self.read.is_some_and(|at| at.elapsed() < READ_FOR) {
            return Ok(());
        }
        self.file.rewind()?;
        read_whole(&self.file)?;
        let mut wal = self.path.as_os_str().to_owned();
        wal.push("-wal");
        // SQLite locks only the database and its shared memory, so this file may be closed.
        match File::open(wal) {
            Ok(wal) => read_whole(&wal)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        self.read = Some(Instant::now());
        Ok(())
    }
}

fn read_whole(mut file: &File) -> io::Result<()> {
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

    /// Another process must not take this one's connections for closed.
    #[cfg(target_os = "linux")]
    #[test]
    fn reading_the_file_keeps_the_locks_of_the_connections() {
        use std::os::unix::fs::MetadataExt as _;
        let (_folder, path) = database();
        let writer = connection::writer(&path).unwrap();
        writer.execute_batch("CREATE TABLE t (x)").unwrap();
        let inode = std::fs::metadata(&path).unwrap().ino();
        let locks = || {
            let locks = std::fs::read_to_string("/proc/locks").unwrap();
            locks.matches(&format!(":{inode} ")).count()
        };
        assert_eq!(
            locks(),
            1,
            "a connection holds a shared lock while it is open"
        );
        readable(&path).unwrap();
        assert_eq!(locks(), 1);
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

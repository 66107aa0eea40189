//! Connections and their settings.

use crate::error::OpenError;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::{path::Path, time::Duration};

/// `VCht`: marks the file as ours (`PRAGMA application_id`).
pub(crate) const APPLICATION_ID: i32 = 0x5643_6874;

/// How long a statement waits for SQLite's own short locks, such as recovery after a crash.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Size of the write-ahead log, in pages of 4 KiB, at which SQLite checkpoints it.
const CHECKPOINT_PAGES: u32 = 4_000;

/// Size in bytes to which a reset write-ahead log is truncated.
const WAL_KEPT_BYTES: u32 = 64 * 1024 * 1024;

/// Opens a connection without settings.
pub(crate) fn open(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    // Each connection is used by one thread at a time, so SQLite needs no mutexes.
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// Opens the write connection. Refuses a file that is not ours before changing anything.
pub(crate) fn writer(path: &Path) -> Result<Connection, OpenError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if !is_ours(&connection)? {
        return Err(OpenError::NotAVisitLog {
            path: path.to_owned(),
        });
    }
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        let problem = format!("the file system has no write-ahead log: mode is {mode}");
        return Err(OpenError::Database(problem.into()));
    }
    connection.pragma_update(None, "synchronous", "full")?;
    // On macOS an ordinary sync does not reach the disk. No effect elsewhere.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", WAL_KEPT_BYTES)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -32 * 1024)?; // KiB
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Opens a read connection.
pub(crate) fn reader(path: &Path) -> Result<Connection, OpenError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "cache_size", -8 * 1024)?; // KiB
    connection.set_prepared_statement_cache_capacity(16);
    Ok(connection)
}

/// Opens a connection for an audit: it can't write and does not trust the file's schema.
pub(crate) fn auditor(path: &Path) -> Result<Connection, OpenError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match application_id(&connection)? {
        Some(APPLICATION_ID) => {}
        _ => {
            return Err(OpenError::NotAVisitLog {
                path: path.to_owned(),
            });
        }
    }
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "cache_size", -32 * 1024)?; // KiB
    Ok(connection)
}

/// Whether the file is a visit log, or empty.
fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    match application_id(connection)? {
        Some(APPLICATION_ID) => Ok(true),
        Some(0) => {
            let empty = "SELECT count(*) = 0 FROM sqlite_schema";
            connection.query_row(empty, [], |row| row.get(0))
        }
        _ => Ok(false),
    }
}

/// `None` if the file is not a database.
fn application_id(connection: &Connection) -> rusqlite::Result<Option<i32>> {
    match connection.pragma_query_value(None, "application_id", |row| row.get(0)) {
        Ok(id) => Ok(Some(id)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pragma(connection: &Connection, name: &str) -> String {
        let value = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
        let value = connection.pragma_query_value(None, name, value).unwrap();
        format!("{value:?}")
    }

    #[test]
    fn g3_writer_syncs_every_commit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("visits.db");
        std::fs::write(&file, b"").unwrap();
        let writer = writer(&file).unwrap();
        assert_eq!(pragma(&writer, "journal_mode"), r#"Text("wal")"#);
        assert_eq!(pragma(&writer, "synchronous"), "Integer(2)"); // FULL
        assert_eq!(pragma(&writer, "mmap_size"), "Integer(0)");
    }

    #[test]
    fn caches_and_write_ahead_log_are_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("visits.db");
        std::fs::write(&file, b"").unwrap();
        let (writer, reader) = (writer(&file).unwrap(), reader(&file).unwrap());
        // Negative: in KiB.
        assert_eq!(pragma(&writer, "cache_size"), "Integer(-32768)");
        assert_eq!(pragma(&reader, "cache_size"), "Integer(-8192)");
        let kept = format!("Integer({WAL_KEPT_BYTES})");
        assert_eq!(pragma(&writer, "journal_size_limit"), kept);
    }

    #[test]
    fn readers_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("visits.db");
        std::fs::write(&file, b"").unwrap();
        let reader = reader(&file).unwrap();
        let error = reader.execute_batch("CREATE TABLE t (x)").unwrap_err();
        assert_eq!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly));
    }
}

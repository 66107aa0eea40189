//! A look at a log without opening it as one: its schema, and whether it can be written.

use crate::{connection, error::OpenError, migrations, migrations::SCHEMA_VERSION, writer::probe};
use rusqlite::{OpenFlags, TransactionBehavior};
use std::{io, path::Path, time::Duration};

/// How long the write waits for that of another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the file of a log, also beside a running process, and returns its schema's version. Migrates nothing. If the
/// version is the program's, writes a probe without meaning, as [`SqliteVisitLog::check_writes`](crate::SqliteVisitLog::check_writes)
/// does. Blocks the thread.
///
/// # Errors
/// [`OpenError`]: a missing file is not created.
pub fn inspect(path: impl AsRef<Path>) -> Result<u32, OpenError> {
    let path = path.as_ref();
    let path = path.canonicalize().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => OpenError::NoSuchFile {
            path: path.to_owned(),
        },
        _ => error.into(),
    })?;
    let found = migrations::version(&connection::auditor(&path)?)?;
    if found == SCHEMA_VERSION {
        let mut writer = connection::open(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        writer.busy_timeout(PATIENCE)?;
        writer.pragma_update(None, "synchronous", "full")?;
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        probe::write(&transaction)?;
        transaction.commit()?;
    }
    Ok(found)
}

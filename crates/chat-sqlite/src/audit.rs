//! A read-only view of the stored log, for auditors.

mod entries;
mod problems;
mod schema;
mod uploads;
mod visits;

use crate::{
    connection,
    error::OpenError,
    migrations,
    migrations::SCHEMA_VERSION,
    readers::{list_uploads, readable},
};
use async_trait::async_trait;
use chat_domain::Seq;
use chat_ports::{
    LogAudit, PortError, StoredEntry, StoredVisit, UploadQuery, UploadRecord, VisitKey,
};
use rusqlite::{Connection, ErrorCode};
use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::task::spawn_blocking;

/// A snapshot of the file of a [`SqliteVisitLog`](crate::SqliteVisitLog), taken on opening. Clones share it.
///
/// Needs no lock, works while a server writes to the file, and sees none of the later writes. The
/// snapshot is one read transaction, held until the last clone is dropped. **Until then the write-ahead
/// log can't be truncated and grows** by about the size of the appended data. For long audits, audit a copy.
///
/// The file itself is never changed, not even to recover from a crash. SQLite creates its `-wal` and
/// `-shm` files if they are missing.
#[derive(Clone, Debug)]
pub struct SqliteLogAudit {
    connection: Arc<Mutex<Connection>>,
}

impl SqliteLogAudit {
    /// Opens the file of a visit log and takes the snapshot. Blocks the thread briefly.
    ///
    /// # Errors
    /// [`OpenError`]: a missing file is not created, and another schema is not migrated.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref();
        let path = path.canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenError::NoSuchFile {
                path: path.to_owned(),
            },
            _ => error.into(),
        })?;
        let connection = connection::auditor(&path)?;
        // The first read, of the version, takes the snapshot.
        connection.execute_batch("BEGIN")?;
        match migrations::version(&connection)? {
            SCHEMA_VERSION => Ok(Self {
                connection: Arc::new(Mutex::new(connection)),
            }),
            found if found > SCHEMA_VERSION => Err(OpenError::NewerSchema {
                found,
                supported: SCHEMA_VERSION,
            }),
            found => Err(OpenError::OlderSchema {
                found,
                needed: SCHEMA_VERSION,
            }),
        }
    }

    /// The uploads in progress, as [`UploadLedger::list`](chat_ports::UploadLedger::list) returns them.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    pub async fn uploads(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError> {
        self.run(move |connection| list_uploads(connection, &query))
            .await
    }

    pub(crate) fn with<T>(&self, read: impl FnOnce(&Connection) -> T) -> T {
        read(
            &self
                .connection
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Runs a read. A started read completes even if the future is dropped.
    async fn run<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, PortError> + Send + 'static,
    ) -> Result<T, PortError> {
        let connection = Arc::clone(&self.connection);
        let run = move || read(&connection.lock().unwrap_or_else(PoisonError::into_inner));
        spawn_blocking(run).await.map_err(PortError::unavailable)?
    }
}

#[async_trait]
impl LogAudit for SqliteLogAudit {
    async fn visits(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<StoredVisit>, PortError> {
        self.run(move |connection| visits::visits(connection, after, limit))
            .await
    }

    async fn entries(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<StoredEntry>, PortError> {
        self.run(move |connection| entries::entries(connection, visit, after, limit))
            .await
    }

    /// Reads the whole file.
    async fn problems(&self) -> Result<Vec<String>, PortError> {
        self.run(problems::problems).await
    }
}

/// Why a read failed: SQLite's message, which names tables and columns but no values.
type Damage = String;

/// Tells damage, which the auditor judges, from failing reads, which SQLite may also report as damage.
fn damage<T>(
    connection: &Connection,
    read: rusqlite::Result<T>,
) -> Result<Result<T, Damage>, PortError> {
    let error = match read {
        Ok(value) => return Ok(Ok(value)),
        Err(error) => error,
    };
    match error.sqlite_error_code() {
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::OperationInterrupted
            | ErrorCode::OutOfMemory
            | ErrorCode::PermissionDenied
            | ErrorCode::SystemIoFailure,
        ) => Err(PortError::unavailable(error)),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            if let Some(path) = connection.path() {
                readable(Path::new(path)).map_err(PortError::unavailable)?;
            }
            Ok(Err(error.to_string()))
        }
        _ => Ok(Err(error.to_string())),
    }
}

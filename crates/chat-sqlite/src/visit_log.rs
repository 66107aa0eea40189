//! The implementation of [`VisitLog`].

use crate::{
    connection,
    error::OpenError,
    file_lock::{FileLock, resolve},
    migrations::migrate,
    node_leases::SqliteNodeLeases,
    options::SqliteOptions,
    readers::{self, Readers},
    rows::AppendRows,
    upload_ledger::SqliteUploadLedger,
    writer::Writer,
};
use async_trait::async_trait;
use chat_domain::{ClinicId, Entry, PersonId, Seq, VisitSummary};
use chat_ports::{
    Append, DueVisit, LogPart, PortError, VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use std::{collections::BTreeSet, path::Path, sync::Arc};
use time::OffsetDateTime;

/// Visit logs in one SQLite file. Clones share the connections.
///
/// Dropping the last clone, including those of the [ledger](Self::upload_ledger), finishes the queued
/// changes, checkpoints the write-ahead log and releases the file. It blocks the thread while it does.
/// A killed process loses nothing that was acknowledged.
#[derive(Clone, Debug)]
pub struct SqliteVisitLog {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    /// Declared first, so that it is closed before the writer checkpoints.
    pub(crate) readers: Readers,
    pub(crate) writer: Writer,
}

impl Inner {
    /// Whether the file can be read and changes become durable.
    pub(crate) async fn check(&self) -> Result<(), PortError> {
        self.readers.run(readers::ping).await?;
        self.writer.check().await
    }
}

impl SqliteVisitLog {
    /// Opens a log, or creates it if there is no file. Next to it are the write-ahead log (`-wal`,
    /// `-shm`) and the lock (`.lock`). All are readable only by the file's owner.
    ///
    /// Blocks: a file left behind by a crash is recovered first.
    ///
    /// # Errors
    /// [`OpenError`]; a refused file is left unchanged.
    pub fn open(path: impl AsRef<Path>, options: SqliteOptions) -> Result<Self, OpenError> {
        let path = resolve(path.as_ref())?;
        let lock = FileLock::acquire(&path)?;
        let mut connection = connection::writer(&path)?;
        migrate(&mut connection)?;
        let inner = Inner {
            readers: Readers::open(&path, options.readers)?,
            writer: Writer::start(connection, lock, &options)?,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The upload ledger in the same file.
    #[must_use]
    pub fn upload_ledger(&self) -> SqliteUploadLedger {
        SqliteUploadLedger::new(Arc::clone(&self.inner))
    }

    /// The leases of the services that share this log's clones. A single one needs none.
    #[must_use]
    pub fn node_leases(&self) -> SqliteNodeLeases {
        SqliteNodeLeases::new(Arc::clone(&self.inner))
    }

    /// Whether writes become durable, judged by the outcome of the last one. If that is stale (there was none for
    /// a minute, or the last one failed more than 2 s ago), this writes a small probe row, so that an idle
    /// log notices both a full disk and its recovery.
    ///
    /// Takes as long as such a write, so use a timeout. A transaction that has been running for more than
    /// 2 s is reported immediately.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub async fn check_writes(&self) -> Result<(), PortError> {
        self.inner.writer.check().await
    }

    /// Whether the file can be read.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    pub async fn check_reads(&self) -> Result<(), PortError> {
        self.inner.readers.run(readers::ping).await
    }

    /// The number of durable transactions since the log was opened. Group commit makes it smaller than the
    /// number of changes.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.inner.writer.commits()
    }
}

#[async_trait]
impl VisitLog for SqliteVisitLog {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        self.inner.writer.append(AppendRows::of(append)?).await
    }

    async fn read(&self, visit: VisitKey, after: Seq, limit: usize) -> Result<LogPart, PortError> {
        let read = move |connection: &_| readers::read(connection, visit, after, limit);
        self.inner.readers.run(read).await
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        let wanted: Arc<[_]> = visits.into();
        let read = move |connection: &_| readers::read_many(connection, &wanted, limit);
        let mut read = self.inner.readers.run(read).await?;
        for (answer, &(visit, after)) in read.iter_mut().zip(visits) {
            if matches!(answer, Err(PortError::Corrupt(_))) {
                // Alone, so that it is confirmed before it is reported.
                *answer = self.read(visit, after, limit).await;
            }
        }
        Ok(read)
    }

    async fn read_at(
        &self,
        visit: VisitKey,
        positions: BTreeSet<Seq>,
    ) -> Result<Vec<Entry>, PortError> {
        let read = move |connection: &_| readers::read_at(connection, visit, &positions);
        self.inner.readers.run(read).await
    }

    async fn takes_part(&self, visit: VisitKey, person: PersonId) -> Result<bool, PortError> {
        let read = move |connection: &_| readers::takes_part(connection, visit, person);
        self.inner.readers.run(read).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        let read = move |connection: &_| readers::list_visits(connection, &query);
        self.inner.readers.run(read).await
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        let read = move |connection: &_| readers::count_waiting(connection, clinic, person);
        self.inner.readers.run(read).await
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        let read = move |connection: &_| readers::visits_with_leases(connection, after, limit);
        self.inner.readers.run(read).await
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        let read = move |connection: &_| readers::visits_due(connection, by, after, limit);
        self.inner.readers.run(read).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.inner.check().await
    }
}

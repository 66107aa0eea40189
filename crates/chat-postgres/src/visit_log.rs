//! The implementation of [`VisitLog`].

use crate::{
    access_log::PostgresAccessLog,
    connect::{connect, primary},
    error::OpenError,
    invitations::PostgresInvitations,
    migrations::migrate,
    node_leases::PostgresNodeLeases,
    options::PostgresOptions,
    pool::Connections,
    readers,
    upload_ledger::PostgresUploadLedger,
    writer::Writer,
};
use async_trait::async_trait;
use chat_domain::{ClinicId, Entry, PersonId, Seq, VisitSummary};
use chat_ports::{
    Append, DueVisit, LogPart, PortError, VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
    sql::AppendRows,
};
use std::{collections::BTreeSet, sync::Arc};
use time::OffsetDateTime;

/// Connections that change the upload ledger, the event feed, the invitations and the access log. They are apart from those of reads: a change waits for standbys.
const LEDGER_WRITERS: usize = 4;

/// Connections for the leases of nodes, apart so that neither reads nor uploads delay a renewal.
const LEASES: usize = 2;

/// Visit logs in a PostgreSQL database. Clones share the connections; handles of several processes share the logs.
#[derive(Clone, Debug)]
pub struct PostgresVisitLog {
    reads: Connections,
    ledger: Connections,
    leases: Connections,
    writer: Arc<Writer>,
}

impl PostgresVisitLog {
    /// Opens the logs in a database, and migrates its schema if an older program made it, or none did.
    ///
    /// `connection` is a connection string as [`tokio_postgres::Config`] reads it, with one or several hosts:
    /// `host=a,b user=chat dbname=chat`. Of several hosts the one that is the primary is used. TLS is as in
    /// [the crate's documentation](crate).
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(connection: &str, options: PostgresOptions) -> Result<Self, OpenError> {
        let config = primary(connection)?;
        let (mut client, task) = connect(&config).await?;
        let migrated = migrate(&mut client).await;
        task.abort();
        migrated?;
        Ok(Self {
            reads: Connections::new(&config, options.readers, options.timeout)?,
            ledger: Connections::new(&config, LEDGER_WRITERS, options.timeout)?,
            leases: Connections::new(&config, LEASES, options.timeout)?,
            writer: Arc::new(Writer::start(config, &options).await?),
        })
    }

    /// The upload ledger in the same database.
    #[must_use]
    pub fn upload_ledger(&self) -> PostgresUploadLedger {
        PostgresUploadLedger::new(self.reads.clone(), self.ledger.clone())
    }

    /// Invitation links and sessions in the same database.
    #[must_use]
    pub fn invitations(&self) -> PostgresInvitations {
        PostgresInvitations::new(self.reads.clone(), self.ledger.clone())
    }

    /// The access log in the same database.
    #[must_use]
    pub fn access_log(&self) -> PostgresAccessLog {
        PostgresAccessLog::new(self.reads.clone(), self.ledger.clone())
    }

    /// The leases of the nodes that share this database.
    #[must_use]
    pub fn node_leases(&self) -> PostgresNodeLeases {
        PostgresNodeLeases::new(self.leases.clone())
    }

    pub(crate) const fn reads(&self) -> &Connections {
        &self.reads
    }

    /// Connections for changes other than appends.
    pub(crate) const fn changes(&self) -> &Connections {
        &self.ledger
    }

    /// Whether writes become durable, judged by the outcome of the last one. If that is stale (there was none for a
    /// minute, or the last one failed more than 2 s ago), this writes a small row.
    ///
    /// Takes as long as such a write, so use a timeout. A transaction that has been running for more than 2 s is reported
    /// immediately.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub async fn check_writes(&self) -> Result<(), PortError> {
        self.writer.check().await
    }

    /// Whether the database can be read.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub async fn check_reads(&self) -> Result<(), PortError> {
        self.reads.row("SELECT 1", &[]).await.map(drop)
    }

    /// Stores all queued appends, ends the writer's session and refuses later appends. Takes as long as the queued appends,
    /// so use a timeout.
    pub async fn close(&self) {
        self.writer.close().await;
    }
}

#[async_trait]
impl VisitLog for PostgresVisitLog {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        self.writer.append(AppendRows::of(append)?).await
    }

    async fn read(&self, visit: VisitKey, after: Seq, limit: usize) -> Result<LogPart, PortError> {
        readers::read(&self.reads, visit, after, limit).await
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        readers::read_many(&self.reads, visits, limit).await
    }

    async fn read_at(
        &self,
        visit: VisitKey,
        positions: BTreeSet<Seq>,
    ) -> Result<Vec<Entry>, PortError> {
        readers::read_at(&self.reads, visit, &positions).await
    }

    async fn takes_part(&self, visit: VisitKey, person: PersonId) -> Result<bool, PortError> {
        readers::takes_part(&self.reads, visit, person).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        readers::list_visits(&self.reads, &query).await
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        readers::count_waiting(&self.reads, clinic, person).await
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        readers::visits_with_leases(&self.reads, after, limit).await
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        readers::visits_due(&self.reads, by, after, limit).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.check_reads().await?;
        self.check_writes().await
    }
}

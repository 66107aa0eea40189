//! A read-only view of the stored log, for auditors.

mod problems;
mod snapshot;
mod visits;

use crate::pool::Values;
use crate::{
    connect::{config, connect},
    error::OpenError,
    migrations::{self, SCHEMA_VERSION},
    rows::{column, limit},
};
use async_trait::async_trait;
use chat_domain::{Seq, log::ChainHash};
use chat_ports::{LogAudit, PortError, StoredEntry, StoredVisit, VisitKey, sql::bound};
use snapshot::Snapshot;
use std::sync::Arc;
use tokio_postgres::Row;

const ENTRIES: &str = "SELECT seq, hash, body FROM entry
    WHERE visit = $1 AND clinic = $2 AND seq > $3 AND seq >= 0 ORDER BY seq LIMIT $4";

/// A snapshot of the database of a [`PostgresVisitLog`](crate::PostgresVisitLog), taken on opening. Clones share it.
///
/// The snapshot is one read-only transaction, held until the last clone is dropped. Until then the server keeps the rows
/// that the snapshot shows, so a long audit lets the database grow. A standby can be audited too.
#[derive(Clone, Debug)]
pub struct PostgresLogAudit {
    snapshot: Arc<Snapshot>,
}

impl PostgresLogAudit {
    /// Takes the snapshot. The connection string is as in [`PostgresVisitLog::open`](crate::PostgresVisitLog::open); of several hosts, the
    /// first that answers is audited, primary or standby.
    ///
    /// # Errors
    /// [`OpenError`]: another schema is not migrated.
    pub async fn open(connection: &str) -> Result<Self, OpenError> {
        let (client, connection) = connect(&config(connection)?).await?;
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        client.batch_execute(begin).await?;
        // The first read takes the snapshot.
        match migrations::version(&client).await? {
            SCHEMA_VERSION => Ok(Self {
                snapshot: Arc::new(Snapshot::new(client, connection)),
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
}

#[async_trait]
impl LogAudit for PostgresLogAudit {
    async fn visits(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<StoredVisit>, PortError> {
        visits::visits(&self.snapshot, after, limit).await
    }

    async fn entries(
        &self,
        visit: VisitKey,
        after: Seq,
        at_most: usize,
    ) -> Result<Vec<StoredEntry>, PortError> {
        let (id, clinic) = (visit.visit.uuid(), visit.clinic.uuid());
        let values: Values<'_> = &[&id, &clinic, &bound(after.0), &limit(at_most)];
        // Rows that can't be read are missing here; `problems` reports them.
        let rows = self
            .snapshot
            .rows(ENTRIES, values)
            .await?
            .unwrap_or_default();
        rows.iter().map(entry).collect()
    }

    /// Reads all tables.
    async fn problems(&self) -> Result<Vec<String>, PortError> {
        problems::problems(&self.snapshot).await
    }
}

fn entry(row: &Row) -> Result<StoredEntry, PortError> {
    let seq: i64 = column(row, 0)?;
    let hash: &[u8] = column(row, 1)?;
    Ok(StoredEntry {
        seq: Seq(u64::try_from(seq).unwrap_or(0)),
        body: column(row, 2)?,
        hash: hash.try_into().ok().map(ChainHash),
        problems: Vec::new(),
    })
}

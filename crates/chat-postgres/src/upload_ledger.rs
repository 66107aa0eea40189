//! The implementation of [`UploadLedger`].

use crate::{
    pool::{Connections, Values},
    rows::{column, limit},
};
use async_trait::async_trait;
use chat_domain::{PersonId, UploadId};
use chat_ports::{
    AttachmentKey, PortError, StageKind, UploadLedger, UploadQuery, UploadRecord, VisitKey,
    sql::{UploadRow, micros, stage_name, stage_of},
};
use tokio_postgres::Row;
use uuid::Uuid;

/// The columns that [`record_of`] reads, in their order.
const COLUMNS: &str = "record, visit, clinic, attachment, person, upload, received, stage";

const INSERT: &str = "INSERT INTO upload
        (visit, clinic, attachment, person, upload, received, stage, record)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (visit, clinic, attachment) DO NOTHING RETURNING 1";

const MOVE: &str = "UPDATE upload
    SET person = $4, upload = $5, received = $6, stage = $7, record = $8
    WHERE visit = $1 AND clinic = $2 AND attachment = $3 AND stage = $9 RETURNING 1";

const STAGE: &str = "SELECT stage FROM upload WHERE visit = $1 AND clinic = $2 AND attachment = $3";

const COUNT: &str = "SELECT count(*) FROM upload WHERE stage = $1";

/// Changes nothing; a server that no longer takes writes refuses it.
const PROBE: &str = "UPDATE upload SET stage = stage WHERE FALSE";

const REMOVE: &str = "DELETE FROM upload WHERE visit = $1 AND clinic = $2 AND attachment = $3";

const OF_FILE: &str = "FROM upload WHERE visit = $1 AND clinic = $2 AND attachment = $3";

const OF_PERSON: &str = "FROM upload
    WHERE visit = $1 AND clinic = $2 AND person = $3 AND upload = $4
    ORDER BY received DESC, attachment DESC LIMIT 1";

const BY_TIME: &str = "FROM upload
    WHERE (received, clinic, visit, attachment) > ($1, $2, $3, $4) AND received < $5
      AND ($6::text[] IS NULL OR stage = ANY ($6))
    ORDER BY received, clinic, visit, attachment LIMIT $7";

/// The upload ledger in the database of a visit log. Clones share the connections.
#[derive(Clone, Debug)]
pub struct PostgresUploadLedger {
    reads: Connections,
    writes: Connections,
}

impl PostgresUploadLedger {
    pub(crate) const fn new(reads: Connections, writes: Connections) -> Self {
        Self { reads, writes }
    }

    async fn select(&self, of: &str, values: Values<'_>) -> Result<Vec<UploadRecord>, PortError> {
        let sql = format!("SELECT {COLUMNS} {of}");
        let rows = self.reads.rows(&sql, values).await?;
        rows.iter().map(record_of).collect()
    }
}

#[async_trait]
impl UploadLedger for PostgresUploadLedger {
    async fn put(
        &self,
        record: UploadRecord,
        expected: Option<StageKind>,
    ) -> Result<(), PortError> {
        let row = UploadRow::of(&record)?;
        let [visit, clinic, attachment] = ids(&row.key);
        let upload = row.upload.map(|upload| upload.uuid());
        let values: Values<'_> = &[
            &visit,
            &clinic,
            &attachment,
            &row.person.uuid(),
            &upload,
            &row.received,
            &row.stage,
            &row.json.as_bytes(),
        ];
        loop {
            let stored = match expected.map(stage_name) {
                None => self.writes.rows(INSERT, values).await?,
                Some(expected) => {
                    let values = [values, &[&expected]].concat();
                    self.writes.rows(MOVE, &values).await?
                }
            };
            if !stored.is_empty() {
                return Ok(());
            }
            let found = self
                .writes
                .rows(STAGE, &[&visit, &clinic, &attachment])
                .await?;
            let found = found.first().map(stage).transpose()?;
            if found != expected {
                return Err(PortError::StageConflict { found });
            }
            // It has come back to that stage since.
        }
    }

    async fn count(&self, stage: StageKind) -> Result<usize, PortError> {
        let count: i64 = column(&self.reads.row(COUNT, &[&stage_name(stage)]).await?, 0)?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    async fn check(&self) -> Result<(), PortError> {
        self.reads.row("SELECT 1", &[]).await?;
        self.writes.rows(PROBE, &[]).await.map(drop)
    }

    async fn get(&self, key: AttachmentKey) -> Result<Option<UploadRecord>, PortError> {
        let [visit, clinic, attachment] = ids(&key);
        let found = self
            .select(OF_FILE, &[&visit, &clinic, &attachment])
            .await?;
        Ok(found.into_iter().next())
    }

    async fn find(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<Option<UploadRecord>, PortError> {
        let values: Values<'_> = &[
            &visit.visit.uuid(),
            &visit.clinic.uuid(),
            &person.uuid(),
            &upload.uuid(),
        ];
        Ok(self.select(OF_PERSON, values).await?.into_iter().next())
    }

    async fn list(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError> {
        let received = query.after.map_or(i64::MIN, |after| micros(after.received));
        let key = query.after.map(|after| ids(&after.key));
        let [visit, clinic, attachment] = key.unwrap_or_default();
        let before = query.received_before.map_or(i64::MAX, micros);
        let stages = query.stages.as_ref().map(|stages| {
            let names = stages.iter().copied().map(stage_name);
            names.collect::<Vec<_>>()
        });
        let values: Values<'_> = &[
            &received,
            &clinic,
            &visit,
            &attachment,
            &before,
            &stages,
            &limit(query.limit),
        ];
        self.select(BY_TIME, values).await
    }

    async fn remove(&self, key: AttachmentKey) -> Result<(), PortError> {
        let [visit, clinic, attachment] = ids(&key);
        let values: Values<'_> = &[&visit, &clinic, &attachment];
        self.writes.rows(REMOVE, values).await.map(drop)
    }
}

/// A file's key, in the order of the primary key.
fn ids(key: &AttachmentKey) -> [Uuid; 3] {
    [
        key.visit.visit.uuid(),
        key.visit.clinic.uuid(),
        key.attachment.uuid(),
    ]
}

fn stage(row: &Row) -> Result<StageKind, PortError> {
    let stage = stage_of(column(row, 0)?);
    stage.ok_or_else(|| PortError::corrupt("an upload is at no known stage"))
}

/// Reads a stored record, which must agree with its row.
fn record_of(row: &Row) -> Result<UploadRecord, PortError> {
    // The parser's message may quote content.
    let unreadable = |_| PortError::corrupt("an upload can't be read");
    let record: UploadRecord = serde_json::from_slice(column(row, 0)?).map_err(unreadable)?;
    let wanted = UploadRow::derived(&record);
    let keys: [Uuid; 3] = [column(row, 1)?, column(row, 2)?, column(row, 3)?];
    let upload = wanted.upload.map(|upload| upload.uuid());
    let agrees = keys == ids(&wanted.key)
        && column::<Uuid>(row, 4)? == wanted.person.uuid()
        && column::<Option<Uuid>>(row, 5)? == upload
        && column::<i64>(row, 6)? == wanted.received
        && column::<&str>(row, 7)? == wanted.stage;
    if agrees {
        Ok(record)
    } else {
        Err(PortError::corrupt("an upload's row disagrees with it"))
    }
}

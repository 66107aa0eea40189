//! The implementation of [`AccessLog`].

use crate::{
    pool::{Connections, Values},
    rows::{column, limit as bound},
};
use async_trait::async_trait;
use chat_domain::{ClinicId, PersonId};
use chat_ports::{
    AccessCursor, AccessEntry, AccessLog, PortError, VisitKey,
    sql::{AccessRow, micros},
};
use time::OffsetDateTime;
use uuid::Uuid;

const RECORD: &str = "INSERT INTO access (access, clinic, at, visit, person, record)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[])
    ON CONFLICT DO NOTHING";

const OF_VISIT: &str = "SELECT access, at, record FROM access
    WHERE visit = $1 AND clinic = $2 AND (at, access) > ($3, $4) ORDER BY at, access LIMIT $5";

const OF_PERSON: &str = "SELECT access, at, record FROM access
    WHERE person = $1 AND clinic = $2 AND (at, access) > ($3, $4) ORDER BY at, access LIMIT $5";

const OF_ALL: &str = "SELECT access, at, record FROM access
    WHERE (at, access) > ($1, $2) ORDER BY at, access LIMIT $3";

const DELETE: &str = "DELETE FROM access WHERE access IN
    (SELECT access FROM access WHERE at < $1 ORDER BY at LIMIT $2) RETURNING 1";

/// The access log in the database of a visit log. Clones share the connections.
#[derive(Clone, Debug)]
pub struct PostgresAccessLog {
    reads: Connections,
    writes: Connections,
}

impl PostgresAccessLog {
    pub(crate) const fn new(reads: Connections, writes: Connections) -> Self {
        Self { reads, writes }
    }

    async fn entries(
        &self,
        sql: &str,
        of: [Uuid; 2],
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let (at, id) = after_or_start(after);
        let [of, clinic] = of;
        self.read(sql, &[&of, &clinic, &at, &id, &bound(limit)])
            .await
    }

    async fn read(&self, sql: &str, values: Values<'_>) -> Result<Vec<AccessEntry>, PortError> {
        let found = self.reads.rows(sql, values).await?;
        let entries = found.iter().map(|row| {
            let record: &str = column(row, 2)?;
            AccessRow::read(record.as_bytes(), column(row, 0)?, column(row, 1)?)
        });
        entries.collect()
    }
}

/// The place of a cursor; without one, before all: no id is lower.
fn after_or_start(after: Option<AccessCursor>) -> (i64, Uuid) {
    after.map_or((i64::MIN, Uuid::nil()), |after| {
        (micros(after.at), after.id.0)
    })
}

#[async_trait]
impl AccessLog for PostgresAccessLog {
    async fn record(&self, entries: Vec<AccessEntry>) -> Result<(), PortError> {
        if entries.is_empty() {
            return Ok(());
        }
        let rows: Result<Vec<_>, _> = entries.iter().map(AccessRow::of).collect();
        let rows = rows?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let clinics: Vec<_> = rows.iter().map(|row| row.clinic.uuid()).collect();
        let times: Vec<_> = rows.iter().map(|row| row.at).collect();
        let visits: Vec<_> = rows
            .iter()
            .map(|row| row.visit.map(|it| it.uuid()))
            .collect();
        let people: Vec<_> = rows
            .iter()
            .map(|row| row.person.map(|it| it.uuid()))
            .collect();
        let records: Vec<_> = rows.iter().map(|row| row.json.as_str()).collect();
        let values: Values<'_> = &[&ids, &clinics, &times, &visits, &people, &records];
        self.writes.rows(RECORD, values).await.map(drop)
    }

    async fn of_visit(
        &self,
        visit: VisitKey,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let of = [visit.visit.uuid(), visit.clinic.uuid()];
        self.entries(OF_VISIT, of, after, limit).await
    }

    async fn of_person(
        &self,
        clinic: ClinicId,
        person: PersonId,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let of = [person.uuid(), clinic.uuid()];
        self.entries(OF_PERSON, of, after, limit).await
    }

    async fn of_all(
        &self,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let (at, id) = after_or_start(after);
        self.read(OF_ALL, &[&at, &id, &bound(limit)]).await
    }

    async fn delete_before(&self, before: OffsetDateTime, limit: usize) -> Result<u64, PortError> {
        let values: Values<'_> = &[&micros(before), &bound(limit)];
        let deleted = self.writes.rows(DELETE, values).await?;
        Ok(u64::try_from(deleted.len()).unwrap_or(u64::MAX))
    }
}

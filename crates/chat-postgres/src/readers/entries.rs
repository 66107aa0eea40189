//! Entries, and who takes part in their visit.

use crate::{
    pool::{Connections, Values},
    rows::{column, limit},
};
use chat_domain::{Entry, PersonId, Seq};
use chat_ports::{
    PortError, VisitKey,
    sql::{bound, corrupt, entry_of, no_gap},
};
use std::{collections::BTreeSet, iter::successors};

const AFTER: &str = "SELECT seq, body, length(hash) FROM entry
    WHERE visit = $1 AND clinic = $2 AND seq > $3 ORDER BY seq LIMIT $4";

const AT: &str = "SELECT seq, body, length(hash) FROM entry
    WHERE visit = $1 AND clinic = $2 AND seq = ANY ($3) ORDER BY seq";

const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM visit WHERE visit = $1 AND clinic = $2)";

const TOOK_PART: &str = "SELECT EXISTS (SELECT 1 FROM participant
    WHERE visit = $1 AND clinic = $2 AND person = $3)";

pub(crate) async fn read(
    reads: &Connections,
    visit: VisitKey,
    after: Seq,
    at_most: usize,
) -> Result<Vec<Entry>, PortError> {
    let (id, clinic) = (visit.visit.uuid(), visit.clinic.uuid());
    let values: Values<'_> = &[&id, &clinic, &bound(after.0), &limit(at_most)];
    let entries = select(reads, visit, AFTER, values).await?;
    let wanted = successors(Some(after.next()), |position| Some(position.next()));
    no_gap(&entries, wanted.take(entries.len()))?;
    Ok(entries)
}

pub(crate) async fn read_at(
    reads: &Connections,
    visit: VisitKey,
    positions: &BTreeSet<Seq>,
) -> Result<Vec<Entry>, PortError> {
    let (id, clinic) = (visit.visit.uuid(), visit.clinic.uuid());
    let wanted: Vec<_> = positions.iter().map(|position| bound(position.0)).collect();
    let entries = select(reads, visit, AT, &[&id, &clinic, &wanted]).await?;
    no_gap(&entries, positions.iter().copied())?;
    Ok(entries)
}

async fn select(
    reads: &Connections,
    visit: VisitKey,
    sql: &str,
    values: Values<'_>,
) -> Result<Vec<Entry>, PortError> {
    let mut rows = reads.rows(sql, values).await?;
    if rows.is_empty() {
        let (id, clinic) = (visit.visit.uuid(), visit.clinic.uuid());
        let exists: bool = column(&reads.row(EXISTS, &[&id, &clinic]).await?, 0)?;
        if !exists {
            return Err(PortError::NotFound);
        }
        // It may have been created since the first look.
        rows = reads.rows(sql, values).await?;
    }
    let entry = |row: &tokio_postgres::Row| {
        let seq = column(row, 0)?;
        match column(row, 2)? {
            32_i32 => entry_of(seq, column(row, 1)?),
            _ => Err(corrupt(seq, "has no hash")),
        }
    };
    rows.iter().map(entry).collect()
}

pub(crate) async fn takes_part(
    reads: &Connections,
    visit: VisitKey,
    person: PersonId,
) -> Result<bool, PortError> {
    let (id, clinic, person) = (visit.visit.uuid(), visit.clinic.uuid(), person.uuid());
    column(&reads.row(TOOK_PART, &[&id, &clinic, &person]).await?, 0)
}

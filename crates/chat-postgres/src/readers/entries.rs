//! Entries, and who takes part in their visit.

use crate::{
    pool::{Connections, Values},
    rows::{column, limit},
};
use chat_domain::{Entry, PersonId, Seq, log::ChainHash};
use chat_ports::{
    LogHead, LogPart, PortError, VisitEntries, VisitKey,
    sql::{bound, corrupt, entry_of, no_gap},
};
use std::{collections::BTreeSet, iter::successors};
use tokio_postgres::Row;

const AFTER: &str = "SELECT seq, body, hash FROM entry
    WHERE visit = $1 AND clinic = $2 AND seq > $3 ORDER BY seq LIMIT $4";

/// `$1` are places in the answer, `$2` and `$3` the visits' keys, `$4` their versions. A visit at its version has one row without
/// an entry, one that does not exist has none.
const MANY: &str = "SELECT e.seq, e.body, e.hash, w.place
    FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::bigint[]) AS w (place, visit, clinic, after)
    JOIN visit AS v ON v.visit = w.visit AND v.clinic = w.clinic
    LEFT JOIN LATERAL (
        SELECT seq, body, hash FROM entry
        WHERE visit = w.visit AND clinic = w.clinic AND seq > w.after AND v.version > w.after
        ORDER BY seq LIMIT $5
    ) AS e ON true
    ORDER BY w.place, e.seq";

const AT: &str = "SELECT seq, body, hash FROM entry
    WHERE visit = $1 AND clinic = $2 AND seq = ANY ($3) ORDER BY seq";

const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM visit WHERE visit = $1 AND clinic = $2)";

const TOOK_PART: &str = "SELECT EXISTS (SELECT 1 FROM participant
    WHERE visit = $1 AND clinic = $2 AND person = $3)";

pub(crate) async fn read(
    reads: &Connections,
    visit: VisitKey,
    after: Seq,
    at_most: usize,
) -> Result<LogPart, PortError> {
    let (id, clinic) = (visit.visit.uuid(), visit.clinic.uuid());
    let values: Values<'_> = &[&id, &clinic, &bound(after.0), &limit(at_most)];
    let part = select(reads, visit, AFTER, values).await?;
    follows(&part.entries, after)?;
    Ok(part)
}

/// Checks that there is no gap between the version and the entries.
fn follows(entries: &[Entry], after: Seq) -> Result<(), PortError> {
    let wanted = successors(Some(after.next()), |position| Some(position.next()));
    no_gap(entries, wanted.take(entries.len()))
}

pub(crate) async fn read_many(
    reads: &Connections,
    visits: &[(VisitKey, Seq)],
    at_most: usize,
) -> Result<Vec<VisitEntries>, PortError> {
    let places: Result<Vec<i32>, _> = (0..visits.len()).map(i32::try_from).collect();
    let places = places.map_err(|_| PortError::Invalid("too many visits"))?;
    let keys: Vec<_> = visits.iter().map(|(key, _)| key.visit.uuid()).collect();
    let clinics: Vec<_> = visits.iter().map(|(key, _)| key.clinic.uuid()).collect();
    let versions: Vec<_> = visits.iter().map(|(_, after)| bound(after.0)).collect();
    let values: Values<'_> = &[&places, &keys, &clinics, &versions, &limit(at_most)];
    let mut answers: Vec<VisitEntries> = visits.iter().map(|_| Err(PortError::NotFound)).collect();
    for row in reads.rows(MANY, values).await? {
        let place = usize::try_from(column::<i32>(&row, 3)?).unwrap_or(usize::MAX);
        let Some(answer) = answers.get_mut(place) else {
            return Err(PortError::unavailable(
                "the database answers another question",
            ));
        };
        if matches!(answer, Err(PortError::NotFound)) {
            *answer = Ok(LogPart::default());
        }
        let Ok(part) = answer else {
            continue; // this visit can't be read
        };
        if column::<Option<i64>>(&row, 0)?.is_some()
            && let Err(error) = push(part, &row)
        {
            *answer = Err(error);
        }
    }
    for (answer, (_, after)) in answers.iter_mut().zip(visits) {
        if let Ok(part) = answer
            && let Err(gap) = follows(&part.entries, *after)
        {
            *answer = Err(gap);
        }
    }
    Ok(answers)
}

pub(crate) async fn read_at(
    reads: &Connections,
    visit: VisitKey,
    positions: &BTreeSet<Seq>,
) -> Result<Vec<Entry>, PortError> {
    let (id, clinic) = (visit.visit.uuid(), visit.clinic.uuid());
    let wanted: Vec<_> = positions.iter().map(|position| bound(position.0)).collect();
    let part = select(reads, visit, AT, &[&id, &clinic, &wanted]).await?;
    let entries = part.entries;
    no_gap(&entries, positions.iter().copied())?;
    Ok(entries)
}

async fn select(
    reads: &Connections,
    visit: VisitKey,
    sql: &str,
    values: Values<'_>,
) -> Result<LogPart, PortError> {
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
    let mut part = LogPart::default();
    for row in &rows {
        push(&mut part, row)?;
    }
    Ok(part)
}

/// Adds the entry in the first columns of a row, which is the head now.
fn push(part: &mut LogPart, row: &Row) -> Result<(), PortError> {
    let seq = column(row, 0)?;
    let hash: &[u8] = column(row, 2)?;
    let hash = hash.try_into().map_err(|_| corrupt(seq, "has no hash"))?;
    let entry = entry_of(seq, column(row, 1)?)?;
    part.head = Some(LogHead {
        version: entry.seq,
        hash: ChainHash(hash),
    });
    part.entries.push(entry);
    Ok(())
}

pub(crate) async fn takes_part(
    reads: &Connections,
    visit: VisitKey,
    person: PersonId,
) -> Result<bool, PortError> {
    let (id, clinic, person) = (visit.visit.uuid(), visit.clinic.uuid(), person.uuid());
    column(&reads.row(TOOK_PART, &[&id, &clinic, &person]).await?, 0)
}

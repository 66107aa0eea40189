//! Dashboards.

use crate::{
    pool::{Connections, Values},
    rows::{column, limit, summary},
};
use chat_domain::{ClinicId, PersonId, Seq};
use chat_ports::{
    PortError, VisitCursor, VisitPage, VisitQuery,
    sql::{micros, phase_name},
};
use tokio_postgres::Row;
use uuid::Uuid;

/// `$2` and `$3` are the position before the first visit, `$5` the phases, none of which means all. An index finds the
/// position and the order.
const OF_CLINIC: &str = "SELECT summary, version FROM visit
    WHERE clinic = $1
      AND (scheduled_for, visit) > ($2, $3) AND scheduled_for < $4
      AND (cardinality($5::text[]) = 0 OR phase = ANY ($5))
    ORDER BY scheduled_for, visit LIMIT $6";

const OF_PERSON: &str = "SELECT v.summary, v.version FROM participant AS p
    JOIN visit AS v ON v.visit = p.visit AND v.clinic = p.clinic
    WHERE p.clinic = $1 AND p.person = $7 AND p.active
      AND ($8::bool IS NULL OR p.care_team = $8)
      AND (p.scheduled_for, p.visit) > ($2, $3) AND p.scheduled_for < $4
      AND (cardinality($5::text[]) = 0 OR v.phase = ANY ($5))
    ORDER BY p.scheduled_for, p.visit LIMIT $6";

/// Only visits that wait for the person's answer, in the order of waiting.
const WAITING_FOR_PERSON: &str = "SELECT v.summary, v.version FROM participant AS p
    JOIN visit AS v ON v.visit = p.visit AND v.clinic = p.clinic
    WHERE p.clinic = $1 AND p.person = $7 AND p.active AND p.waiting_since IS NOT NULL
      AND ($8::bool IS NULL OR p.care_team = $8)
      AND (p.waiting_since, p.visit) > ($2, $3) AND p.scheduled_for < $4
      AND (cardinality($5::text[]) = 0 OR v.phase = ANY ($5))
      AND p.scheduled_for >= $9
    ORDER BY p.waiting_since, p.visit LIMIT $6";

/// Needs the index alone.
const COUNT_WAITING: &str = "SELECT count(*) FROM participant
    WHERE clinic = $1 AND person = $2 AND active AND waiting_since IS NOT NULL";

/// The number of visits that wait for a person's answer (R4).
pub(crate) async fn count_waiting(
    reads: &Connections,
    clinic: ClinicId,
    person: PersonId,
) -> Result<usize, PortError> {
    let values: Values<'_> = &[&clinic.uuid(), &person.uuid()];
    let count: i64 = column(&reads.row(COUNT_WAITING, values).await?, 0)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(crate) async fn list_visits(
    reads: &Connections,
    query: &VisitQuery,
) -> Result<VisitPage, PortError> {
    let clinic = query.clinic.uuid();
    let from = query.from.map_or(i64::MIN, micros);
    let until = query.until.map_or(i64::MAX, micros);
    let phases: Vec<_> = query.phases.iter().copied().map(phase_name).collect();
    // One extra row tells whether there are more.
    let limit = limit(query.limit.saturating_add(1));
    // The nil id sorts before every visit's id.
    let cursor = query.after.map(position);
    let (after, visit) = cursor
        .unwrap_or((i64::MIN, Uuid::nil()))
        .max((from, Uuid::nil()));
    let rows = match query.who {
        None => {
            let values: Values<'_> = &[&clinic, &after, &visit, &until, &phases, &limit];
            reads.rows(OF_CLINIC, values).await?
        }
        Some(who) if who.waiting => {
            let (person, care_team) = (who.person.uuid(), who.as_care_team);
            let (after, visit) = cursor.unwrap_or((i64::MIN, Uuid::nil()));
            let values: Values<'_> = &[
                &clinic, &after, &visit, &until, &phases, &limit, &person, &care_team, &from,
            ];
            reads.rows(WAITING_FOR_PERSON, values).await?
        }
        Some(who) => {
            let (person, care_team) = (who.person.uuid(), who.as_care_team);
            let values: Values<'_> = &[
                &clinic, &after, &visit, &until, &phases, &limit, &person, &care_team,
            ];
            reads.rows(OF_PERSON, values).await?
        }
    };
    let visits: Result<Vec<_>, PortError> = rows
        .iter()
        .map(|row| Ok((summary(row)?, version(row)?)))
        .collect();
    let mut visits = visits?;
    let more = visits.len() > query.limit;
    visits.truncate(query.limit);
    let next = match visits.last() {
        Some((last, _)) => more.then(|| query.cursor(last)),
        None => query.after.filter(|_| more), // a limit of 0 makes no progress
    };
    let (visits, versions) = visits.into_iter().unzip();
    Ok(VisitPage {
        visits,
        versions,
        next,
    })
}

/// The version in the second column of a row.
fn version(row: &Row) -> Result<Seq, PortError> {
    let version = u64::try_from(column::<i64>(row, 1)?);
    version.map(Seq).map_err(PortError::corrupt)
}

fn position(cursor: VisitCursor) -> (i64, Uuid) {
    (micros(cursor.at), cursor.visit.uuid())
}

//! Dashboards.

use crate::{
    pool::{Reads, Values},
    rows::{column, limit, summary},
};
use chat_domain::{ClinicId, PersonId};
use chat_ports::{
    PortError, VisitCursor, VisitPage, VisitQuery,
    sql::{micros, phase_name},
};
use uuid::Uuid;

/// `$6` is the phases, none of which means all.
const OF_CLINIC: &str = "SELECT summary FROM visit
    WHERE clinic = $1
      AND (scheduled_for, visit) > ($2, $3)
      AND scheduled_for >= $4 AND scheduled_for < $5
      AND (cardinality($6::text[]) = 0 OR phase = ANY ($6))
    ORDER BY scheduled_for, visit LIMIT $7";

const OF_PERSON: &str = "SELECT v.summary FROM participant AS p
    JOIN visit AS v ON v.visit = p.visit AND v.clinic = p.clinic
    WHERE p.clinic = $1 AND p.person = $8 AND p.active
      AND ($9::bool IS NULL OR p.care_team = $9)
      AND (p.scheduled_for, p.visit) > ($2, $3)
      AND p.scheduled_for >= $4 AND p.scheduled_for < $5
      AND (cardinality($6::text[]) = 0 OR v.phase = ANY ($6))
    ORDER BY p.scheduled_for, p.visit LIMIT $7";

/// Only visits that wait for the person's answer, in the order of waiting.
const WAITING_FOR_PERSON: &str = "SELECT v.summary FROM participant AS p
    JOIN visit AS v ON v.visit = p.visit AND v.clinic = p.clinic
    WHERE p.clinic = $1 AND p.person = $8 AND p.active AND p.waiting_since IS NOT NULL
      AND ($9::bool IS NULL OR p.care_team = $9)
      AND (p.waiting_since, p.visit) > ($2, $3)
      AND p.scheduled_for >= $4 AND p.scheduled_for < $5
      AND (cardinality($6::text[]) = 0 OR v.phase = ANY ($6))
    ORDER BY p.waiting_since, p.visit LIMIT $7";

/// Needs the index alone.
const COUNT_WAITING: &str = "SELECT count(*) FROM participant
    WHERE clinic = $1 AND person = $2 AND active AND waiting_since IS NOT NULL";

/// The number of visits that wait for a person's answer (R4).
pub(crate) async fn count_waiting(
    reads: &Reads,
    clinic: ClinicId,
    person: PersonId,
) -> Result<usize, PortError> {
    let values: Values<'_> = &[&clinic.uuid(), &person.uuid()];
    let count: i64 = column(&reads.row(COUNT_WAITING, values).await?, 0)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(crate) async fn list_visits(reads: &Reads, query: &VisitQuery) -> Result<VisitPage, PortError> {
    let clinic = query.clinic.uuid();
    let (after, after_visit) = query.after.map_or((i64::MIN, Uuid::nil()), position);
    let from = query.from.map_or(i64::MIN, micros);
    let until = query.until.map_or(i64::MAX, micros);
    let phases: Vec<_> = query.phases.iter().copied().map(phase_name).collect();
    // One extra row tells whether there are more.
    let limit = limit(query.limit.saturating_add(1));
    let rows = match query.who {
        None => {
            let values: Values<'_> = &[
                &clinic,
                &after,
                &after_visit,
                &from,
                &until,
                &phases,
                &limit,
            ];
            reads.rows(OF_CLINIC, values).await?
        }
        Some(who) => {
            let (person, care_team) = (who.person.uuid(), who.as_care_team);
            let values: Values<'_> = &[
                &clinic,
                &after,
                &after_visit,
                &from,
                &until,
                &phases,
                &limit,
                &person,
                &care_team,
            ];
            let sql = if who.waiting {
                WAITING_FOR_PERSON
            } else {
                OF_PERSON
            };
            reads.rows(sql, values).await?
        }
    };
    let visits: Result<Vec<_>, _> = rows.iter().map(summary).collect();
    let mut visits = visits?;
    let more = visits.len() > query.limit;
    visits.truncate(query.limit);
    let next = match visits.last() {
        Some(last) => more.then(|| query.cursor(last)),
        None => query.after.filter(|_| more), // a limit of 0 makes no progress
    };
    Ok(VisitPage { visits, next })
}

fn position(cursor: VisitCursor) -> (i64, Uuid) {
    (micros(cursor.at), cursor.visit.uuid())
}

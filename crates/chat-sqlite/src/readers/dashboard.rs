//! Dashboards.

use super::{limit, summaries::select};
use crate::{
    error::port_error,
    rows::{micros, phase_name},
};
use chat_domain::{ClinicId, PersonId};
use chat_ports::{PortError, VisitCursor, VisitPage, VisitQuery};
use rusqlite::{Connection, named_params};

/// `:phases` is empty or a list of phases, each between commas.
const OF_CLINIC: &str =
    "SELECT summary, (SELECT max(seq) FROM entry WHERE visit_id = visit.id) FROM visit
    WHERE clinic = :clinic
      AND (scheduled_for, visit) > (:from, :after)
      AND scheduled_for < :until
      AND (:phases = '' OR instr(:phases, ',' || phase || ','))
    ORDER BY scheduled_for, visit LIMIT :limit";

const OF_PERSON: &str = "SELECT summary, (SELECT max(seq) FROM entry WHERE visit_id = visit.id)
    FROM participant AS p
    CROSS JOIN visit ON visit.id = p.visit_id
    WHERE p.clinic = :clinic AND p.person = :person
      AND (:care_team IS NULL OR p.care_team = :care_team)
      AND (p.scheduled_for, p.visit) > (:from, :after)
      AND p.scheduled_for < :until
      AND (:phases = '' OR instr(:phases, ',' || visit.phase || ','))
    ORDER BY p.scheduled_for, p.visit LIMIT :limit";

/// Only visits that wait for the person's answer, in the order of waiting.
const WAITING_FOR_PERSON: &str =
    "SELECT summary, (SELECT max(seq) FROM entry WHERE visit_id = visit.id)
    FROM participant AS p
    CROSS JOIN visit ON visit.id = p.visit_id
    WHERE p.clinic = :clinic AND p.person = :person AND p.waiting_since IS NOT NULL
      AND (:care_team IS NULL OR p.care_team = :care_team)
      AND (p.waiting_since, p.visit) > (:since, :after)
      AND p.scheduled_for >= :from AND p.scheduled_for < :until
      AND (:phases = '' OR instr(:phases, ',' || visit.phase || ','))
    ORDER BY p.waiting_since, p.visit LIMIT :limit";

/// Needs the index alone.
const COUNT_WAITING: &str = "SELECT count(*) FROM participant
    WHERE clinic = :clinic AND person = :person AND waiting_since IS NOT NULL";

/// The number of visits that wait for a person's answer (R4).
pub(crate) fn count_waiting(
    connection: &Connection,
    clinic: ClinicId,
    person: PersonId,
) -> Result<usize, PortError> {
    let params = named_params! {
        ":clinic": clinic.uuid().into_bytes(), ":person": person.uuid().into_bytes(),
    };
    let mut select = connection
        .prepare_cached(COUNT_WAITING)
        .map_err(port_error)?;
    let count: i64 = select
        .query_row(params, |row| row.get(0))
        .map_err(port_error)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(crate) fn list_visits(
    connection: &Connection,
    query: &VisitQuery,
) -> Result<VisitPage, PortError> {
    let clinic = query.clinic.uuid().into_bytes();
    let (from, after) = lower_bound(query);
    let until = query.until.map_or(i64::MAX, micros);
    let phases = phases(query);
    // One extra row tells whether there are more.
    let limit = limit(query.limit.saturating_add(1));
    let mut visits = match query.who {
        None => select(
            connection,
            OF_CLINIC,
            named_params! {
                ":clinic": clinic, ":from": from, ":after": after, ":until": until,
                ":phases": phases, ":limit": limit,
            },
        ),
        Some(who) if who.waiting => {
            let (since, after) = query.after.map_or((i64::MIN, Vec::new()), position);
            select(
                connection,
                WAITING_FOR_PERSON,
                named_params! {
                    ":clinic": clinic, ":since": since, ":after": after,
                    ":from": query.from.map_or(i64::MIN, micros), ":until": until,
                    ":phases": phases, ":limit": limit,
                    ":person": who.person.uuid().into_bytes(), ":care_team": who.as_care_team,
                },
            )
        }
        Some(who) => select(
            connection,
            OF_PERSON,
            named_params! {
                ":clinic": clinic, ":from": from, ":after": after, ":until": until,
                ":phases": phases, ":limit": limit,
                ":person": who.person.uuid().into_bytes(), ":care_team": who.as_care_team,
            },
        ),
    }?;
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

/// The exclusive lower bound: the later of the cursor and `from`. The empty id sorts before every
/// visit's id.
fn lower_bound(query: &VisitQuery) -> (i64, Vec<u8>) {
    let from = (query.from.map_or(i64::MIN, micros), Vec::new());
    match query.after {
        None => from,
        Some(after) => from.max(position(after)),
    }
}

fn position(cursor: VisitCursor) -> (i64, Vec<u8>) {
    let visit = cursor.visit.uuid().as_bytes().to_vec();
    (micros(cursor.at), visit)
}

fn phases(query: &VisitQuery) -> String {
    let mut names = String::new();
    for phase in &query.phases {
        names.push(',');
        names.push_str(phase_name(*phase));
    }
    if !names.is_empty() {
        names.push(',');
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn dashboards_are_read_and_ordered_through_indexes() {
        for (sql, index) in [
            (OF_CLINIC, "SEARCH visit USING INDEX visit_by_time"),
            (OF_PERSON, "SEARCH p USING INDEX participant_by_time"),
            (
                WAITING_FOR_PERSON,
                "SEARCH p USING INDEX participant_waiting",
            ),
            (
                COUNT_WAITING,
                "SEARCH participant USING COVERING INDEX participant_waiting",
            ),
        ] {
            let plan = plan(sql);
            assert!(plan[0].starts_with(index), "{plan:?}");
            assert!(plan.iter().all(|step| !step.contains("B-TREE")), "{plan:?}");
        }
    }
}

//! Dashboards.

use super::limit;
use crate::{
    error::port_error,
    rows::{micros, phase_name},
};
use chat_domain::VisitSummary;
use chat_ports::{PortError, VisitCursor, VisitPage, VisitQuery};
use rusqlite::{Connection, Params, named_params};

/// `:phases` is empty or a list of phases, each between commas.
const OF_CLINIC: &str = "SELECT summary FROM visit
    WHERE clinic = :clinic
      AND (scheduled_for, visit) > (:from, :after)
      AND scheduled_for < :until
      AND (:phases = '' OR instr(:phases, ',' || phase || ','))
    ORDER BY scheduled_for, visit LIMIT :limit";

const OF_PERSON: &str = "SELECT visit.summary FROM participant AS p
    CROSS JOIN visit ON visit.id = p.visit_id
    WHERE p.clinic = :clinic AND p.person = :person
      AND (:care_team IS NULL OR p.care_team = :care_team)
      AND (p.scheduled_for, p.visit) > (:from, :after)
      AND p.scheduled_for < :until
      AND (:phases = '' OR instr(:phases, ',' || visit.phase || ','))
    ORDER BY p.scheduled_for, p.visit LIMIT :limit";

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
        Some(last) => more.then_some(VisitCursor {
            scheduled_for: last.scheduled_for,
            visit: last.visit,
        }),
        None => query.after.filter(|_| more), // a limit of 0 makes no progress
    };
    Ok(VisitPage { visits, next })
}

/// The exclusive lower bound: the later of the cursor and `from`. The empty id sorts before every
/// visit's id.
fn lower_bound(query: &VisitQuery) -> (i64, Vec<u8>) {
    let from = (query.from.map_or(i64::MIN, micros), Vec::new());
    match query.after {
        None => from,
        Some(after) => {
            let visit = after.visit.uuid().as_bytes().to_vec();
            from.max((micros(after.scheduled_for), visit))
        }
    }
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

fn select(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<VisitSummary>, PortError> {
    let mut select = connection.prepare_cached(sql).map_err(port_error)?;
    let mut rows = select.query(params).map_err(port_error)?;
    let mut visits = Vec::new();
    while let Some(row) = rows.next().map_err(port_error)? {
        let json = row.get_ref(0).map_err(port_error)?;
        let json = json
            .as_bytes()
            .map_err(|_| PortError::corrupt("a visit's summary is not text"))?;
        // The parser's message may quote content, so it is dropped.
        let summary = serde_json::from_slice(json)
            .map_err(|_| PortError::corrupt("a visit's summary can't be read"))?;
        visits.push(summary);
    }
    Ok(visits)
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
        ] {
            let plan = plan(sql);
            assert!(plan[0].starts_with(index), "{plan:?}");
            assert!(plan.iter().all(|step| !step.contains("B-TREE")), "{plan:?}");
        }
    }
}

//! Visits that are due (W8).

use crate::{
    error::port_error,
    rows::{key, micros, time_of},
};
use chat_domain::{ClinicId, VisitId};
use chat_ports::{DueVisit, PortError, VisitKey};
use rusqlite::{Connection, Row, named_params};
use time::OffsetDateTime;
use uuid::Uuid;

/// Answered from the index `visit_due` alone.
const DUE: &str = "SELECT due, clinic, visit FROM visit
    WHERE due IS NOT NULL AND due <= :by
      AND (due, clinic, visit) > (:due, :clinic, :visit)
    ORDER BY due, clinic, visit
    LIMIT :limit";

pub(crate) fn visits_due(
    connection: &Connection,
    by: OffsetDateTime,
    after: Option<DueVisit>,
    limit: usize,
) -> Result<Vec<DueVisit>, PortError> {
    let due = after.map_or(i64::MIN, |after| micros(after.at));
    // The empty id sorts before every visit's id.
    let [clinic, visit] = after
        .map(|after| key(&after.visit).map(|id| id.to_vec()))
        .unwrap_or_default();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let by = micros(by);
    let params = named_params! {
        ":by": by, ":due": due, ":clinic": clinic, ":visit": visit, ":limit": limit
    };
    let mut select = connection.prepare_cached(DUE).map_err(port_error)?;
    let rows = select.query_map(params, found).map_err(port_error)?;
    let found: Result<Vec<_>, _> = rows.collect();
    found.map_err(port_error)
}

fn found(row: &Row<'_>) -> rusqlite::Result<DueVisit> {
    let due: i64 = row.get(0)?;
    let id = |column| row.get(column).map(Uuid::from_bytes);
    let at = time_of(due).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, due))?;
    let visit = VisitKey::new(ClinicId::new(id(1)?), VisitId::new(id(2)?));
    Ok(DueVisit { at, visit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn only_visits_that_are_due_are_read_and_in_the_order_of_their_index() {
        let plan = plan(DUE);
        assert_eq!(plan.len(), 1, "{plan:?}");
        assert!(
            plan[0].contains("USING COVERING INDEX visit_due"),
            "{plan:?}"
        );
    }
}

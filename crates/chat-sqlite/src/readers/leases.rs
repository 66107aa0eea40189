//! Visits in which presence is leased (V9).

use super::summaries::select;
use crate::rows::key;
use chat_domain::VisitSummary;
use chat_ports::{PortError, VisitKey};
use rusqlite::{Connection, named_params};

/// The condition is that of the index `visit_with_leases`, so that only these visits are read. A summary's
/// JSON holds ids, times and fixed words, none of which contains it.
const WITH_LEASES: &str = r#"SELECT summary FROM visit
    WHERE instr(summary, '"leased":true') > 0
      AND (clinic, visit) > (:clinic, :visit)
    ORDER BY clinic, visit LIMIT :limit"#;

pub(crate) fn visits_with_leases(
    connection: &Connection,
    after: Option<VisitKey>,
    most: usize,
) -> Result<Vec<VisitSummary>, PortError> {
    // The empty id sorts before every visit's id.
    let [clinic, visit] = after
        .map(|after| key(&after).map(|id| id.to_vec()))
        .unwrap_or_default();
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let params = named_params! { ":clinic": clinic, ":visit": visit, ":limit": limit };
    select(connection, WITH_LEASES, params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn only_visits_with_leases_are_read_in_the_order_of_their_index() {
        let plan = plan(WITH_LEASES);
        assert_eq!(plan.len(), 1, "{plan:?}");
        assert!(
            plan[0].contains("USING INDEX visit_with_leases"),
            "{plan:?}"
        );
    }
}

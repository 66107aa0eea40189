//! Visits in which presence is leased (V9).

use super::summaries::summary;
use crate::{error::port_error, rows::key};
use chat_domain::VisitSummary;
use chat_ports::{PortError, VisitKey};
use rusqlite::{Connection, named_params};

/// The condition is that of the index `visit_with_leases`, so that only these visits are read. A summary's
/// JSON holds ids, times and fixed words, none of which contains it.
const WITH_LEASES: &str = r#"SELECT summary FROM visit
    WHERE instr(summary, '"leased":true') > 0
      AND (clinic, visit) > (:clinic, :visit)
    ORDER BY clinic, visit"#;

/// Unreadable summaries are skipped: the leases after them must still be found.
pub(crate) fn visits_with_leases(
    connection: &Connection,
    after: Option<VisitKey>,
    most: usize,
) -> Result<Vec<VisitSummary>, PortError> {
    // The empty id sorts before every visit's id.
    let [clinic, visit] = after
        .map(|after| key(&after).map(|id| id.to_vec()))
        .unwrap_or_default();
    let params = named_params! { ":clinic": clinic, ":visit": visit };
    let mut select = connection.prepare_cached(WITH_LEASES).map_err(port_error)?;
    let mut rows = select.query(params).map_err(port_error)?;
    let (mut found, mut skipped) = (Vec::new(), 0_u64);
    while found.len() < most
        && let Some(row) = rows.next().map_err(port_error)?
    {
        match summary(row) {
            Ok(summary) => found.push(summary),
            Err(PortError::Corrupt(_) | PortError::Newer(_)) => skipped += 1,
            Err(error) => return Err(error),
        }
    }
    if skipped > 0 {
        tracing::warn!(
            skipped,
            "leases of unreadable visits do not end: verify the log"
        );
    }
    Ok(found)
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

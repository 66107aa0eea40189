//! Version 8: since when messages of existing visits wait for an answer (R4), and whose presence is leased (V9).

use crate::rows::SummaryRow;
use chat_domain::{VisitState, VisitSummary, evolve, log::from_stored};
use rusqlite::{Connection, params};

/// Visits whose phase may let a message wait. Closing a visit ends the wait.
const OPEN: &str = "SELECT id, summary FROM visit
    WHERE phase IN ('scheduled', 'in_progress', 'reopened')";

/// Folds the log of each open visit, and replaces its summary and what its dashboard rows say of waiting messages. A
/// visit whose log or summary can't be read, is of a newer program, or whose summary disagrees with its log in what
/// earlier programs wrote, is left as it is: an audit reports it.
pub(super) fn fill(connection: &Connection) -> rusqlite::Result<()> {
    let mut select = connection.prepare(OPEN)?;
    let mut rows = select.query([])?;
    let mut left = 0_u64;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let stored = row.get_ref(1)?.as_bytes().ok();
        let stored = stored.and_then(|json| serde_json::from_slice::<VisitSummary>(json).ok());
        match (stored, folded(connection, id)?) {
            (Some(stored), Some(now)) if as_before(&stored) == as_before(&now) => {
                if stored != now {
                    changes.push((id, now));
                }
            }
            _ => left += 1,
        }
    }
    for (id, summary) in changes {
        update(connection, id, &summary)?;
    }
    if left > 0 {
        tracing::warn!(left, "unreadable visits: verify the log");
    }
    Ok(())
}

fn folded(connection: &Connection, visit: i64) -> rusqlite::Result<Option<VisitSummary>> {
    let all = "SELECT body FROM entry WHERE visit_id = ?1 ORDER BY seq";
    let mut select = connection.prepare_cached(all)?;
    let mut rows = select.query([visit])?;
    let mut state = VisitState::default();
    while let Some(row) = rows.next()? {
        match row.get_ref(0)?.as_blob().ok().map(from_stored) {
            Some(Ok(entry)) => evolve(&mut state, &entry),
            _ => return Ok(None),
        }
    }
    Ok(VisitSummary::of(&state))
}

/// A summary without what earlier programs did not write: leases (V9) and what waits (R4).
fn as_before(summary: &VisitSummary) -> VisitSummary {
    let mut summary = summary.clone();
    for participant in &mut summary.participants {
        participant.leased = false;
        participant.waiting_since = None;
    }
    summary
}

fn update(connection: &Connection, id: i64, summary: &VisitSummary) -> rusqlite::Result<()> {
    let Ok(json) = serde_json::to_string(summary) else {
        return Ok(());
    };
    let update = "UPDATE visit SET summary = ?2 WHERE id = ?1";
    let mut visit = connection.prepare_cached(update)?;
    visit.execute(params![id, json])?;
    let update = "UPDATE participant SET waiting_since = ?3 WHERE visit_id = ?1 AND person = ?2";
    let mut participant = connection.prepare_cached(update)?;
    for (person, row) in SummaryRow::derived(summary).participants {
        participant.execute(params![id, person.uuid().into_bytes(), row.waiting_since])?;
    }
    Ok(())
}

//! Reading logs.

use super::{id_of, limit};
use crate::{
    error::port_error,
    rows::{bound, corrupt, entry_of, hash_of, no_gap},
};
use chat_domain::{Entry, Seq};
use chat_ports::{LogHead, LogPart, PortError, VisitEntries, VisitKey};
use rusqlite::{Connection, Params, params};
use std::collections::BTreeSet;

pub(crate) fn read(
    connection: &Connection,
    visit: VisitKey,
    after: Seq,
    at_most: usize,
) -> Result<LogPart, PortError> {
    let id = id_of(connection, visit)?;
    let part = select(
        connection,
        "SELECT seq, body, hash FROM entry WHERE visit_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        params![id, bound(after.0), limit(at_most)],
    )?;
    let wanted = std::iter::successors(Some(after.next()), |position| Some(position.next()));
    no_gap(&part.entries, wanted.take(part.entries.len()))?;
    Ok(part)
}

/// In one transaction. Failures of the storage are not those of a visit.
pub(crate) fn read_many(
    connection: &Connection,
    visits: &[(VisitKey, Seq)],
    at_most: usize,
) -> Result<Vec<VisitEntries>, PortError> {
    let transaction = connection.unchecked_transaction().map_err(port_error)?;
    let of_each =
        visits.iter().map(
            |&(visit, after)| match read(&transaction, visit, after, at_most) {
                Err(
                    error @ (PortError::NotFound | PortError::Corrupt(_) | PortError::Newer(_)),
                ) => Ok(Err(error)),
                read => read.map(Ok),
            },
        );
    of_each.collect()
}

pub(crate) fn read_at(
    connection: &Connection,
    visit: VisitKey,
    positions: &BTreeSet<Seq>,
) -> Result<Vec<Entry>, PortError> {
    let id = id_of(connection, visit)?;
    let wanted = serde_json::to_string(positions).map_err(PortError::unavailable)?;
    let entries = select(connection, AT, params![id, wanted])?.entries;
    no_gap(&entries, positions.iter().copied())?;
    Ok(entries)
}

/// In the order of the JSON array, which is ascending: that saves sorting.
const AT: &str = "SELECT seq, body, hash FROM json_each(?2) AS wanted
    CROSS JOIN entry ON visit_id = ?1 AND seq = wanted.value";

fn select(connection: &Connection, sql: &str, params: impl Params) -> Result<LogPart, PortError> {
    let mut select = connection.prepare_cached(sql).map_err(port_error)?;
    let mut rows = select.query(params).map_err(port_error)?;
    let mut part = LogPart::default();
    while let Some(row) = rows.next().map_err(port_error)? {
        let seq = row.get(0).map_err(port_error)?;
        let body = row.get_ref(1).map_err(port_error)?;
        let body = body.as_blob().map_err(|_| corrupt(seq, "is not a blob"))?;
        let hash = hash_of(seq, row.get_ref(2).map_err(port_error)?)?;
        let entry = entry_of(seq, body)?;
        let version = entry.seq;
        part.head = Some(LogHead { version, hash });
        part.entries.push(entry);
    }
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn entries_are_read_at_their_positions_through_the_index() {
        let plan = plan(AT);
        let index = "SEARCH entry USING INDEX sqlite_autoindex_entry_1 (visit_id=? AND seq=?)";
        assert!(plan[0].starts_with("SCAN wanted VIRTUAL TABLE"), "{plan:?}");
        assert_eq!(plan[1], index, "{plan:?}");
        assert_eq!(plan.len(), 2, "no sorting: {plan:?}");
    }
}

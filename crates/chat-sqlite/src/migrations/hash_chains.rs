//! Version 2: chains the existing entries (G4).

use chat_domain::{ClinicId, VisitId, log::ChainHash};
use rusqlite::{Connection, params, types::ValueRef};

/// Copies the entries into their new table with their hashes, and drops the old table.
pub(super) fn chain_entries(connection: &Connection) -> rusqlite::Result<()> {
    let mut select = connection.prepare(
        "SELECT e.visit_id, e.seq, e.chat, e.number, e.body, v.clinic, v.visit
         FROM entry_without_hash AS e LEFT JOIN visit AS v ON v.id = e.visit_id
         ORDER BY e.visit_id, e.seq",
    )?;
    let mut insert = connection.prepare(
        "INSERT INTO entry (visit_id, seq, chat, number, hash, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut rows = select.query([])?;
    // Of the visit being copied; `None` if a chain has no start.
    let mut at: Option<i64> = None;
    let mut head: Option<ChainHash> = None;
    while let Some(row) = rows.next()? {
        let visit: i64 = row.get(0)?;
        if at != Some(visit) {
            at = Some(visit);
            head = start(row.get_ref(5)?, row.get_ref(6)?);
        }
        let body = row.get_ref(4)?.as_blob()?;
        head = head.map(|hash| hash.then(body));
        let hash = head.as_ref().map_or(&[][..], |hash| &hash.0);
        let (seq, number): (i64, Option<i64>) = (row.get(1)?, row.get(3)?);
        let chat = row.get_ref(2)?.as_blob_or_null()?;
        insert.execute(params![visit, seq, chat, number, hash, body])?;
    }
    drop(rows);
    drop((select, insert));
    connection.execute_batch("DROP TABLE entry_without_hash")
}

fn start(clinic: ValueRef<'_>, visit: ValueRef<'_>) -> Option<ChainHash> {
    let uuid = |id: ValueRef<'_>| {
        id.as_blob()
            .ok()?
            .try_into()
            .ok()
            .map(uuid::Uuid::from_bytes)
    };
    let (clinic, visit) = (uuid(clinic)?, uuid(visit)?);
    Some(ChainHash::start(ClinicId::new(clinic), VisitId::new(visit)))
}

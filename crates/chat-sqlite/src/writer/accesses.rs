//! The writer's statements about the access log.

use crate::access_change::AccessChange;
use chat_ports::PortError;
use rusqlite::{Connection, params};

const RECORD: &str = "INSERT INTO access (access, clinic, at, visit, person, record)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";

const DELETE: &str = "DELETE FROM access WHERE access = ?1";

/// Writes a change in the open transaction.
pub(super) fn change(
    connection: &Connection,
    change: &AccessChange,
) -> rusqlite::Result<Result<(), PortError>> {
    match change {
        AccessChange::Record(rows) => {
            let mut insert = connection.prepare_cached(RECORD)?;
            for row in rows {
                insert.execute(params![
                    row.id.into_bytes(),
                    row.clinic.uuid().into_bytes(),
                    row.at,
                    row.visit.map(|visit| visit.uuid().into_bytes()),
                    row.person.map(|person| person.uuid().into_bytes()),
                    row.json,
                ])?;
            }
        }
        AccessChange::Delete(ids) => {
            let mut delete = connection.prepare_cached(DELETE)?;
            for id in ids {
                delete.execute([id])?;
            }
        }
    }
    Ok(Ok(()))
}

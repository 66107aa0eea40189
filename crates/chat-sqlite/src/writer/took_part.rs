//! The writer's statements about past and present participants.

use crate::rows::key;
use chat_domain::PersonId;
use chat_ports::VisitKey;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// Adds new people to a visit, in the open transaction. Rows are never removed.
pub(super) fn add(
    connection: &Connection,
    visit: VisitKey,
    people: &BTreeSet<PersonId>,
) -> rusqlite::Result<()> {
    // Most summaries add no one, so counting is cheaper.
    let count = "SELECT count(*) FROM took_part WHERE clinic = ?1 AND visit = ?2";
    let known: i64 = connection
        .prepare_cached(count)?
        .query_row(key(&visit), |row| row.get(0))?;
    if usize::try_from(known) == Ok(people.len()) {
        return Ok(());
    }
    let mut insert = connection.prepare_cached(
        "INSERT OR IGNORE INTO took_part (clinic, visit, person) VALUES (?1, ?2, ?3)",
    )?;
    let [clinic, visit] = key(&visit);
    for person in people {
        insert.execute(params![clinic, visit, person.uuid().into_bytes()])?;
    }
    Ok(())
}

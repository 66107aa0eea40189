//! The stored upload ledger.

use super::problems::LIMIT;
use crate::upload_rows::{COLUMNS, disagrees, read};
use rusqlite::Connection;

/// Rows that differ from their records, which no other check finds.
pub(super) fn problems(
    connection: &Connection,
    problems: &mut Vec<String>,
) -> rusqlite::Result<()> {
    let mut select = connection.prepare(&format!("SELECT {COLUMNS}, rowid FROM upload"))?;
    let mut rows = select.query([])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let problem = match read(row) {
            None => "can't be read",
            Some(record) if disagrees(row, &record) => "disagrees with its record",
            Some(_) => continue,
        };
        let id: i64 = row.get(8)?;
        problems.push(format!("row {id} of table upload {problem}"));
        found += 1;
        if found == LIMIT {
            break;
        }
    }
    Ok(())
}

//! Version 4: who took part in the visits that are there already.

use chat_domain::VisitSummary;
use rusqlite::{Connection, params};

/// Fills the table from the visits' summaries, which name removed participants too. A row that
/// can't be read, which an audit reports, adds nobody.
pub(super) fn fill(connection: &Connection) -> rusqlite::Result<()> {
    let mut select = connection.prepare("SELECT clinic, visit, summary FROM visit")?;
    let mut insert = connection
        .prepare("INSERT OR IGNORE INTO took_part (clinic, visit, person) VALUES (?1, ?2, ?3)")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let summary = row.get_ref(2)?.as_bytes().map(serde_json::from_slice);
        let (Ok(Ok(summary)), Ok(clinic), Ok(visit)) = (
            summary,
            row.get_ref(0)?.as_blob(),
            row.get_ref(1)?.as_blob(),
        ) else {
            continue;
        };
        let summary: VisitSummary = summary;
        for participant in summary.participants {
            let person = participant.person.uuid().into_bytes();
            insert.execute(params![clinic, visit, person])?;
        }
    }
    Ok(())
}

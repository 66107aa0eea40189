//! Version 4: the participants of existing visits.

use chat_domain::{Event, VisitSummary, log::from_stored};
use rusqlite::{Connection, Row, params};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The people of one visit.
type People = BTreeSet<[u8; 16]>;

/// Fills the table from the visits' summaries, which include removed participants. If a summary can't be
/// read, falls back to the entries and the dashboard rows: otherwise a damaged index would hide the visit from
/// its own participants. People whom neither names count as outsiders.
///
/// A visit with unreadable ids can't be requested; only an audit reports its rows.
pub(super) fn fill(connection: &Connection) -> rusqlite::Result<()> {
    let mut select = connection.prepare("SELECT clinic, visit, summary, id FROM visit")?;
    let mut insert = connection
        .prepare("INSERT OR IGNORE INTO took_part (clinic, visit, person) VALUES (?1, ?2, ?3)")?;
    let (mut recovered, mut lost) = (0_u64, 0_u64);
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (Ok(clinic), Ok(visit)) = (row.get_ref(0)?.as_blob(), row.get_ref(1)?.as_blob()) else {
            lost += 1;
            continue;
        };
        let people = match summarized(row)? {
            Some(people) => people,
            None => {
                recovered += 1;
                left(connection, row.get(3)?)?
            }
        };
        for person in people {
            insert.execute(params![clinic, visit, person])?;
        }
    }
    if recovered + lost > 0 {
        tracing::warn!(recovered, lost, "unreadable visit rows: verify the log");
    }
    Ok(())
}

/// The people whom the summary names, if it can be read.
fn summarized(row: &Row<'_>) -> rusqlite::Result<Option<People>> {
    let summary = row.get_ref(2)?.as_bytes().ok();
    let summary = summary.and_then(|text| serde_json::from_slice::<VisitSummary>(text).ok());
    let people = |summary: VisitSummary| {
        let people = summary.participants.iter();
        people.map(|one| one.person.uuid().into_bytes()).collect()
    };
    Ok(summary.map(people))
}

/// The people whom the readable entries added or the dashboard rows name.
fn left(connection: &Connection, visit: i64) -> rusqlite::Result<People> {
    let mut people = People::new();
    let mut select = connection.prepare_cached("SELECT body FROM entry WHERE visit_id = ?1")?;
    let mut rows = select.query([visit])?;
    while let Some(row) = rows.next()? {
        let entry = row.get_ref(0)?.as_blob().ok().map(from_stored);
        if let Some(Ok(entry)) = entry
            && let Event::ParticipantAdded { person, .. } = entry.event
        {
            people.insert(person.uuid().into_bytes());
        }
    }
    let named = "SELECT person FROM participant WHERE visit_id = ?1";
    let mut select = connection.prepare_cached(named)?;
    let mut rows = select.query([visit])?;
    while let Some(row) = rows.next()? {
        let person = row.get_ref(0)?.as_blob().ok();
        let person = person.and_then(|person| Uuid::from_slice(person).ok());
        people.extend(person.map(Uuid::into_bytes));
    }
    Ok(people)
}

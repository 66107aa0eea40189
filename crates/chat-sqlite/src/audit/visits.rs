//! The stored visits, and the rows derived from their summaries.

use super::damage;
use crate::rows::{SummaryRow, key};
use chat_domain::{ClinicId, PersonId, Seq, VisitId, VisitSummary};
use chat_ports::{PortError, StoredVisit, VisitKey};
use rusqlite::{Connection, OptionalExtension, Row, params, types::ValueRef};
use uuid::Uuid;

/// Leaves out rows with invalid ids: `problems` reports them.
const VISITS: &str = "SELECT id, clinic, visit, scheduled_for, phase, due, summary FROM visit
    WHERE (clinic, visit) > (?1, ?2)
      AND typeof(clinic) = 'blob' AND length(clinic) = 16
      AND typeof(visit) = 'blob' AND length(visit) = 16
    ORDER BY clinic, visit, id";

const NEWEST: &str = "SELECT seq FROM entry
    WHERE visit_id = ?1 AND typeof(seq) = 'integer' AND seq >= 0 ORDER BY seq DESC LIMIT 1";

const PARTICIPANTS: &str = "SELECT person, care_team, clinic, visit, scheduled_for, waiting_since
    FROM participant
    WHERE visit_id = ?1";

const TOOK_PART: &str = "SELECT person FROM took_part WHERE clinic = ?1 AND visit = ?2";

pub(super) fn visits(
    connection: &Connection,
    after: Option<VisitKey>,
    limit: usize,
) -> Result<Vec<StoredVisit>, PortError> {
    let mut visits = Vec::new();
    if limit > 0 {
        // Unreadable rows are missing here; `problems` reports them.
        let _damage = damage(connection, list(connection, after, limit, &mut visits))?;
    }
    visits
        .iter_mut()
        .try_for_each(|found| found.look_closer(connection))?;
    Ok(visits.into_iter().map(|found| found.stored).collect())
}

/// A visit, with its row's id.
struct Found {
    id: Option<i64>,
    stored: StoredVisit,
}

fn list(
    connection: &Connection,
    after: Option<VisitKey>,
    limit: usize,
    visits: &mut Vec<Found>,
) -> rusqlite::Result<()> {
    let [clinic, visit] = after.map_or([Vec::new(), Vec::new()], |after| {
        key(&after).map(|id| id.to_vec())
    });
    let mut select = connection.prepare_cached(VISITS)?;
    let mut rows = select.query(params![clinic, visit])?;
    while let Some(row) = rows.next()? {
        let Some(found) = found(row)? else {
            continue;
        };
        let full = visits.len() == limit;
        match visits.last_mut() {
            Some(last) if last.stored.visit == found.stored.visit => {
                let twice = "its key occurs in several rows";
                last.stored.problems.push(twice.to_owned());
            }
            _ if full => break,
            _ => visits.push(found),
        }
    }
    Ok(())
}

fn found(row: &Row<'_>) -> rusqlite::Result<Option<Found>> {
    let uuid = |id: ValueRef<'_>| Uuid::from_slice(id.as_blob().ok()?).ok();
    let (Some(clinic), Some(visit)) = (uuid(row.get_ref(1)?), uuid(row.get_ref(2)?)) else {
        return Ok(None);
    };
    let visit = VisitKey::new(ClinicId::new(clinic), VisitId::new(visit));
    let mut problems = Vec::new();
    let mut problem = |sentence: &str| problems.push(sentence.to_owned());
    let summary = match row.get_ref(6)? {
        ValueRef::Text(json) => serde_json::from_slice(json).ok(),
        ValueRef::Blob(json) => {
            problem("its summary is stored as bytes");
            serde_json::from_slice(json).ok()
        }
        _ => None,
    };
    match &summary {
        None => problem("its summary can't be read"),
        Some(summary) => {
            let columns = [row.get_ref(3)?, row.get_ref(4)?, row.get_ref(5)?];
            compare(visit, summary, columns, problem);
        }
    }
    Ok(Some(Found {
        id: row.get_ref(0)?.as_i64().ok(),
        stored: StoredVisit {
            visit,
            version: Seq::ZERO,
            summary,
            problems,
        },
    }))
}

fn compare(
    visit: VisitKey,
    summary: &VisitSummary,
    [scheduled_for, phase, due]: [ValueRef<'_>; 3],
    mut problem: impl FnMut(&str),
) {
    if (summary.clinic, summary.visit) != (visit.clinic, visit.visit) {
        problem("its summary is another visit's");
    }
    let wanted = SummaryRow::derived(summary);
    if scheduled_for != ValueRef::Integer(wanted.scheduled_for) {
        problem("its dashboard time differs from its summary");
    }
    if phase != ValueRef::Text(wanted.phase.as_bytes()) {
        problem("its dashboard phase differs from its summary");
    }
    if due != wanted.due.map_or(ValueRef::Null, ValueRef::Integer) {
        problem("its due time differs from its summary");
    }
}

impl Found {
    fn look_closer(&mut self, connection: &Connection) -> Result<(), PortError> {
        let problems = &mut self.stored.problems;
        let Some(id) = self.id else {
            problems.push("its row has no id, so nothing belongs to it".to_owned());
            return Ok(());
        };
        match damage(connection, newest(connection, id))? {
            Ok(newest) => self.stored.version = newest,
            Err(error) => problems.push(format!("its entries can't be read: {error}")),
        }
        if let Some(summary) = &self.stored.summary {
            match damage(
                connection,
                participants(connection, id, self.stored.visit, summary),
            )? {
                Ok(found) => problems.extend(found),
                Err(error) => problems.push(format!("its participants can't be read: {error}")),
            }
            match damage(
                connection,
                took_part(connection, self.stored.visit, summary),
            )? {
                Ok(found) => problems.extend(found),
                Err(error) => {
                    problems.push(format!("its participation rows can't be read: {error}"))
                }
            }
        }
        Ok(())
    }
}

fn newest(connection: &Connection, id: i64) -> rusqlite::Result<Seq> {
    let mut select = connection.prepare_cached(NEWEST)?;
    let seq: Option<i64> = select.query_row([id], |row| row.get(0)).optional()?;
    Ok(Seq(seq
        .and_then(|seq| u64::try_from(seq).ok())
        .unwrap_or(0)))
}

/// Compares the visit's dashboard rows with its summary.
fn participants(
    connection: &Connection,
    id: i64,
    visit: VisitKey,
    summary: &VisitSummary,
) -> rusqlite::Result<Vec<String>> {
    let SummaryRow {
        participants: mut missing,
        scheduled_for,
        ..
    } = SummaryRow::derived(summary);
    let (mut strange, mut different) = (0, 0);
    let [clinic, visit] = key(&visit);
    let mut select = connection.prepare_cached(PARTICIPANTS)?;
    let mut rows = select.query([id])?;
    while let Some(row) = rows.next()? {
        let person = row.get_ref(0)?.as_blob().ok();
        let person = person.and_then(|person| Uuid::from_slice(person).ok());
        let Some(wanted) = person.and_then(|person| missing.remove(&PersonId::new(person))) else {
            strange += 1;
            continue;
        };
        let wanted = [
            ValueRef::Integer(i64::from(wanted.care_team)),
            ValueRef::Blob(&clinic),
            ValueRef::Blob(&visit),
            ValueRef::Integer(scheduled_for),
            wanted
                .waiting_since
                .map_or(ValueRef::Null, ValueRef::Integer),
        ];
        for (column, wanted) in (1..).zip(wanted) {
            if row.get_ref(column)? != wanted {
                different += 1;
                break;
            }
        }
    }
    Ok(sentences([
        (missing.len(), "participants have no dashboard row"),
        (strange, "dashboard rows belong to no participant"),
        (different, "dashboard rows disagree with its summary"),
    ]))
}

/// Compares the rows that admit people as participants with the visit's summary.
fn took_part(
    connection: &Connection,
    visit: VisitKey,
    summary: &VisitSummary,
) -> rusqlite::Result<Vec<String>> {
    let mut missing = SummaryRow::derived(summary).people;
    let mut strange = 0;
    let mut select = connection.prepare_cached(TOOK_PART)?;
    let mut rows = select.query(key(&visit))?;
    while let Some(row) = rows.next()? {
        let person = row.get_ref(0)?.as_blob().ok();
        let person = person.and_then(|person| Uuid::from_slice(person).ok());
        let known = person.is_some_and(|person| missing.remove(&PersonId::new(person)));
        strange += usize::from(!known);
    }
    Ok(sentences([
        (missing.len(), "past or present participants have no row"),
        (
            strange,
            "participation rows belong to people who never took part",
        ),
    ]))
}

fn sentences<const N: usize>(counted: [(usize, &str); N]) -> Vec<String> {
    let sentences = counted.into_iter().filter(|(count, _)| *count > 0);
    sentences
        .map(|(count, what)| format!("{count} {what}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn visits_and_their_parts_are_found_through_indexes() {
        for (sql, table) in [
            (VISITS, "visit"),
            (NEWEST, "entry"),
            (PARTICIPANTS, "participant"),
            (TOOK_PART, "took_part"),
        ] {
            let plan = plan(sql);
            let search = format!("SEARCH {table} USING ");
            assert!(plan[0].starts_with(&search), "{plan:?}");
            assert_eq!(plan.len(), 1, "no sorting: {plan:?}");
        }
    }
}

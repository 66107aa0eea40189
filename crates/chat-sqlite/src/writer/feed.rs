//! The writer's statements about the event feed.

use super::Answer;
use crate::feed_rows::{FeedChange, PASS, REACH, end, fed, insert, signed};
use chat_domain::ClinicId;
use chat_ports::{FeedSpan, PortError};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Entries in the order in which they were committed: one connection writes, and each row goes to the end of the table.
const GROWN: &str = "SELECT e.visit_id, e.seq, v.clinic, v.visit FROM entry AS e
    JOIN visit AS v ON v.id = e.visit_id WHERE e.rowid > ?1 ORDER BY e.rowid LIMIT ?2";

const REACHED: &str = "INSERT INTO feed_reach (id, visit_id, seq) VALUES (1, ?1, ?2)
    ON CONFLICT (id) DO UPDATE SET visit_id = ?1, seq = ?2";

const VERSION: &str = "SELECT max(e.seq) FROM visit AS v JOIN entry AS e ON e.visit_id = v.id
    WHERE v.clinic = ?1 AND v.visit = ?2";

/// Consecutive entries of a visit.
struct Run {
    clinic: [u8; 16],
    visit: [u8; 16],
    first: i64,
    last: i64,
}

pub(super) fn change(connection: &Connection, change: &FeedChange) -> rusqlite::Result<Answer> {
    match change {
        FeedChange::Number(clinic, pass) => number(connection, *clinic, *pass).map(Ok),
        FeedChange::Adopt(clinic, spans) => adopt(connection, *clinic, spans),
    }
}

fn number(connection: &Connection, clinic: ClinicId, pass: Uuid) -> rusqlite::Result<()> {
    let clinic = clinic.uuid().into_bytes();
    let (runs, reached) = grown(connection)?;
    let mut ends = BTreeMap::new();
    for run in runs {
        let known = fed(connection, run.clinic, run.visit)?;
        let first = run.first.max(known.saturating_add(1));
        if first > run.last {
            continue; // adopted from another feed
        }
        let position = match ends.get(&run.clinic) {
            Some(position) => *position,
            None => end(connection, run.clinic)?,
        };
        let entries = (first, run.last);
        let pass = if run.clinic == clinic {
            pass
        } else {
            pass_of(pass, run.clinic)
        };
        insert(connection, run.clinic, position, run.visit, entries, pass)?;
        ends.insert(run.clinic, position + run.last - first + 1);
    }
    if let Some((visit_id, seq)) = reached {
        let mut reach = connection.prepare_cached(REACHED)?;
        reach.execute(params![visit_id, seq])?;
    }
    Ok(())
}

/// The id of a pass in the feed of another clinic than it is for: the cursors of two clinics must differ.
fn pass_of(pass: Uuid, clinic: [u8; 16]) -> Uuid {
    Uuid::from_u128(pass.as_u128() ^ u128::from_be_bytes(clinic))
}

/// A row of `entry`: the visit and the entry's position in its log.
type Place = (i64, i64);

/// The next entries by visit, in the order of their first ones, and the last one of them.
fn grown(connection: &Connection) -> rusqlite::Result<(Vec<Run>, Option<Place>)> {
    let mut reach = connection.prepare_cached(REACH)?;
    let reach: i64 = reach.query_row([], |row| row.get(0))?;
    let mut select = connection.prepare_cached(GROWN)?;
    let mut rows = select.query(params![reach, PASS])?;
    let (mut runs, mut places) = (Vec::<Run>::new(), BTreeMap::new());
    let mut reached = None;
    while let Some(row) = rows.next()? {
        let (visit_id, seq): (i64, i64) = (row.get(0)?, row.get(1)?);
        reached = Some((visit_id, seq));
        let known = places
            .get(&visit_id)
            .and_then(|place: &usize| runs.get_mut(*place));
        match known {
            Some(run) if run.last + 1 == seq => run.last = seq,
            _ => {
                places.insert(visit_id, runs.len());
                runs.push(Run {
                    clinic: row.get(2)?,
                    visit: row.get(3)?,
                    first: seq,
                    last: seq,
                });
            }
        }
    }
    Ok((runs, reached))
}

fn adopt(
    connection: &Connection,
    clinic: ClinicId,
    spans: &[FeedSpan],
) -> rusqlite::Result<Answer> {
    let clinic = clinic.uuid().into_bytes();
    let visits = match FeedSpan::check(spans) {
        Ok(visits) => visits,
        Err(error) => return Ok(Err(error)),
    };
    let Some(begin) = spans.first() else {
        return Ok(Ok(()));
    };
    if signed(begin.position) != Some(end(connection, clinic)?) {
        return Ok(Err(PortError::Invalid(
            "the spans do not follow the feed's end",
        )));
    }
    for (visit, (first, last)) in visits {
        let visit = visit.uuid().into_bytes();
        let mut version = connection.prepare_cached(VERSION)?;
        let version: Option<Option<i64>> = version
            .query_row([clinic, visit], |row| row.get(0))
            .optional()?;
        let has_all = signed(last.0).is_some_and(|last| Some(last) <= version.flatten());
        if !has_all || signed(first.0) != Some(fed(connection, clinic, visit)? + 1) {
            return Ok(Err(PortError::Invalid(
                "the spans do not follow the visit's entries",
            )));
        }
    }
    for span in spans {
        let numbers = [span.position, span.first.0, span.last.0].map(signed);
        let [Some(position), Some(first), Some(last)] = numbers else {
            return Ok(Err(PortError::Invalid("a span's numbers are too large")));
        };
        let visit = span.visit.uuid().into_bytes();
        insert(
            connection,
            clinic,
            position,
            visit,
            (first, last),
            span.pass,
        )?;
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn entries_without_a_number_are_found_by_their_place_in_the_table() {
        let plan = plan(GROWN);
        assert!(
            plan[0].contains("SEARCH e USING INTEGER PRIMARY KEY"),
            "{plan:?}"
        );
        assert!(
            plan[1].contains("SEARCH v USING INTEGER PRIMARY KEY"),
            "{plan:?}"
        );
        assert_eq!(plan.len(), 2, "no sorting: {plan:?}");
    }
}

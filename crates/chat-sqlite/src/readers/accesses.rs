//! The access log.

use super::limit as bound;
use crate::{
    error::port_error,
    rows::{key, micros},
};
use chat_domain::{ClinicId, PersonId};
use chat_ports::{AccessCursor, AccessEntry, PortError, VisitKey, sql::AccessRow};
use rusqlite::{Connection, ToSql, params};
use time::OffsetDateTime;
use uuid::Uuid;

const OF_VISIT: &str = "SELECT access, at, record FROM access
    WHERE clinic = ?1 AND visit = ?2 AND (at, access) > (?3, ?4) ORDER BY at, access LIMIT ?5";

const OF_PERSON: &str = "SELECT access, at, record FROM access
    WHERE clinic = ?1 AND person = ?2 AND (at, access) > (?3, ?4) ORDER BY at, access LIMIT ?5";

const OF_ALL: &str = "SELECT access, at, record FROM access
    WHERE (at, access) > (?1, ?2) ORDER BY at, access LIMIT ?3";

const OLD: &str = "SELECT access FROM access WHERE at < ?1 ORDER BY at LIMIT ?2";

pub(crate) fn accesses_of_visit(
    connection: &Connection,
    visit: VisitKey,
    after: Option<AccessCursor>,
    limit: usize,
) -> Result<Vec<AccessEntry>, PortError> {
    let [clinic, of] = key(&visit);
    let (at, id) = after_or_start(after);
    let values = params![clinic, of, at, id, bound(limit)];
    entries(connection, OF_VISIT, values)
}

pub(crate) fn accesses_of_person(
    connection: &Connection,
    clinic: ClinicId,
    person: PersonId,
    after: Option<AccessCursor>,
    limit: usize,
) -> Result<Vec<AccessEntry>, PortError> {
    let [clinic, of] = [clinic.uuid().into_bytes(), person.uuid().into_bytes()];
    let (at, id) = after_or_start(after);
    let values = params![clinic, of, at, id, bound(limit)];
    entries(connection, OF_PERSON, values)
}

pub(crate) fn accesses_of_all(
    connection: &Connection,
    after: Option<AccessCursor>,
    limit: usize,
) -> Result<Vec<AccessEntry>, PortError> {
    let (at, id) = after_or_start(after);
    entries(connection, OF_ALL, params![at, id, bound(limit)])
}

pub(crate) fn old_accesses(
    connection: &Connection,
    before: OffsetDateTime,
    limit: usize,
) -> Result<Vec<[u8; 16]>, PortError> {
    let mut select = connection.prepare_cached(OLD).map_err(port_error)?;
    let values = params![micros(before), bound(limit)];
    let found = select.query_map(values, |row| row.get(0));
    let found = found.map_err(port_error)?;
    found.collect::<Result<_, _>>().map_err(port_error)
}

/// The place of a cursor; without one, before all: no id is lower.
fn after_or_start(after: Option<AccessCursor>) -> (i64, [u8; 16]) {
    after.map_or((i64::MIN, [0; 16]), |after| {
        (micros(after.at), after.id.0.into_bytes())
    })
}

fn entries(
    connection: &Connection,
    sql: &str,
    values: &[&dyn ToSql],
) -> Result<Vec<AccessEntry>, PortError> {
    let mut select = connection.prepare_cached(sql).map_err(port_error)?;
    let found = select.query_map(values, |row| {
        Ok((row.get::<_, [u8; 16]>(0)?, row.get(1)?, row.get(2)?))
    });
    let mut entries = Vec::new();
    for found in found.map_err(port_error)? {
        let (id, at, record): (_, i64, String) = found.map_err(port_error)?;
        entries.push(AccessRow::read(
            record.as_bytes(),
            Uuid::from_bytes(id),
            at,
        )?);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn entries_are_found_and_ordered_through_indexes() {
        for sql in [OF_VISIT, OF_PERSON, OF_ALL, OLD] {
            let plan = plan(sql);
            let found = |step: &String| step.starts_with("SEARCH");
            assert!(plan.iter().all(found), "no sorting: {plan:?}");
        }
    }
}

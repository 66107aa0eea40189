//! The rows of one visit, read as entries and written like by a forger who knows the format.

use chat_domain::{
    ClinicId, Entry, Presence, VisitId, VisitState, VisitSummary, evolve,
    log::{ChainHash, from_stored, to_stored},
};
use chat_ports::VisitKey;
use rusqlite::{Connection, params};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) id: i64,
    pub(crate) key: VisitKey,
}

pub(crate) fn visits(database: &Connection) -> Vec<Visit> {
    let sql = "SELECT id, clinic, visit FROM visit ORDER BY id";
    let mut select = database.prepare(sql).unwrap();
    let visit = |row: &rusqlite::Row<'_>| {
        let uuid = |column| row.get(column).map(Uuid::from_bytes);
        let key = VisitKey::new(ClinicId::new(uuid(1)?), VisitId::new(uuid(2)?));
        Ok(Visit {
            id: row.get(0)?,
            key,
        })
    };
    let visits = select.query_map([], visit).unwrap();
    visits.collect::<Result<_, _>>().unwrap()
}

pub(crate) fn entries(database: &Connection, visit: &Visit) -> Vec<Entry> {
    let sql = "SELECT body FROM entry WHERE visit_id = ?1 ORDER BY seq";
    let mut select = database.prepare(sql).unwrap();
    let body = |row: &rusqlite::Row<'_>| row.get::<_, Vec<u8>>(0);
    let bodies = select.query_map([visit.id], body).unwrap();
    bodies
        .map(|body| from_stored(&body.unwrap()).unwrap())
        .collect()
}

/// Rewrites the visit's log: the entries, their chain, and everything derived from them.
pub(crate) fn write(database: &Connection, visit: &Visit, entries: &[Entry]) {
    for table in ["entry", "participant"] {
        let delete = format!("DELETE FROM {table} WHERE visit_id = ?1");
        database.execute(&delete, [visit.id]).unwrap();
    }
    let delete = "DELETE FROM took_part WHERE clinic = ?1 AND visit = ?2";
    let clinic = visit.key.clinic.uuid().into_bytes();
    let key = [clinic, visit.key.visit.uuid().into_bytes()];
    database.execute(delete, key).unwrap();
    let mut state = VisitState::default();
    let mut hash = ChainHash::start(visit.key.clinic, visit.key.visit);
    for entry in entries {
        evolve(&mut state, entry);
        let body = to_stored(entry).unwrap();
        hash = hash.then(&body);
        let insert = "INSERT INTO entry (visit_id, seq, hash, body) VALUES (?1, ?2, ?3, ?4)";
        let row = params![visit.id, entry.seq.0 as i64, hash.0, body];
        database.execute(insert, row).unwrap();
    }
    let summary = VisitSummary::of(&state).unwrap();
    write_summary(database, visit, &summary);
}

/// Changes the bytes of one entry and rebuilds the chain.
pub(crate) fn rewrite(
    database: &Connection,
    visit: &Visit,
    place: usize,
    change: impl Fn(String) -> String,
) {
    let sql = "SELECT body FROM entry WHERE visit_id = ?1 ORDER BY seq";
    let mut select = database.prepare(sql).unwrap();
    let bodies = select.query_map([visit.id], |row| row.get::<_, Vec<u8>>(0));
    let mut hash = ChainHash::start(visit.key.clinic, visit.key.visit);
    for (seq, body) in (1..).zip(bodies.unwrap()) {
        let mut body = body.unwrap();
        if seq == place {
            body = change(String::from_utf8(body).unwrap()).into_bytes();
        }
        hash = hash.then(&body);
        let update = "UPDATE entry SET body = ?3, hash = ?4 WHERE visit_id = ?1 AND seq = ?2";
        let row = params![visit.id, seq as i64, body, hash.0];
        database.execute(update, row).unwrap();
    }
}

fn write_summary(database: &Connection, visit: &Visit, summary: &VisitSummary) {
    let scheduled_for = micros(summary.scheduled_for);
    let json = serde_json::to_string(summary).unwrap();
    let phase = serde_json::to_value(summary.phase).unwrap();
    let due = summary.due.map(micros);
    let update =
        "UPDATE visit SET scheduled_for = ?2, phase = ?3, summary = ?4, due = ?5 WHERE id = ?1";
    let row = params![visit.id, scheduled_for, phase.as_str(), json, due];
    database.execute(update, row).unwrap();
    for participant in &summary.participants {
        let insert = "INSERT INTO took_part (clinic, visit, person) VALUES (?1, ?2, ?3)";
        let row = params![
            visit.key.clinic.uuid().into_bytes(),
            visit.key.visit.uuid().into_bytes(),
            participant.person.uuid().into_bytes(),
        ];
        database.execute(insert, row).unwrap();
    }
    let active = summary.participants.iter();
    for participant in active.filter(|p| p.presence != Presence::Removed) {
        let insert = "INSERT INTO participant
            (visit_id, person, clinic, care_team, scheduled_for, visit, waiting_since)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let row = params![
            visit.id,
            participant.person.uuid().into_bytes(),
            visit.key.clinic.uuid().into_bytes(),
            participant.role.is_care_team(),
            scheduled_for,
            visit.key.visit.uuid().into_bytes(),
            participant.waiting_since.map(micros),
        ];
        database.execute(insert, row).unwrap();
    }
}

fn micros(at: OffsetDateTime) -> i64 {
    at.unix_timestamp() * 1_000_000 + i64::from(at.microsecond())
}

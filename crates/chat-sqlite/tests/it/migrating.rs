//! Logs written by older programs.

mod tables;
mod waits;

use super::{Place, open};
use chat_conformance::{
    fixture::{VisitScript, every_event},
    upload_ledger::fresh_record,
};
use chat_domain::{
    ChatKey, Presence, Seq,
    log::{ChainHash, to_stored},
};
use chat_ports::{
    Append, LogAudit as _, NewEntry, PortError, UploadLedger as _, VisitKey, VisitLog,
};
use chat_sqlite::{OpenError, SCHEMA_VERSION, SqliteLogAudit};
use rusqlite::{Connection, params};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    process::{self, Stdio},
    time::Duration,
};

const VERSION_1: &str = include_str!("../../src/migrations/0001_visit_logs.sql");
const VERSION_2: &str = include_str!("../../src/migrations/0002_hash_chains.sql");

/// A file as version 1 wrote it, with these appends, in one transaction or one each.
struct Version1(Connection);

impl Version1 {
    fn new(place: &Place) -> Self {
        let raw = place.raw();
        raw.execute_batch(
            "PRAGMA journal_mode = wal;
             PRAGMA application_id = 0x56436874;
             CREATE TABLE schema_migration (
            version INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at TEXT
        ) STRICT;
             INSERT INTO schema_migration VALUES (1, 'visit_logs', '2026-11-02T08:00:00Z');",
        )
        .unwrap();
        raw.execute_batch(VERSION_1).unwrap();
        Self(raw)
    }

    fn store(&self, append: &Append) {
        let clinic = append.visit().clinic.uuid().into_bytes();
        let visit = append.visit().visit.uuid().into_bytes();
        if let Some(summary) = append.summary() {
            let json = serde_json::to_string(summary).unwrap();
            let phase = serde_json::to_value(summary.phase).unwrap();
            let micros = summary.scheduled_for.unix_timestamp_nanos() / 1_000;
            let micros = i64::try_from(micros).unwrap();
            let upsert = "INSERT INTO visit (clinic, visit, scheduled_for, phase, summary)
                VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (clinic, visit)
                DO UPDATE SET scheduled_for = ?3, phase = ?4, summary = ?5";
            let values = params![clinic, visit, micros, phase.as_str(), json];
            self.0.execute(upsert, values).unwrap();
            let id = self.id(append.visit());
            let delete = "DELETE FROM participant WHERE visit_id = ?1";
            self.0.execute(delete, [id]).unwrap();
            let insert = "INSERT INTO participant VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let active = |presence| presence != Presence::Removed;
            for p in summary.participants.iter().filter(|p| active(p.presence)) {
                let (person, care) = (p.person.uuid().into_bytes(), p.role.is_care_team());
                let values = params![id, person, clinic, care, micros, visit];
                self.0.execute(insert, values).unwrap();
            }
        }
        let insert = "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert = self.0.prepare_cached(insert).unwrap();
        for NewEntry { entry, stored, .. } in append.entries() {
            let filed = entry.event.chat_entry();
            let chat = filed.map(|(chat, _)| match chat {
                ChatKey::Visit => Vec::new(),
                ChatKey::Direct(pair) => [
                    pair.care.uuid().into_bytes(),
                    pair.attendee.uuid().into_bytes(),
                ]
                .concat(),
            });
            let number = filed.map(|(_, number)| number.0 as i64);
            let values = params![
                self.id(append.visit()),
                entry.seq.0 as i64,
                chat,
                number,
                stored
            ];
            insert.execute(values).unwrap();
        }
    }

    fn id(&self, visit: VisitKey) -> i64 {
        let select = "SELECT id FROM visit WHERE visit = ?1";
        let mut select = self.0.prepare_cached(select).unwrap();
        let visit = visit.visit.uuid().into_bytes();
        select.query_row([visit], |row| row.get(0)).unwrap()
    }
}

/// Restores the columns that version 6 drops, empty, and drops the index that version 7 adds.
fn with_chat_columns(raw: &Connection) {
    raw.execute_batch("CREATE INDEX entry_of_chat ON entry (seq); DROP INDEX visit_with_leases")
        .unwrap();
    raw.execute_batch(VERSION_2).unwrap();
    let copy = "INSERT INTO entry (visit_id, seq, hash, body)
            SELECT visit_id, seq, hash, body FROM entry_without_hash;
        DROP TABLE entry_without_hash";
    raw.execute_batch(copy).unwrap();
}

/// A visit's stored positions, bodies and hashes.
fn rows(raw: &Connection, visit: VisitKey) -> Vec<(i64, Vec<u8>, Vec<u8>)> {
    let select = "SELECT seq, body, hash FROM entry JOIN visit ON visit.id = visit_id
        WHERE visit = ?1 ORDER BY seq";
    let mut select = raw.prepare(select).unwrap();
    let rows = select
        .query_map([visit.visit.uuid().into_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn is_chained(raw: &Connection, visit: &VisitScript) {
    let mut hash = ChainHash::start(visit.key.clinic, visit.key.visit);
    let wanted = visit.entries.iter().map(|entry| {
        let body = to_stored(entry).unwrap();
        hash = hash.then(&body);
        (entry.seq.0 as i64, body, hash.0.to_vec())
    });
    assert_eq!(rows(raw, visit.key), wanted.collect::<Vec<_>>());
}

fn version(raw: &Connection) -> u32 {
    let newest = "SELECT max(version) FROM schema_migration";
    raw.query_row(newest, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn version_1_log_is_chained_and_extended() {
    let place = Place::new();
    let mut visits: Vec<_> = (0..7).map(|_| VisitScript::new()).collect();
    let logs: Vec<_> = visits.iter_mut().map(every_event).collect();
    let old = Version1::new(&place);
    // Rows of all visits interleaved, as after a day at a clinic.
    let longest = logs.iter().map(Vec::len).max().unwrap();
    for at in 0..longest {
        for log in &logs {
            old.store(&log[at]);
        }
    }
    drop(old);

    let log = place.open();
    let raw = place.raw();
    assert_eq!(version(&raw), SCHEMA_VERSION);
    for visit in &mut visits {
        is_chained(&raw, visit);
        let read = log.read(visit.key, Seq::ZERO, usize::MAX).await.unwrap();
        assert_eq!(read.entries, visit.entries);
        let provider = chat_domain::Actor::Person(visit.cast.provider);
        let reopened = visit.run(provider, &chat_domain::Command::ReopenVisit);
        log.append(reopened).await.unwrap();
        log.append(visit.announce("and on")).await.unwrap();
        is_chained(&raw, visit);
    }
    drop(log);
    drop(place.open()); // once more
    visits
        .iter()
        .for_each(|visit| is_chained(&place.raw(), visit));
    // Identical SQL, or every older log would look tampered with.
    let audit = SqliteLogAudit::open(place.file()).unwrap();
    assert_eq!(audit.problems().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn entries_without_a_chain_start_are_kept_for_an_audit() {
    let place = Place::new();
    let old = Version1::new(&place);
    let mut visits = [VisitScript::new(), VisitScript::new(), VisitScript::new()];
    for visit in &mut visits {
        old.store(&visit.schedule());
    }
    let [whole, lost, misnamed] = &visits;
    let count =
        |sql: &str, raw: &Connection| -> i64 { raw.query_row(sql, [], |row| row.get(0)).unwrap() };
    let entries = count("SELECT count(*) FROM entry", &old.0);
    for (sql, visit) in [
        ("DELETE FROM visit WHERE visit = ?1", lost),
        ("UPDATE visit SET clinic = x'01' WHERE visit = ?1", misnamed),
    ] {
        let id = visit.key.visit.uuid().into_bytes();
        assert_eq!(old.0.execute(sql, [id]).unwrap(), 1);
    }
    drop(old);
    drop(place.open());
    let raw = place.raw();
    is_chained(&raw, whole);
    assert_eq!(count("SELECT count(*) FROM entry", &raw), entries);
    let unchained = "SELECT count(*) FROM entry WHERE hash = x''";
    let of_two = (lost.entries.len() + misnamed.entries.len()) as i64;
    assert_eq!(count(unchained, &raw), of_two);
}

/// The migration covers removed participants, too.
#[tokio::test]
async fn version_1_log_knows_its_participants() {
    let place = Place::new();
    let old = Version1::new(&place);
    let mut visits = [VisitScript::new(), VisitScript::new()];
    for visit in &mut visits {
        old.store(&visit.schedule());
    }
    let person = visits[0].cast.guest;
    let reason = chat_domain::Reason::new("asked to leave").unwrap();
    let remove = chat_domain::Command::RemoveParticipant { person, reason };
    old.store(&visits[0].run(chat_domain::Actor::Host, &remove));
    drop(old);

    let log = place.open();
    let [one, other] = &visits;
    for person in [person, one.cast.provider, one.cast.patient] {
        assert!(log.takes_part(one.key, person).await.unwrap());
        assert!(!log.takes_part(other.key, person).await.unwrap());
    }
    assert!(!log.takes_part(one.key, one.cast.overseer).await.unwrap());
    let audit = SqliteLogAudit::open(place.file()).unwrap();
    assert_eq!(audit.problems().await.unwrap(), [""; 0]);
    let found = audit.visits(None, 9).await.unwrap();
    assert!(found.iter().all(|visit| visit.problems.is_empty()));
}

/// Participants of a visit with an unreadable summary and unreadable entries get an error.
/// Outsiders learn nothing about it.
#[tokio::test]
async fn damaged_visit_stays_visible_to_its_participants_only() {
    let place = Place::new();
    let log = place.open();
    let mut visits = [VisitScript::new(), VisitScript::new(), VisitScript::new()];
    for visit in &mut visits {
        log.append(visit.schedule()).await.unwrap();
    }
    let [whole, damaged, cut] = &mut visits;
    let guest = damaged.cast.guest;
    for visit in [&mut *damaged, &mut *cut] {
        let person = visit.cast.guest;
        let reason = chat_domain::Reason::new("asked to leave").unwrap();
        let remove = chat_domain::Command::RemoveParticipant { person, reason };
        let removal = visit.run(chat_domain::Actor::Host, &remove);
        log.append(removal).await.unwrap();
    }
    drop(log);
    let raw = place.raw();
    let back = "DROP TABLE access; DROP TABLE session; DROP TABLE invitation; DROP TABLE webhook_endpoint; DROP TABLE feed; DROP TABLE feed_reach; DROP TABLE node; DROP TABLE shard; DROP TABLE seat;
        DROP INDEX visit_due; ALTER TABLE visit DROP COLUMN due;
        DROP INDEX participant_waiting; ALTER TABLE participant DROP COLUMN waiting_since;
        DROP TABLE took_part; DROP TABLE write_probe;
        DELETE FROM schema_migration WHERE version >= 4;";
    raw.execute_batch(back).unwrap();
    with_chat_columns(&raw);
    for visit in [&*damaged, &*cut] {
        let id = visit.key.visit.uuid().into_bytes();
        let spoil = "UPDATE visit SET summary = '{' WHERE visit = ?1";
        assert_eq!(raw.execute(spoil, [id]).unwrap(), 1);
    }
    // In one visit the provider's entry is damaged, too, but the dashboard rows still name the provider.
    let spoil = "UPDATE entry SET body = x'7b' WHERE seq = 2
        AND visit_id = (SELECT id FROM visit WHERE visit = ?1)";
    let id = cut.key.visit.uuid().into_bytes();
    assert_eq!(raw.execute(spoil, [id]).unwrap(), 1);
    drop(raw);

    let log = place.open();
    for visit in [&*whole, &*damaged, &*cut] {
        let people = visit.entries.iter().filter_map(|entry| match &entry.event {
            chat_domain::Event::ParticipantAdded { person, .. } => Some(*person),
            _ => None,
        });
        for person in people {
            assert!(log.takes_part(visit.key, person).await.unwrap(), "{person}");
        }
        let overseer = visit.cast.overseer;
        assert!(!log.takes_part(visit.key, overseer).await.unwrap());
    }
    assert!(!log.takes_part(whole.key, guest).await.unwrap());
    let read = log.read(damaged.key, Seq::ZERO, usize::MAX).await.unwrap();
    assert_eq!(read.entries, damaged.entries, "the log itself is intact");
    let read = log.read(cut.key, Seq::ZERO, usize::MAX).await;
    assert!(matches!(read, Err(PortError::Corrupt(_))), "{read:?}");
}

/// The test runs itself again as the process that is killed.
#[test]
fn killed_migration_leaves_one_whole_version() {
    const FILE: &str = "CHAT_SQLITE_TEST_KILLED_MIGRATION";
    if let Some(file) = std::env::var_os(FILE) {
        println!("begins");
        drop(open(file.as_ref()));
        return;
    }
    let place = Place::new();
    let old = Version1::new(&place);
    let mut visit = VisitScript::new();
    old.0.execute_batch("BEGIN").unwrap();
    old.store(&visit.schedule());
    for number in 0..8_000 {
        old.store(&visit.announce(&format!("confidential {number}")));
    }
    old.0.execute_batch("COMMIT").unwrap();
    drop(old);

    let mut left = BTreeMap::new();
    for round in 0.. {
        let mut process = process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture"])
            .arg("migrating::killed_migration_leaves_one_whole_version")
            .env(FILE, place.file())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("begins")));
        // Each kill comes later, until the migration finishes before it.
        std::thread::sleep(Duration::from_millis(2 + 8 * round));
        process.kill().unwrap(); // SIGKILL
        process.wait().unwrap();

        let raw = place.raw();
        let found = version(&raw);
        *left.entry(found).or_insert(0) += 1;
        let tables = "SELECT group_concat(name, ' ' ORDER BY name) FROM sqlite_schema
            WHERE type = 'table'";
        let tables: String = raw.query_row(tables, [], |row| row.get(0)).unwrap();
        assert_eq!(tables, tables::of_version(found));
        if found == SCHEMA_VERSION {
            break;
        }
        let bodies = "SELECT body FROM entry ORDER BY seq";
        let mut bodies = raw.prepare(bodies).unwrap();
        let bodies = bodies
            .query_map([], |row| row.get::<_, Vec<u8>>(0))
            .unwrap();
        let wanted = visit.entries.iter().map(|entry| to_stored(entry).unwrap());
        assert!(wanted.eq(bodies.map(Result::unwrap)));
    }
    assert!(left.get(&1).is_some_and(|rounds| *rounds > 2), "{left:?}");
    is_chained(&place.raw(), &visit);
}

/// The file is as version 2 wrote it: version 3 only added the ledger.
#[tokio::test]
async fn version_2_log_gets_a_ledger_and_is_otherwise_unchanged() {
    let place = Place::new();
    let log = place.open();
    let mut visit = VisitScript::new();
    for append in every_event(&mut visit) {
        log.append(append).await.unwrap();
    }
    drop(log);
    let back = "DROP TABLE access; DROP TABLE session; DROP TABLE invitation; DROP TABLE webhook_endpoint; DROP TABLE feed; DROP TABLE feed_reach; DROP TABLE node; DROP TABLE shard; DROP TABLE seat;
        DROP INDEX visit_due; ALTER TABLE visit DROP COLUMN due;
        DROP INDEX participant_waiting; ALTER TABLE participant DROP COLUMN waiting_since;
        DROP TABLE upload; DROP TABLE took_part; DROP TABLE write_probe;
        DELETE FROM schema_migration WHERE version >= 3; VACUUM";
    with_chat_columns(&place.raw());
    place.raw().execute_batch(back).unwrap();
    match SqliteLogAudit::open(place.file()) {
        Err(OpenError::OlderSchema { found, needed }) => {
            assert_eq!((found, needed), (2, SCHEMA_VERSION));
        }
        other => panic!("{other:?}"),
    }

    let log = place.open();
    assert_eq!(version(&place.raw()), SCHEMA_VERSION);
    is_chained(&place.raw(), &visit);
    let read = log.read(visit.key, Seq::ZERO, usize::MAX).await.unwrap();
    assert_eq!(read.entries, visit.entries);
    let ledger = log.upload_ledger();
    let mut record = fresh_record();
    record.key.visit = visit.key;
    ledger.put(record.clone(), None).await.unwrap();
    let found = ledger.find(visit.key, record.person, record.upload.unwrap());
    assert_eq!(found.await.unwrap(), Some(record));
    let audit = SqliteLogAudit::open(place.file()).unwrap();
    assert_eq!(audit.problems().await.unwrap(), [""; 0]);
}

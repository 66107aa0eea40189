//! An audit reports all damage, in sentences without content, and never fails.

mod wrong_types;

use super::{Place, stored};
use chat_conformance::fixture::{VisitScript, every_event};
use chat_domain::{Seq, log::to_stored};
use chat_ports::{LogAudit, StoredEntry, StoredVisit, VisitLog};
use chat_sqlite::SqliteLogAudit;
use std::fs;

/// An audit of a whole file.
#[derive(Debug)]
struct Found {
    visits: Vec<StoredVisit>,
    entries: Vec<StoredEntry>,
    problems: Vec<String>,
}

impl Found {
    async fn of(place: &Place) -> Self {
        let audit = SqliteLogAudit::open(place.file()).unwrap();
        let visits = audit.visits(None, 1_000).await.unwrap();
        let mut entries = Vec::new();
        for visit in &visits {
            entries.extend(audit.entries(visit.visit, Seq::ZERO, 1_000).await.unwrap());
        }
        let problems = audit.problems().await.unwrap();
        Self {
            visits,
            entries,
            problems,
        }
    }

    /// All sentences, one per line, with their positions.
    fn sentences(&self) -> String {
        let visits = self.visits.iter().flat_map(|visit| &visit.problems);
        let entries = self.entries.iter().flat_map(|entry| &entry.problems);
        let all = visits.map(|sentences| format!("visit: {sentences}\n"));
        let all = all.chain(entries.map(|sentences| format!("entry: {sentences}\n")));
        let store = self.problems.iter();
        all.chain(store.map(|sentences| format!("store: {sentences}\n")))
            .collect()
    }
}

/// A visit of seven entries, the last two of them messages, and another visit.
async fn two_visits(place: &Place) -> VisitScript {
    let log = place.open();
    let visit = stored(&log, 1).await;
    stored(&log, 1).await;
    visit
}

/// Damages the first visit's rows and returns an audit. `{}` is the visit's row id.
async fn damaged(sql: &str) -> Found {
    let place = Place::new();
    let visit = two_visits(&place).await;
    let raw = place.raw();
    let id = "SELECT id FROM visit WHERE visit = ?1";
    let id: i64 = raw
        .query_row(id, [visit.key.visit.uuid().into_bytes()], |row| row.get(0))
        .unwrap();
    assert_eq!(id, 1);
    raw.execute_batch(sql)
        .unwrap_or_else(|e| panic!("{sql}: {e}"));
    drop(raw);
    let found = Found::of(&place).await;
    let sentences = found.sentences();
    for secret in ["confidential", "Zoë", "Ngọc", "4711", "provider"] {
        assert!(!sentences.contains(secret), "{sql}: {sentences}");
    }
    found
}

/// The table without its constraints, as after an edit of the schema.
const LOOSE_ENTRY: &str = "CREATE TABLE loose AS SELECT * FROM entry;
    DROP TABLE entry; ALTER TABLE loose RENAME TO entry;";
const LOOSE_VISIT: &str = "CREATE TABLE loose AS SELECT * FROM visit;
    DROP TABLE visit; ALTER TABLE loose RENAME TO visit;";

#[tokio::test]
async fn every_kind_of_damage_is_reported() {
    for (sql, sentence) in [
        (
            "UPDATE visit SET phase = 'completed' WHERE id = 1",
            "visit: its dashboard phase differs",
        ),
        (
            "UPDATE visit SET scheduled_for = scheduled_for + 1 WHERE id = 1",
            "visit: its dashboard time differs",
        ),
        (
            "UPDATE visit SET due = 1 WHERE id = 1",
            "visit: its due time differs",
        ),
        (
            "UPDATE visit SET summary = '{' WHERE id = 1",
            "visit: its summary can't be read",
        ),
        (
            "UPDATE visit SET summary = (SELECT summary FROM visit WHERE id = 2) WHERE id = 1",
            "visit: its summary is another visit's",
        ),
        (
            "DELETE FROM participant WHERE visit_id = 1 AND care_team = 1",
            "visit: 2 participants have no dashboard row",
        ),
        (
            "UPDATE participant SET person = randomblob(16) WHERE visit_id = 1 AND care_team = 1",
            "visit: 2 dashboard rows belong to no participant",
        ),
        (
            "UPDATE participant SET person = x'00' WHERE rowid = 1",
            "visit: 1 dashboard rows belong to no participant",
        ),
        (
            "UPDATE participant SET care_team = 1 - care_team WHERE visit_id = 1",
            "visit: 5 dashboard rows disagree",
        ),
        (
            "UPDATE participant SET clinic = randomblob(16) WHERE rowid = 1",
            "visit: 1 dashboard rows disagree",
        ),
        (
            "UPDATE participant SET visit = x'' WHERE rowid = 1",
            "visit: 1 dashboard rows disagree",
        ),
        (
            "UPDATE participant SET scheduled_for = -1 WHERE rowid = 1",
            "visit: 1 dashboard rows disagree",
        ),
        (
            "DELETE FROM took_part WHERE visit = (SELECT visit FROM visit WHERE id = 1)",
            "visit: 5 past or present participants have no row",
        ),
        (
            "UPDATE took_part SET person = x'00' WHERE person =
                (SELECT person FROM participant WHERE rowid = 1)",
            "visit: 1 participation rows belong to people who never took part",
        ),
        (
            "INSERT INTO took_part SELECT clinic, visit, randomblob(16) FROM visit WHERE id = 1",
            "visit: 1 participation rows belong to people who never took part",
        ),
        (
            "UPDATE took_part SET clinic = randomblob(16)
                WHERE visit = (SELECT visit FROM visit WHERE id = 1)",
            "store: 5 rows of table took_part belong to no visit",
        ),
        (
            "DELETE FROM visit WHERE id = 1",
            "store: 7 entries belong to no visit",
        ),
        (
            "DELETE FROM visit WHERE id = 1",
            "store: 5 rows of table participant belong to no visit",
        ),
        (
            "UPDATE visit SET clinic = x'01' WHERE id = 1",
            "store: row 1 of table visit has an invalid key",
        ),
        (
            "DELETE FROM entry WHERE visit_id = 1",
            "store: visit row 1 has no entries",
        ),
        (
            "UPDATE entry SET seq = -7 WHERE visit_id = 1 AND seq = 7",
            "store: 1 entries have no valid position",
        ),
        (
            "DROP INDEX visit_by_time",
            "store: the index visit_by_time is missing",
        ),
        (
            "DROP INDEX visit_by_time; CREATE INDEX visit_by_time ON visit (phase)",
            "store: the index visit_by_time differs",
        ),
        (
            "CREATE TRIGGER confidential AFTER INSERT ON entry BEGIN DELETE FROM entry; END",
            "store: there is an unknown trigger",
        ),
        (
            "PRAGMA writable_schema = ON;
             INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_confidential', 'entry', 0,
                'CREATE TRIGGER sqlite_confidential AFTER INSERT ON entry
                 BEGIN DELETE FROM entry WHERE rowid = new.rowid; END')",
            "store: there is an unknown trigger",
        ),
        (
            "PRAGMA writable_schema = ON;
             INSERT INTO sqlite_schema VALUES ('view', 'SQLite_stat1', 'SQLite_stat1', 0,
                'CREATE VIEW SQLite_stat1 AS SELECT 1')",
            "store: there is an unknown view",
        ),
        (
            "CREATE INDEX confidential ON entry (body)",
            "store: there is an unknown index",
        ),
        (
            "DELETE FROM schema_migration WHERE version = 1",
            "store: the applied migrations differ from this program's",
        ),
        (
            "INSERT INTO schema_migration VALUES (-1, 'confidential', '')",
            "store: the applied migrations differ from this program's",
        ),
        (
            "UPDATE schema_migration SET name = 'confidential'",
            "store: the applied migrations differ from this program's",
        ),
        (
            "DROP TABLE participant",
            "visit: its participants can't be read",
        ),
        (
            "DROP TABLE took_part",
            "visit: its participation rows can't be read",
        ),
        ("DROP TABLE entry", "visit: its entries can't be read"),
        ("DROP TABLE visit", "store: a check failed"),
        (
            LOOSE_ENTRY,
            "store: the table entry differs from this program's",
        ),
    ] {
        let sentences = damaged(sql).await.sentences();
        assert!(sentences.contains(sentence), "{sql}: {sentences}");
    }
}

/// Administrative statements that don't change the content.
#[tokio::test]
async fn maintenance_is_not_damage() {
    for sql in [
        "ANALYZE",
        "REINDEX",
        "VACUUM",
        "UPDATE schema_migration SET applied_at = NULL",
        "PRAGMA user_version = 7",
    ] {
        assert_eq!(damaged(sql).await.sentences(), "", "{sql}");
    }
}

#[tokio::test]
async fn intact_rows_are_returned_next_to_damaged_ones() {
    let place = Place::new();
    let visit = two_visits(&place).await;
    for sql in [
        "UPDATE entry SET hash = x'00', body = x'FF' WHERE visit_id = 1 AND seq = 4",
        "DELETE FROM entry WHERE visit_id = 1 AND seq = 2",
    ] {
        assert_eq!(place.raw().execute(sql, []).unwrap(), 1);
    }
    let audit = SqliteLogAudit::open(place.file()).unwrap();
    let entries = audit.entries(visit.key, Seq::ZERO, 99).await.unwrap();
    let places: Vec<_> = entries.iter().map(|entry| entry.seq.0).collect();
    assert_eq!(places, [1, 3, 4, 5, 6, 7], "gaps are skipped");
    for entry in entries {
        let written = &visit.entries[entry.seq.0 as usize - 1];
        if entry.seq == Seq(4) {
            assert_eq!((entry.hash, entry.body), (None, vec![0xFF]));
        } else {
            assert!(entry.hash.is_some());
            assert_eq!(entry.body, to_stored(written).unwrap());
        }
    }
    let visits = audit.visits(None, 99).await.unwrap();
    assert!(visits.iter().all(|visit| visit.version == Seq(7)));
}

/// With any byte or page damaged, an audit completes, and reports something whenever its result differs
/// from that of the intact file.
#[tokio::test]
async fn audit_never_fails_on_a_damaged_file() {
    let place = Place::new();
    let log = place.open();
    let mut visit = VisitScript::new();
    for append in every_event(&mut visit) {
        log.append(append).await.unwrap();
    }
    let provider = chat_domain::Actor::Person(visit.cast.provider);
    let reopened = visit.run(provider, &chat_domain::Command::ReopenVisit);
    log.append(reopened).await.unwrap();
    for number in 0..30 {
        let words = format!("{number} {}", "confidential ".repeat(number * 20));
        log.append(visit.announce(&words)).await.unwrap();
    }
    drop(log);
    let whole = Found::of(&place).await;
    assert_eq!(whole.sentences(), "");
    let bytes = fs::read(place.file()).unwrap();
    let (mut sentences, mut refused) = (0, 0);
    let page = 4_096;
    for step in 0..300 {
        let mut damaged = bytes.clone();
        // Spread over the file, including the header and tail of every page.
        let at = (step * 7_919) % bytes.len();
        match step % 4 {
            0 => damaged[at] ^= 0xFF,
            1 => damaged[at / page * page..][..64].fill(0xA5),
            2 => damaged[at / page * page..][..page].fill(0),
            _ => damaged.truncate(at.max(1)),
        }
        let copy = Place::new();
        fs::write(copy.file(), &damaged).unwrap();
        let Ok(audit) = SqliteLogAudit::open(copy.file()) else {
            refused += 1;
            continue;
        };
        drop(audit);
        let found = Found::of(&copy).await;
        let same = found.visits == whole.visits && found.entries.len() == whole.entries.len();
        sentences += u32::from(!found.sentences().is_empty());
        assert!(
            same || !found.sentences().is_empty(),
            "step {step}, byte {at}"
        );
        assert!(!found.sentences().contains("confidential"));
    }
    assert!(sentences > 50, "{sentences} reported, {refused} refused");
}

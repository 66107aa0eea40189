//! Opening a file for an audit, which never changes it.

use super::{Place, open, stored};
use chat_conformance::{Audited, log_audit_laws};
use chat_domain::Seq;
use chat_ports::{LogAudit, VisitLog};
use chat_sqlite::{OpenError, SCHEMA_VERSION, SqliteLogAudit};
use std::{fs, future::ready, path::Path, sync::Arc, time::Instant};

fn refusal(file: &Path) -> OpenError {
    match SqliteLogAudit::open(file) {
        Err(error) => error,
        Ok(_) => panic!("it was opened"),
    }
}

/// All files of a folder with their content, except SQLite's shared memory.
fn files(place: &Place) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(place.folder.path()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|path| path.extension().is_none_or(|ending| ending != "db-shm"))
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn passes_the_conformance_laws() {
    let place = Place::new();
    let file = place.file();
    let audited = file.clone();
    let audit = move || ready(Arc::new(SqliteLogAudit::open(&audited).unwrap()) as _);
    log_audit_laws(
        Audited::new(Arc::new(place.open()), audit),
        |log| async move {
            drop(log);
            Arc::new(open(&file)) as _
        },
    )
    .await;
}

#[test]
fn missing_file_is_refused_and_not_created() {
    let place = Place::new();
    let error = refusal(&place.file());
    assert!(matches!(&error, OpenError::NoSuchFile { path } if *path == place.file()));
    assert!(error.to_string().contains("does not exist"), "{error}");
    assert_eq!(files(&place), []);
}

#[test]
fn other_files_are_refused_and_unchanged() {
    let place = Place::new();
    for content in [&b""[..], b"Dear diary", &b"Dear diary. ".repeat(1_000)] {
        fs::write(place.file(), content).unwrap();
        let before = files(&place);
        let error = refusal(&place.file());
        assert!(matches!(error, OpenError::NotAVisitLog { .. }), "{error}");
        assert_eq!(files(&place), before);
    }
    for theirs in [
        "CREATE TABLE diary (page TEXT)",
        "PRAGMA application_id = 42; CREATE TABLE diary (page TEXT)",
    ] {
        let place = Place::new();
        place.raw().execute_batch(theirs).unwrap();
        let before = files(&place);
        let error = refusal(&place.file());
        assert!(matches!(error, OpenError::NotAVisitLog { .. }), "{error}");
        assert_eq!(files(&place), before, "{theirs}");
    }
    let folder = place.folder.path();
    assert!(matches!(refusal(folder), OpenError::Database(_)));
}

#[test]
fn other_schema_versions_are_refused_and_unchanged() {
    for (change, version) in [
        ("DELETE FROM schema_migration WHERE version > 2", 2),
        ("DELETE FROM schema_migration WHERE version > 1", 1),
        ("DELETE FROM schema_migration", 0),
        ("DROP TABLE schema_migration", 0),
        (
            "INSERT INTO schema_migration (version, name)
                SELECT max(version) + 1, 'later' FROM schema_migration",
            SCHEMA_VERSION + 1,
        ),
    ] {
        let place = Place::new();
        drop(place.open());
        let raw = place.raw();
        raw.execute_batch(change).unwrap();
        raw.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        let before = files(&place);
        let error = refusal(&place.file());
        let message = error.to_string();
        match error {
            OpenError::OlderSchema { found, needed } if version < SCHEMA_VERSION => {
                assert_eq!((found, needed), (version, SCHEMA_VERSION));
            }
            OpenError::NewerSchema { found, supported } => {
                assert_eq!((found, supported), (version, SCHEMA_VERSION));
            }
            error => panic!("{error}"),
        }
        assert!(message.contains(&version.to_string()), "{message}");
        assert_eq!(files(&place), before, "{change}");
    }
}

/// Neither waits for the other, and the log can be closed and reopened.
#[tokio::test]
async fn audit_works_while_the_log_is_in_use() {
    let place = Place::new();
    let log = place.open();
    let mut visit = stored(&log, 3).await;
    let audit = SqliteLogAudit::open(place.file()).unwrap();
    let then = visit.state.version;
    log.append(visit.announce("later")).await.unwrap();
    assert_eq!(audit.visits(None, 9).await.unwrap()[0].version, then);
    let none: [String; 0] = [];
    assert_eq!(audit.problems().await.unwrap(), none);

    let begun = Instant::now();
    drop(log);
    assert!(
        begun.elapsed().as_secs() < 5,
        "closing waited for the audit"
    );
    let log = place.open();
    log.append(visit.announce("and on")).await.unwrap();
    let entries = audit.entries(visit.key, Seq::ZERO, 99).await.unwrap();
    assert_eq!(entries.len() as u64, then.0);
    drop(audit);
    drop(log);
    let wal = place.folder.path().join("visits.db-wal");
    assert!(!wal.exists(), "the audit released the write-ahead log");
}

/// The state after a crash is evidence: it is read and not changed.
#[tokio::test]
async fn crashed_log_is_read_but_not_changed() {
    let place = Place::new();
    let log = place.open();
    let visit = stored(&log, 50).await;
    let crashed = Place::new();
    for name in ["visits.db", "visits.db-wal"] {
        let from = place.folder.path().join(name);
        fs::copy(from, crashed.folder.path().join(name)).unwrap();
    }
    drop(log);
    let before = files(&crashed);
    assert!(
        before[1].1.len() > 50_000,
        "the entries are in the write-ahead log"
    );
    let audit = SqliteLogAudit::open(crashed.file()).unwrap();
    let entries = audit.entries(visit.key, Seq::ZERO, 99).await.unwrap();
    assert_eq!(entries.len(), visit.entries.len());
    let none: [String; 0] = [];
    assert_eq!(audit.problems().await.unwrap(), none);
    drop(audit);
    assert_eq!(files(&crashed), before);
}

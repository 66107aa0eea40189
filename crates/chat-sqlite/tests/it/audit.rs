//! What an audit opens, and what it leaves alone.

use super::{Place, open, stored};
use chat_conformance::{Audited, log_audit_laws};
use chat_domain::Seq;
use chat_ports::{LogAudit, VisitLog};
use chat_sqlite::{OpenError, SCHEMA_VERSION, SqliteLogAudit};
use std::{fs, path::Path, sync::Arc, time::Instant};

fn refusal(file: &Path) -> OpenError {
    match SqliteLogAudit::open(file) {
        Err(error) => error,
        Ok(_) => panic!("it was opened"),
    }
}

/// Everything in a folder, with its content, but for SQLite's notes about who reads what.
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
async fn it_passes_the_laws() {
    let place = Place::new();
    let file = place.file();
    let audited = file.clone();
    let audit = move || Arc::new(SqliteLogAudit::open(&audited).unwrap()) as _;
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
fn a_file_that_is_not_there_is_refused_and_not_made() {
    let place = Place::new();
    let error = refusal(&place.file());
    assert!(matches!(&error, OpenError::NoSuchFile { path } if *path == place.file()));
    assert!(error.to_string().contains("is not there"), "{error}");
    assert_eq!(files(&place), []);
}

#[test]
fn other_files_are_refused_and_left_alone() {
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
fn other_versions_of_the_schema_are_refused_and_left_alone() {
    for (change, version) in [
        ("DELETE FROM schema_migration WHERE version > 2", 2),
        ("DELETE FROM schema_migration WHERE version > 1", 1),
        ("DELETE FROM schema_migration", 0),
        ("DROP TABLE schema_migration", 0),
        (
            "INSERT INTO schema_migration (version, name) VALUES (9, 'later')",
            9,
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
        let told = error.to_string();
        match error {
            OpenError::OlderSchema { found, needed } if version < SCHEMA_VERSION => {
                assert_eq!((found, needed), (version, SCHEMA_VERSION));
            }
            OpenError::NewerSchema { found, supported } => {
                assert_eq!((found, supported), (version, SCHEMA_VERSION));
            }
            error => panic!("{error}"),
        }
        assert!(told.contains(&version.to_string()), "{told}");
        assert_eq!(files(&place), before, "{change}");
    }
}

/// Neither of them waits for the other, and the log can be closed and opened again.
#[tokio::test]
async fn it_works_beside_a_running_log() {
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
    assert!(begun.elapsed().as_secs() < 5, "closing waits for the audit");
    let log = place.open();
    log.append(visit.announce("and on")).await.unwrap();
    let entries = audit.entries(visit.key, Seq::ZERO, 99).await.unwrap();
    assert_eq!(entries.len() as u64, then.0);
    drop(audit);
    drop(log);
    let wal = place.folder.path().join("visits.db-wal");
    assert!(!wal.exists(), "nothing is left that holds on");
}

/// What a crash left behind is read, and stays as it is: it is evidence.
#[tokio::test]
async fn a_crashed_log_is_read_and_not_changed() {
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
    assert!(before[1].1.len() > 50_000, "it is in the write-ahead log");
    let audit = SqliteLogAudit::open(crashed.file()).unwrap();
    let entries = audit.entries(visit.key, Seq::ZERO, 99).await.unwrap();
    assert_eq!(entries.len(), visit.entries.len());
    let none: [String; 0] = [];
    assert_eq!(audit.problems().await.unwrap(), none);
    drop(audit);
    assert_eq!(files(&crashed), before);
}

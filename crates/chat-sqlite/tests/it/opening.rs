use super::{Place, open, stored};
use chat_domain::Seq;
use chat_ports::VisitLog;
use chat_sqlite::{OpenError, SCHEMA_VERSION, SqliteOptions, SqliteVisitLog};
use std::{fs, path::Path, process::Command};

fn refusal(file: &Path) -> OpenError {
    match SqliteVisitLog::open(file, SqliteOptions::default()) {
        Err(error) => error,
        Ok(_) => panic!("it was opened"),
    }
}

#[tokio::test]
async fn empty_file_becomes_a_log_with_recorded_migrations() {
    let place = Place::new();
    fs::write(place.file(), b"").unwrap();
    let log = place.open();
    log.check_writes().await.unwrap();
    log.check_reads().await.unwrap();
    drop(log);
    let raw = place.raw();
    let applied = "SELECT version, name, applied_at FROM schema_migration ORDER BY version";
    let mut applied = raw.prepare(applied).unwrap();
    let applied = applied.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let applied: Vec<(u32, String, Option<String>)> =
        applied.unwrap().map(Result::unwrap).collect();
    let names: Vec<_> = applied.iter().map(|a| (a.0, &*a.1)).collect();
    assert_eq!(
        names,
        [
            (1, "visit_logs"),
            (2, "hash_chains"),
            (3, "uploads"),
            (4, "took_part"),
            (5, "write_probe"),
            (6, "no_chat_columns"),
            (7, "visit_with_leases"),
            (8, "waiting"),
            (9, "due"),
            (10, "node_leases"),
            (11, "event_feed"),
            (12, "webhooks"),
            (13, "invitations"),
            (14, "access_log"),
        ]
    );
    assert_eq!(SCHEMA_VERSION, 14);
    for (_, _, at) in applied {
        assert!(at.unwrap().ends_with('Z'));
    }
}

#[tokio::test]
async fn newer_schema_is_refused_with_both_versions_and_unchanged() {
    let place = Place::new();
    drop(place.open());
    let newer = SCHEMA_VERSION + 6;
    let insert = "INSERT INTO schema_migration (version, name) VALUES (?1, 'later')";
    place.raw().execute(insert, [newer]).unwrap();
    let before = fs::read(place.file()).unwrap();
    let error = refusal(&place.file());
    let message = error.to_string();
    assert!(matches!(error, OpenError::NewerSchema { found, supported }
        if (found, supported) == (newer, SCHEMA_VERSION)));
    assert!(message.contains(&newer.to_string()), "{message}");
    assert!(message.contains(&SCHEMA_VERSION.to_string()), "{message}");
    assert_eq!(fs::read(place.file()).unwrap(), before);
}

#[test]
fn files_of_other_applications_are_refused_and_unchanged() {
    let place = Place::new();
    let no_database = b"Dear diary, this file is no database at all. ".repeat(100);
    fs::write(place.file(), &no_database).unwrap();
    assert!(matches!(
        refusal(&place.file()),
        OpenError::NotAVisitLog { .. }
    ));
    assert_eq!(fs::read(place.file()).unwrap(), no_database);

    for theirs in [
        "CREATE TABLE diary (page TEXT)",
        "PRAGMA application_id = 42",
        "PRAGMA application_id = 42; CREATE TABLE diary (page TEXT)",
    ] {
        let place = Place::new();
        place.raw().execute_batch(theirs).unwrap();
        let before = fs::read(place.file()).unwrap();
        assert!(matches!(
            refusal(&place.file()),
            OpenError::NotAVisitLog { .. }
        ));
        assert_eq!(fs::read(place.file()).unwrap(), before, "{theirs}");
    }
}

#[test]
fn missing_folder_is_an_error() {
    let place = Place::new();
    let file = place.folder.path().join("nowhere").join("visits.db");
    assert!(matches!(refusal(&file), OpenError::Io(_)));
}

#[tokio::test]
async fn second_open_is_refused_until_the_last_clone_is_dropped() {
    let place = Place::new();
    let log = place.open();
    let clone = log.clone();
    assert!(matches!(
        refusal(&place.file()),
        OpenError::AlreadyOpen { .. }
    ));
    drop(log);
    assert!(matches!(
        refusal(&place.file()),
        OpenError::AlreadyOpen { .. }
    ));
    drop(clone);
    place.open().check_reads().await.unwrap();
}

#[cfg(unix)]
#[test]
fn symlinked_file_shares_the_lock() {
    let place = Place::new();
    let _log = place.open();
    let alias = place.folder.path().join("alias.db");
    std::os::unix::fs::symlink(place.file(), &alias).unwrap();
    assert!(matches!(refusal(&alias), OpenError::AlreadyOpen { .. }));
}

/// The test runs itself again as the second process.
#[test]
fn second_process_is_refused() {
    const FILE: &str = "CHAT_SQLITE_TEST_SECOND_PROCESS";
    if let Some(file) = std::env::var_os(FILE) {
        let error = refusal(Path::new(&file));
        assert!(matches!(error, OpenError::AlreadyOpen { .. }), "{error}");
        return;
    }
    let place = Place::new();
    let second_process = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "opening::second_process_is_refused"])
            .env(FILE, place.file())
            .output()
            .unwrap()
    };
    let log = place.open();
    let output = second_process();
    assert!(output.status.success(), "{output:?}");
    drop(log);
    let output = second_process();
    assert!(
        !output.status.success(),
        "the log can be opened once released"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let log = place.open();
    stored(&log, 1).await;
    let mut seen = 0;
    for file in fs::read_dir(place.folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file:?}");
        seen += 1;
    }
    assert_eq!(seen, 4, "the log, -wal, -shm and .lock");
}

#[tokio::test]
async fn closed_log_is_one_file() {
    let place = Place::new();
    let log = place.open();
    let visit = stored(&log, 5).await;
    drop(log);
    let elsewhere = Place::new();
    fs::copy(place.file(), elsewhere.file()).unwrap();
    let copy = open(&elsewhere.file());
    let read = copy.read(visit.key, Seq::ZERO, 100).await.unwrap().entries;
    assert_eq!(read, visit.entries);
}

/// Before SQLite 3.51.3 a write-ahead log in use could be reset.
#[test]
fn bundled_sqlite_is_recent_enough() {
    assert!(rusqlite::version_number() >= 3_051_003);
}

use super::{Place, is_chained, stored};
use chat_conformance::fixture::VisitScript;
use chat_domain::{Actor, Command, Entry, Seq, log::Newer};
use chat_ports::{PortError, VisitKey, VisitLog};
use std::{error::Error, fs};

/// Damages the stored entry 8 and returns the result of reading the log.
async fn damaged(sql: &str) -> Result<Vec<Entry>, PortError> {
    let place = Place::new();
    let log = place.open();
    let visit = stored(&log, 5).await;
    drop(log);
    let changed = place.raw().execute(sql, []).unwrap();
    assert_eq!(changed, 1, "{sql}");
    let log = place.open();
    let before = log.read(visit.key, Seq::ZERO, 7).await.unwrap();
    assert_eq!(
        before.entries,
        visit.entries[..7],
        "intact entries are read"
    );
    let read = log.read(visit.key, Seq::ZERO, 100).await;
    read.map(|read| read.entries)
}

fn printed(error: &PortError) -> String {
    let source = error.source().map(ToString::to_string);
    format!("{error} / {error:?} / {}", source.unwrap_or_default())
}

#[tokio::test]
async fn damaged_entry_is_corrupt_and_only_its_position_is_named() {
    for sql in [
        "UPDATE entry SET body = substr(body, 1, length(body) - 9) WHERE seq = 8",
        "UPDATE entry SET body = x'' WHERE seq = 8",
        "UPDATE entry SET body = CAST(replace(body, 'message_sent', 'confidential') AS BLOB)
         WHERE seq = 8",
        "UPDATE entry SET body = (SELECT body FROM entry WHERE seq = 7) WHERE seq = 8",
        "UPDATE entry SET hash = x'' WHERE seq = 8",
        "UPDATE entry SET hash = substr(hash, 2) WHERE seq = 8",
        "UPDATE entry SET hash = zeroblob(33) WHERE seq = 8",
        "DELETE FROM entry WHERE seq = 8",
    ] {
        let error = damaged(sql).await.expect_err(sql);
        assert!(matches!(error, PortError::Corrupt(_)), "{sql}: {error}");
        let text = printed(&error);
        assert!(text.contains("entry 8"), "{sql}: {text}");
        assert!(!text.contains("confidential"), "{sql}: {text}");
    }
}

#[tokio::test]
async fn entry_of_a_newer_program_is_newer_not_corrupt() {
    let form =
        "UPDATE entry SET body = CAST(replace(body, '\"v\":1', '\"v\":2') AS BLOB) WHERE seq = 8";
    let error = damaged(form).await.expect_err(form);
    assert!(
        matches!(error, PortError::Newer(Newer::Form { found: 2 })),
        "{error:?}"
    );

    let place = Place::new();
    let log = place.open();
    let visit = stored(&log, 5).await;
    drop(log);
    let rules = "UPDATE entry SET body = CAST(replace(body, '\"rules\":2', '\"rules\":9') AS BLOB)
        WHERE seq = 1";
    assert_eq!(place.raw().execute(rules, []).unwrap(), 1);
    let error = place.open().read(visit.key, Seq::ZERO, 100).await;
    assert!(
        matches!(error, Err(PortError::Newer(Newer::Rules { found: 9 }))),
        "{error:?}"
    );
}

#[tokio::test]
async fn log_without_a_valid_head_refuses_appends() {
    for (sql, position) in [
        ("UPDATE entry SET hash = x'00' WHERE seq = 8", "entry 8"),
        ("UPDATE entry SET seq = seq - 100", "entry -92"),
    ] {
        let place = Place::new();
        let log = place.open();
        let mut visit = stored(&log, 2).await;
        drop(log);
        place.raw().execute(sql, []).unwrap();
        let log = place.open();
        let mut whole = VisitScript::new();
        let appends = [visit.announce("confidential"), whole.schedule()];
        let [refused, stored] = appends.map(|append| log.append(append));
        let (refused, stored) = futures::future::join(refused, stored).await;
        stored.unwrap(); // in the same transaction
        let error = refused.unwrap_err();
        assert!(matches!(error, PortError::Corrupt(_)), "{sql}: {error}");
        assert!(printed(&error).contains(position), "{sql}: {error}");
        assert!(!printed(&error).contains("confidential"), "{sql}");
        let rows = "SELECT count(*) FROM entry";
        let rows: i64 = place.raw().query_row(rows, [], |row| row.get(0)).unwrap();
        assert_eq!(rows as usize, visit.entries.len() - 1 + whole.entries.len());
    }
}

#[tokio::test]
async fn missing_entry_is_corrupt_when_read_by_position() {
    let place = Place::new();
    let log = place.open();
    let visit = stored(&log, 5).await;
    drop(log);
    let delete = "DELETE FROM entry WHERE seq = 8";
    assert_eq!(place.raw().execute(delete, []).unwrap(), 1);
    let log = place.open();
    let read = log.read_at(visit.key, [Seq(7), Seq(9)].into()).await;
    assert_eq!(
        read.unwrap(),
        [visit.entries[6].clone(), visit.entries[8].clone()]
    );
    let read = log.read_at(visit.key, [Seq(7), Seq(8), Seq(9)].into());
    let error = read.await.unwrap_err();
    assert!(matches!(error, PortError::Corrupt(_)), "{error}");
    assert!(printed(&error).contains("entry 8"), "{error}");
}

#[tokio::test]
async fn damaged_file_is_never_read_as_valid() {
    let place = Place::new();
    let log = place.open();
    let visit = stored(&log, 300).await;
    drop(log);
    let mut bytes = fs::read(place.file()).unwrap();
    bytes[8_192..].fill(0xA5);
    fs::write(place.file(), bytes).unwrap();
    // Opening reads only the first pages, so that large logs open quickly.
    let Ok(log) = chat_sqlite::SqliteVisitLog::open(place.file(), Default::default()) else {
        return;
    };
    let error = log.read(visit.key, Seq::ZERO, 1_000).await.unwrap_err();
    assert!(matches!(error, PortError::Corrupt(_)), "{error:?}");
}

#[tokio::test]
async fn failed_transaction_is_unavailable_and_the_next_one_works() {
    let place = Place::new();
    let log = place.open();
    let mut visit = stored(&log, 2).await;
    let raw = place.raw();
    raw.execute_batch("ALTER TABLE entry RENAME TO taken_away")
        .unwrap();
    let failed = visit.clone().announce("confidential");
    let error = log.append(failed).await.unwrap_err();
    assert!(matches!(error, PortError::Unavailable(_)), "{error:?}");
    assert!(!printed(&error).contains("confidential"));
    raw.execute_batch("ALTER TABLE taken_away RENAME TO entry")
        .unwrap();
    log.append(visit.announce("and on")).await.unwrap();
    let read = log.read(visit.key, Seq::ZERO, 100).await.unwrap();
    assert_eq!(read.entries, visit.entries);
    is_chained(&place.file(), visit.key, &visit.entries).await;
}

/// Otherwise the presence in all later visits would never end.
#[tokio::test]
async fn unreadable_summary_hides_no_lease_of_another_visit() {
    let place = Place::new();
    let log = place.open();
    let mut visits: [_; 3] = std::array::from_fn(|_| VisitScript::new());
    for visit in &mut visits {
        log.append(visit.schedule()).await.unwrap();
        let person = visit.cast.provider;
        let joined = visit.run(Actor::Person(person), &Command::JoinCall { person });
        log.append(joined).await.unwrap();
    }
    visits.sort_by_key(|visit| visit.key);
    let id = visits[1].key.visit.uuid().into_bytes();
    let spoil = r#"UPDATE visit SET summary = '{"leased":true' WHERE visit = ?1"#;
    assert_eq!(place.raw().execute(spoil, [id]).unwrap(), 1);
    for size in [1, 2, 9] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = log.visits_with_leases(after, size).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(VisitKey::new(last.clinic, last.visit));
            found.extend(page);
        }
        let wanted = [visits[0].summary(), visits[2].summary()];
        assert_eq!(found, wanted, "in pages of {size}");
    }
}

#[tokio::test]
async fn damaged_visit_leaves_the_others_readable_in_a_read_of_many() {
    let place = Place::new();
    let log = place.open();
    let (damaged, intact) = (stored(&log, 5).await, stored(&log, 5).await);
    drop(log);
    let damage = "UPDATE entry SET body = x'' WHERE seq = 8 AND visit_id = 1";
    assert_eq!(place.raw().execute(damage, []).unwrap(), 1);
    let asked = [(damaged.key, Seq(5)), (intact.key, Seq(5))];
    let read = place.open().read_many(&asked, 100).await.unwrap();
    assert!(matches!(read[0], Err(PortError::Corrupt(_))), "{read:?}");
    assert_eq!(read[1].as_ref().unwrap().entries, intact.entries[5..]);
}

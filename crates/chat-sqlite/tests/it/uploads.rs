//! The upload ledger.

use super::{Place, killed::killed_at_work, open, refuse, stored};
use chat_conformance::{fixture::VisitScript, upload_ledger::fresh_record, upload_ledger_laws};
use chat_ports::{
    LogAudit, PortError, StageKind, UploadLedger, UploadQuery, UploadRecord, UploadStage, VisitLog,
};
use chat_sqlite::{SqliteLogAudit, SqliteOptions, SqliteVisitLog};
use futures::future::{join, join_all};
use std::{
    collections::BTreeSet,
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

#[tokio::test(flavor = "multi_thread")]
async fn passes_the_conformance_laws() {
    let place = Place::new();
    let file = place.file();
    let ledger = place.open().upload_ledger();
    upload_ledger_laws(Arc::new(ledger), |ledger| async move {
        drop(ledger);
        Arc::new(open(&file).upload_ledger()) as _
    })
    .await;
}

/// The smallest limits change only the speed.
#[tokio::test]
async fn passes_the_conformance_laws_with_one_reader_and_no_batching() {
    let place = Place::new();
    let file = place.file();
    let narrow = SqliteOptions::default()
        .with_readers(1)
        .with_max_batch(1)
        .with_queue(1);
    let log = SqliteVisitLog::open(&file, narrow).unwrap();
    upload_ledger_laws(Arc::new(log.upload_ledger()), |ledger| async move {
        drop(ledger);
        drop(log);
        let log = SqliteVisitLog::open(&file, narrow).unwrap();
        Arc::new(log.upload_ledger()) as _
    })
    .await;
}

/// Uploads need no extra sync, and a bad append does not affect them.
#[tokio::test]
async fn uploads_share_transactions_with_appends() {
    let place = Place::new();
    let log = place.open();
    let bad = stored(&log, 1).await.announce("refused");
    drop(log);
    // The file refuses it, which makes the batch retry with savepoints.
    refuse(&place.raw(), "refused");

    let log = place.open();
    let ledger = log.upload_ledger();
    let raw = place.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let unlock = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        raw.execute_batch("ROLLBACK").unwrap();
    };
    let mut visits: Vec<_> = (0..100).map(|_| VisitScript::new()).collect();
    let appends: Vec<_> = visits.iter_mut().map(VisitScript::schedule).collect();
    let appends = join_all(appends.into_iter().map(|append| log.append(append)));
    let records: Vec<_> = (0..100).map(|_| fresh_record()).collect();
    let puts = join_all(
        records
            .iter()
            .map(|record| ledger.put(record.clone(), None)),
    );
    let ((appended, bad), (put, ())) =
        join(join(appends, log.append(bad)), join(puts, unlock)).await;
    assert!(appended.iter().all(Result::is_ok), "{appended:?}");
    assert!(matches!(bad, Err(PortError::Corrupt(_))), "{bad:?}");
    assert!(put.iter().all(Result::is_ok), "{put:?}");
    // One started by the first change, one for all others.
    assert!(log.commits() <= 2, "{} commits", log.commits());
    for record in records {
        let found = ledger.find(record.key.visit, record.person, record.upload.unwrap());
        assert_eq!(found.await.unwrap(), Some(record));
    }
}

/// The test runs itself again as the process that is killed.
#[tokio::test]
async fn killed_process_loses_no_acknowledged_upload() {
    const FILE: &str = "CHAT_SQLITE_TEST_KILLED_LEDGER";
    if let Some(file) = std::env::var_os(FILE) {
        let ledger = open(file.as_ref()).upload_ledger();
        loop {
            let record = fresh_record();
            ledger.put(record.clone(), None).await.unwrap();
            let json = serde_json::to_string(&record).unwrap();
            // In one write, so that the line is complete or absent.
            let line = format!("acknowledged {json}\n");
            io::stdout().lock().write_all(line.as_bytes()).unwrap();
        }
    }
    let place = Place::new();
    let mut acknowledged: Vec<UploadRecord> = Vec::new();
    for round in 1..=4 {
        let before = acknowledged.len();
        killed_at_work(
            "uploads::killed_process_loses_no_acknowledged_upload",
            (FILE, &place.file()),
            Duration::from_millis(20 * round),
            |line| {
                if let Some(json) = line.strip_prefix("acknowledged ") {
                    acknowledged.push(serde_json::from_str(json).unwrap());
                }
                acknowledged.len() > before + 2
            },
        );
        let ledger = open(&place.file()).upload_ledger();
        for record in &acknowledged {
            let found = ledger.find(record.key.visit, record.person, record.upload.unwrap());
            assert_eq!(found.await.unwrap().as_ref(), Some(record));
        }
    }
}

/// A visit with two uploads.
async fn two_uploads(place: &Place) -> UploadRecord {
    let log = place.open();
    let visit = stored(&log, 1).await;
    let ledger = log.upload_ledger();
    let mut records = [fresh_record(), fresh_record()];
    records[1].stage = UploadStage::Released;
    for record in &mut records {
        record.key.visit = visit.key;
        ledger.put(record.clone(), None).await.unwrap();
    }
    records[0].clone()
}

#[tokio::test]
async fn audit_reports_damaged_uploads() {
    let other_key = "CREATE TABLE loose AS SELECT * FROM upload; DROP TABLE upload;
        ALTER TABLE loose RENAME TO upload; INSERT INTO upload SELECT * FROM upload LIMIT 1";
    for (sql, sentence) in [
        ("SELECT 1", ""),
        (
            "UPDATE upload SET stage = 'released'",
            "row 1 of table upload disagrees",
        ),
        (
            "UPDATE upload SET received = received + 1",
            "row 1 of table upload disagrees",
        ),
        (
            "UPDATE upload SET person = x'00'",
            "row 1 of table upload disagrees",
        ),
        (
            "UPDATE upload SET upload = NULL",
            "row 1 of table upload disagrees",
        ),
        (
            "UPDATE upload SET attachment = randomblob(16)",
            "row 1 of table upload disagrees",
        ),
        (
            "UPDATE upload SET record = '{' || record",
            "row 1 of table upload can't be read",
        ),
        (
            "UPDATE upload SET visit = randomblob(16)",
            "2 rows of table upload belong to no visit",
        ),
        (
            other_key,
            "row 3 of table upload duplicates another row's key",
        ),
        (other_key, "the table upload differs from this program's"),
        ("DROP TABLE upload", "the table upload is missing"),
        (
            "DROP INDEX upload_by_time",
            "the index upload_by_time is missing",
        ),
    ] {
        let place = Place::new();
        two_uploads(&place).await;
        place.raw().execute_batch(sql).unwrap();
        let audit = SqliteLogAudit::open(place.file()).unwrap();
        let problems = audit.problems().await.unwrap().join("\n");
        assert!(problems.contains(sentence), "{sql}: {problems}");
        assert_eq!(
            problems.is_empty(),
            sentence.is_empty(),
            "{sql}: {problems}"
        );
        assert!(!problems.contains("Befund"), "{sql}: {problems}");
    }
}

/// The ledger reports the damage, too, without the row's content.
#[tokio::test]
async fn damaged_upload_row_is_corrupt() {
    for sql in [
        "UPDATE upload SET record = replace(record, 'held', 'released')",
        "UPDATE upload SET record = substr(record, 2)",
    ] {
        let place = Place::new();
        let record = two_uploads(&place).await;
        place.raw().execute_batch(sql).unwrap();
        let ledger = place.open().upload_ledger();
        let find = ledger.find(record.key.visit, record.person, record.upload.unwrap());
        let held = UploadQuery {
            stages: Some(BTreeSet::from([StageKind::Held])),
            received_before: None,
            after: None,
            limit: 10,
        };
        let (found, listed) = join(find, ledger.list(held)).await;
        for error in [found.unwrap_err(), listed.unwrap_err()] {
            assert!(matches!(error, PortError::Corrupt(_)), "{sql}: {error:?}");
            assert!(!format!("{error:?}").contains("Befund"), "{error:?}");
        }
    }
}

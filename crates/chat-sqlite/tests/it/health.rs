//! What is said of writes, without waiting for them.

use super::{Place, stored};
use chat_conformance::fixture::VisitScript;
use chat_ports::{PortError, VisitLog};
use std::time::{Duration, Instant};

#[tokio::test]
async fn writes_are_tried_once_and_then_known_by_their_outcome() {
    let place = Place::new();
    let log = place.open();
    for _ in 0..3 {
        log.check_writes().await.unwrap();
    }
    assert_eq!(log.commits(), 1, "one probe");
    stored(&log, 2).await;
    log.check_writes().await.unwrap();
    assert_eq!(log.commits(), 1 + 3);
}

/// The probe takes no more room, however often it is made.
#[tokio::test]
async fn a_probe_leaves_one_row_and_the_log_as_it_was() {
    let place = Place::new();
    for _ in 0..4 {
        let log = place.open();
        log.check_writes().await.unwrap();
        assert_eq!(log.commits(), 1);
    }
    let count = "SELECT count(*) FROM write_probe";
    let rows: i64 = place.raw().query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1);
    assert!(place.file().metadata().unwrap().len() < 512 * 1024);
}

/// Another process holds the file's lock, as a disk that hangs holds the transaction.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_hangs_is_told_while_it_hangs() {
    let place = Place::new();
    let log = place.open();
    stored(&log, 1).await;
    let raw = place.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut visit = VisitScript::new();
    let append = visit.schedule();
    let sender = log.clone();
    let sent = tokio::spawn(async move { sender.append(append).await });
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    let begun = Instant::now();
    let told = log.check_writes().await;
    assert!(matches!(told, Err(PortError::Unavailable(_))), "{told:?}");
    assert!(begun.elapsed() < Duration::from_secs(1));
    log.check_reads().await.unwrap();
    assert!(!sent.is_finished());

    raw.execute_batch("ROLLBACK").unwrap();
    sent.await.unwrap().unwrap();
    log.check_writes().await.unwrap();
}

/// The lock is held for longer than the writer waits: the append fails, and nobody writes after it.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_failure_a_probe_finds_out_that_writes_work_again() {
    let place = Place::new();
    let log = place.open();
    let mut visit = stored(&log, 1).await;
    let raw = place.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let failed = log.append(visit.clone().announce("lost")).await;
    assert!(matches!(failed, Err(PortError::Unavailable(_))));
    assert!(log.check_writes().await.is_err());
    raw.execute_batch("ROLLBACK").unwrap();
    let told = log.check_writes().await;
    assert!(told.is_err(), "nothing new is known so soon: {told:?}");
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    log.check_writes().await.unwrap();
    log.append(visit.announce("not lost")).await.unwrap();
}

//! Health checks of writes, which don't wait for them.

use super::{Place, stored};
use chat_conformance::fixture::VisitScript;
use chat_ports::{PortError, VisitLog};
use std::time::{Duration, Instant};

#[tokio::test]
async fn write_check_probes_once_then_uses_the_outcome() {
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

/// Repeated probes take no additional space.
#[tokio::test]
async fn probe_leaves_one_row_and_does_not_change_the_log() {
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

/// A lock held by another process simulates a hanging disk.
#[tokio::test(flavor = "multi_thread")]
async fn hanging_transaction_is_reported_while_it_hangs() {
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
    let result = log.check_writes().await;
    assert!(
        matches!(result, Err(PortError::Unavailable(_))),
        "{result:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(1));
    log.check_reads().await.unwrap();
    assert!(!sent.is_finished());

    raw.execute_batch("ROLLBACK").unwrap();
    sent.await.unwrap().unwrap();
    log.check_writes().await.unwrap();
}

/// The lock outlasts the writer's timeout, so the append fails; no write follows it.
#[tokio::test(flavor = "multi_thread")]
async fn probe_detects_recovery_after_a_failure() {
    let place = Place::new();
    let log = place.open();
    let mut visit = stored(&log, 1).await;
    let raw = place.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let failed = log.append(visit.clone().announce("lost")).await;
    assert!(matches!(failed, Err(PortError::Unavailable(_))));
    assert!(log.check_writes().await.is_err());
    raw.execute_batch("ROLLBACK").unwrap();
    let result = log.check_writes().await;
    assert!(result.is_err(), "too early for a probe: {result:?}");
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    log.check_writes().await.unwrap();
    log.append(visit.announce("not lost")).await.unwrap();
}

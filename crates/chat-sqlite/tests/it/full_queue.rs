//! Backpressure of the writer's queue.

use super::{Place, is_chained};
use chat_conformance::{
    fixture::{VisitScript, entries_of},
    upload_ledger::fresh_record,
};
use chat_domain::Seq;
use chat_ports::{PortError, UploadLedger as _, VisitLog as _};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use futures::future::join_all;
use std::task::Poll;

/// Enough for some of the appends below, but not for most.
const BYTES: usize = 64 * 1024;

#[tokio::test]
async fn changes_beyond_the_queues_bytes_are_busy_until_it_drains() {
    let place = Place::new();
    let options = SqliteOptions::default().with_queue_bytes(BYTES);
    let log = SqliteVisitLog::open(place.file(), options).unwrap();
    let mut visits: Vec<_> = (0..100).map(|_| VisitScript::new()).collect();
    let appends: Vec<_> = visits.iter_mut().map(VisitScript::schedule).collect();
    // The lock blocks the writer, so everything queues up.
    let raw = place.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut waiting = Vec::new();
    let mut refused = Vec::new();
    for append in &appends {
        let mut answer = log.append(append.clone());
        match futures::poll!(&mut answer) {
            Poll::Pending => waiting.push((append, answer)),
            Poll::Ready(Err(PortError::Busy(_))) => refused.push(append),
            Poll::Ready(other) => panic!("{other:?}"),
        }
    }
    assert!(waiting.len() > 1, "{} wait", waiting.len());
    assert!(refused.len() > waiting.len(), "{} wait", waiting.len());
    // Uploads share the queue and fill the remaining space.
    let ledger = log.upload_ledger();
    let mut puts = Vec::new();
    let refused_put = loop {
        let record = fresh_record();
        let mut answer = ledger.put(record.clone(), None);
        match futures::poll!(&mut answer) {
            Poll::Pending => puts.push(answer),
            Poll::Ready(Err(PortError::Busy(_))) => break record,
            Poll::Ready(other) => panic!("{other:?}"),
        }
    };

    raw.execute_batch("ROLLBACK").unwrap();
    let (appended, answers): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
    assert!(join_all(answers).await.iter().all(Result::is_ok));
    assert!(join_all(puts).await.iter().all(Result::is_ok));
    // None of the refused appends was stored, and all of them can be stored now.
    for append in &refused {
        let read = log.read(append.visit(), Seq::ZERO, 1).await;
        assert!(matches!(read, Err(PortError::NotFound)), "{read:?}");
        log.append((*append).clone()).await.unwrap();
    }
    assert_eq!(ledger.get(refused_put.key).await.unwrap(), None);
    ledger.put(refused_put, None).await.unwrap();
    for append in appended.into_iter().chain(refused) {
        is_chained(&place.file(), append.visit(), &entries_of(append)).await;
    }
}

#[tokio::test]
async fn change_larger_than_the_queue_is_stored_alone() {
    let place = Place::new();
    let options = SqliteOptions::default().with_queue_bytes(1);
    let log = SqliteVisitLog::open(place.file(), options).unwrap();
    let mut visit = VisitScript::new();
    log.append(visit.schedule()).await.unwrap();
    log.append(visit.announce("larger than a byte"))
        .await
        .unwrap();
    is_chained(&place.file(), visit.key, &visit.entries).await;
}

#[tokio::test]
async fn appends_beyond_the_queues_length_wait_and_are_stored() {
    let place = Place::new();
    let options = SqliteOptions::default().with_queue(1).with_max_batch(1);
    let log = SqliteVisitLog::open(place.file(), options).unwrap();
    let mut visits: Vec<_> = (0..20).map(|_| VisitScript::new()).collect();
    let appends: Vec<_> = visits.iter_mut().map(VisitScript::schedule).collect();
    // Holds the write lock, so that nothing can be stored: one append is with the writer, one is in
    // the queue, and the others are waiting to enter it.
    let raw = place.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut waiting: Vec<_> = appends.iter().map(|it| log.append(it.clone())).collect();
    for answer in &mut waiting {
        let state = futures::poll!(answer);
        assert!(state.is_pending(), "{state:?}");
    }
    raw.execute_batch("ROLLBACK").unwrap();
    assert!(join_all(waiting).await.iter().all(Result::is_ok));
    for append in &appends {
        is_chained(&place.file(), append.visit(), &entries_of(append)).await;
    }
}

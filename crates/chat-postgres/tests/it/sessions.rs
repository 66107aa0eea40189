//! Sessions that are lost.

use crate::{
    cluster::{Proxy, client, database},
    open,
};
use chat_conformance::{
    fixture::VisitScript, visit_log::shared::unavailable_append_is_not_in_progress,
};
use chat_domain::Seq;
use chat_ports::{PortError, VisitLog};
use std::{sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};

/// Ends every session of the log's writer on the server.
const END_WRITERS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE '% writer %' AND pid <> pg_backend_pid()";

/// The appends that wait for a lock.
const STUCK: &str = "SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'WITH session%' AND wait_event_type = 'Lock'";

/// Keeps every append from ending, after it has begun.
const LOCK: &str = "BEGIN; SELECT FROM visit FOR UPDATE";

/// The next append goes through a new session, or is refused as unavailable and not stored if the loss was not known yet.
#[tokio::test(flavor = "multi_thread")]
async fn session_that_is_lost_while_idle_is_replaced() {
    let database = database();
    let log = open(&database).await;
    let mut visit = VisitScript::new();
    log.append(visit.schedule()).await.unwrap();
    let admin = client(&database).await;
    for number in 0..10 {
        let ended = admin.query(END_WRITERS, &[]).await.unwrap();
        assert_eq!(ended.len(), 1);
        let mut attempt = visit.clone();
        let append = attempt.announce(&format!("{number}"));
        let answer = log.append(append.clone()).await;
        if let Err(refused) = answer {
            assert!(matches!(refused, PortError::Unavailable(_)), "{refused}");
            let read = log
                .read(visit.key, append.base().version, usize::MAX)
                .await
                .unwrap()
                .entries;
            assert!(read.is_empty());
            log.append(append).await.unwrap();
        }
        visit = attempt;
    }
    let read = log
        .read(visit.key, Seq::ZERO, usize::MAX)
        .await
        .unwrap()
        .entries;
    assert_eq!(read.len(), visit.entries.len());
}

/// "Unavailable" is only said once the append can no longer be stored, so what is read then stays true. The server goes on
/// with a statement whose client is gone.
#[tokio::test(flavor = "multi_thread")]
async fn append_whose_session_is_lost_is_answered_when_nothing_is_in_progress() {
    let database = database();
    let proxy = Proxy::new();
    let log = open(&proxy.to(&database)).await;
    let (locker, admin) = (client(&database).await, client(&database).await);
    let mut visit = VisitScript::new();
    log.append(visit.schedule()).await.unwrap();
    for round in 0..5 {
        locker.batch_execute(LOCK).await.unwrap();
        let append = visit.announce(&format!("{round}"));
        let expected = append.base().version;
        let mut running = tokio::spawn({
            let log = log.clone();
            async move { log.append(append).await }
        });
        while admin.query(STUCK, &[]).await.unwrap().is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
        proxy.cut();
        let early = timeout(Duration::from_millis(300), &mut running).await;
        assert!(
            early.is_err(),
            "answered while it is in progress: {early:?}"
        );
        locker.batch_execute("COMMIT").await.unwrap();
        let answer = running.await.unwrap();
        assert!(
            matches!(answer, Err(PortError::Unavailable(_))),
            "{answer:?}"
        );
        let read = log
            .read(visit.key, expected, usize::MAX)
            .await
            .unwrap()
            .entries;
        assert_eq!(read.len(), 1, "the server stored it before the answer");
    }
}

/// A statement that arrives after the session was fenced off appends nothing.
#[tokio::test(flavor = "multi_thread")]
async fn fenced_session_appends_nothing_and_heals() {
    let database = database();
    let log = open(&database).await;
    let mut visit = VisitScript::new();
    log.append(visit.schedule()).await.unwrap();
    client(&database)
        .await
        .batch_execute("DELETE FROM writer")
        .await
        .unwrap();
    let mut attempt = visit.clone();
    let refused = log.append(attempt.announce("fenced")).await;
    assert!(
        matches!(refused, Err(PortError::Unavailable(_))),
        "{refused:?}"
    );
    let read = log
        .read(visit.key, Seq::ZERO, usize::MAX)
        .await
        .unwrap()
        .entries;
    assert_eq!(read.len(), visit.entries.len(), "nothing was stored");
    log.append(visit.announce("again")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn stuck_append_is_reported_and_the_others_wait() {
    let database = database();
    let log = open(&database).await;
    let locker = client(&database).await;
    let mut visit = VisitScript::new();
    log.append(visit.schedule()).await.unwrap();
    log.check_writes().await.unwrap();
    locker.batch_execute(LOCK).await.unwrap();
    let append = visit.announce("stuck");
    let running = tokio::spawn({
        let log = log.clone();
        async move { log.append(append).await }
    });
    let reported = timeout(Duration::from_secs(30), async {
        while log.check_writes().await.is_ok() {
            sleep(Duration::from_millis(50)).await;
        }
    });
    reported.await.unwrap();
    log.check_reads().await.unwrap();
    locker.batch_execute("COMMIT").await.unwrap();
    running.await.unwrap().unwrap();
    log.check_writes().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_stores_what_is_queued_and_refuses_the_rest() {
    let database = database();
    let log = open(&database).await;
    let mut visits: Vec<_> = (0..50).map(|_| VisitScript::new()).collect();
    let appends: Vec<_> = visits.iter_mut().map(VisitScript::schedule).collect();
    let stored = futures::future::join_all(appends.into_iter().map(|append| log.append(append)));
    // All are queued before the end is asked for.
    let (stored, ()) = futures::join!(stored, log.close());
    for (visit, answer) in visits.iter().zip(stored) {
        answer.unwrap();
        let read = log.read(visit.key, Seq::ZERO, usize::MAX).await.unwrap();
        assert_eq!(read.entries.len(), visit.entries.len());
    }
    let refused = log.append(VisitScript::new().schedule()).await;
    assert!(matches!(refused, Err(PortError::Unavailable(_))));
    let left = "SELECT count(*) FROM writer";
    let left: i64 = client(&database)
        .await
        .query_one(left, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 0, "the session is ended");
}

/// Whenever the connection is cut, "unavailable" is final.
#[tokio::test(flavor = "multi_thread")]
async fn unavailable_append_is_not_in_progress_whenever_the_connection_is_cut() {
    let database = database();
    let proxy = Proxy::new();
    let log = Arc::new(open(&proxy.to(&database)).await);
    unavailable_append_is_not_in_progress(log, async || proxy.cut()).await;
}

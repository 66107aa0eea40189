use super::{Place, is_chained, refuse, stored};
use chat_conformance::fixture::{VisitScript, entries_of};
use chat_domain::Seq;
use chat_ports::{Append, PortError, VisitLog};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use futures::future::{join, join_all};
use std::{collections::BTreeSet, time::Duration};

/// Sends appends while the file is locked, so that they queue up. Returns their results and the number
/// of transactions.
async fn together(place: &Place, appends: Vec<Append>) -> (Vec<Result<Seq, PortError>>, u64) {
    let log = place.open();
    let raw = place.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let unlock = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        raw.execute_batch("ROLLBACK").unwrap();
    };
    let results = join_all(appends.into_iter().map(|append| log.append(append)));
    let (results, ()) = join(results, unlock).await;
    (results, log.commits())
}

#[tokio::test]
async fn queued_appends_share_a_transaction() {
    let place = Place::new();
    let appends: Vec<_> = (0..500).map(|_| VisitScript::new().schedule()).collect();
    let (results, commits) = together(&place, appends).await;
    assert!(results.iter().all(Result::is_ok));
    // One started by the first append, one for all others.
    assert!(commits <= 2, "{commits} commits for 500 appends");
}

#[tokio::test]
async fn transaction_size_is_bounded_by_max_batch() {
    let place = Place::new();
    let narrow = SqliteOptions::default().with_max_batch(10);
    let log = SqliteVisitLog::open(place.file(), narrow).unwrap();
    let before = log.commits();
    let appends = (0..100).map(|_| log.append(VisitScript::new().schedule()));
    assert!(join_all(appends).await.iter().all(Result::is_ok));
    let commits = log.commits() - before;
    assert!(commits >= 10, "{commits} commits for 100 appends");
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_writers_need_fewer_commits_than_appends() {
    let place = Place::new();
    let log = place.open();
    let before = log.commits();
    let writers = (0..64).map(|_| {
        let log = log.clone();
        tokio::spawn(async move { stored(&log, 19).await })
    });
    for writer in join_all(writers).await {
        let visit = writer.unwrap();
        let read = log.read(visit.key, Seq::ZERO, 1_000).await.unwrap().entries;
        assert_eq!(read, visit.entries);
    }
    let (appends, commits) = (64 * 20, log.commits() - before);
    assert!(
        commits * 2 < appends,
        "{commits} commits for {appends} appends"
    );
}

/// Conflicts and entries that the file refuses affect only their own append.
#[tokio::test]
async fn bad_append_does_not_affect_others_in_its_batch() {
    let place = Place::new();
    let log = place.open();
    let mut visits = Vec::new();
    for _ in 0..30 {
        visits.push(stored(&log, 1).await);
    }
    drop(log);
    refuse(&place.raw(), "refused");
    let mut appends = Vec::new();
    for (i, visit) in visits.iter_mut().enumerate() {
        let mut append = visit.clone().announce("second");
        match i % 3 {
            0 => append = visit.announce("second"),
            1 => append = visit.clone().announce("refused"),
            _ => {
                let mut stale = VisitScript::of(visit.key);
                let base = stale.schedule().entries()[0].head();
                let mut entries = entries_of(&append);
                entries[0].seq = base.version.next();
                append = Append::new(visit.key, base, entries, None).unwrap();
            }
        }
        appends.push(append);
    }
    // Another append to a visit whose first one in this batch is rolled back: its position is free.
    let mut after_bad = visits[1].clone();
    appends.push(after_bad.announce("in its place"));
    visits[1] = after_bad;

    let (results, commits) = together(&place, appends).await;
    assert!(commits <= 2, "{commits} commits");
    for (i, result) in results.iter().enumerate() {
        match (i % 3, result) {
            (0, Ok(_)) | (1, Err(PortError::Corrupt(_))) | (2, Err(PortError::Conflict { .. })) => {
            }
            (_, other) => panic!("append {i} was answered with {other:?}"),
        }
    }
    let log = place.open();
    for visit in visits {
        let read = log.read(visit.key, Seq::ZERO, 1_000).await.unwrap().entries;
        assert_eq!(read, visit.entries);
        is_chained(&place.file(), visit.key, &visit.entries).await;
    }
}

/// Of the rivals, one is stored, and the others get a conflict with its version.
#[tokio::test]
async fn concurrent_appends_to_one_version_conflict_within_a_transaction() {
    let place = Place::new();
    let log = place.open();
    let visit = stored(&log, 0).await;
    drop(log);
    let rivals = (0..40).map(|i| visit.clone().announce(&format!("rival {i}")));
    let (results, commits) = together(&place, rivals.collect()).await;
    assert_eq!(commits, 1, "a batch of conflicts needs no sync");
    let next = visit.state.version.next();
    let conflicts = results.iter().filter(|result| {
        matches!(result, Err(PortError::Conflict { expected, actual })
            if (*expected, *actual) == (visit.state.version, next))
    });
    assert_eq!(conflicts.count(), 39);
    let stored: BTreeSet<_> = results.iter().flatten().collect();
    assert_eq!(stored, BTreeSet::from([&next]));
}

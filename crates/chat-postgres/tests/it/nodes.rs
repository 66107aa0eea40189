//! Several nodes on one database.

use crate::{
    audit::is_chained,
    cluster::{client, database},
    open,
};
use chat_conformance::fixture::VisitScript;
use chat_domain::{Entry, Seq, log::to_stored};
use chat_ports::{EventFeed as _, PortError, VisitLog};
use chat_postgres::PostgresLogAudit;
use futures::future::join_all;
use uuid::Uuid;

fn bytes(entries: &[Entry]) -> Vec<Vec<u8>> {
    entries
        .iter()
        .map(|entry| to_stored(entry).unwrap())
        .collect()
}

/// The node whose last append is older than the other's must not chain to what it remembers.
#[tokio::test]
async fn two_nodes_append_alternately_to_one_chain() {
    let database = database();
    let nodes = [open(&database).await, open(&database).await];
    let mut visit = VisitScript::new();
    nodes[0].append(visit.schedule()).await.unwrap();
    for number in 0..30 {
        let append = visit.announce(&format!("{number}"));
        nodes[[0, 1, 1][number % 3]].append(append).await.unwrap();
    }
    for node in &nodes {
        let read = node
            .read(visit.key, Seq::ZERO, usize::MAX)
            .await
            .unwrap()
            .entries;
        assert_eq!(bytes(&read), bytes(&visit.entries));
    }
    let audit = PostgresLogAudit::open(&database).await.unwrap();
    is_chained(&audit, &visit).await;
}

/// Both nodes append to the same visits at once. Exactly one append at each version is stored; the other node gets a
/// conflict with the log's version.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_appends_at_one_version_on_two_nodes_one_is_stored() {
    let database = database();
    let (one, other) = (open(&database).await, open(&database).await);
    let mut visits: Vec<_> = (0..16).map(|_| VisitScript::new()).collect();
    for visit in &mut visits {
        one.append(visit.schedule()).await.unwrap();
    }
    for round in 0..20 {
        let races = visits.iter_mut().map(|visit| async {
            let mut rival = visit.clone();
            let expected = visit.state.version;
            let mine = visit.announce(&format!("one {round}"));
            let theirs = rival.announce(&format!("other {round}"));
            let version = mine.head().version;
            match futures::join!(one.append(mine), other.append(theirs)) {
                (Ok(stored), Err(refused)) | (Err(refused), Ok(stored)) => {
                    assert_eq!(stored, version);
                    assert!(
                        matches!(refused, PortError::Conflict { expected: e, actual } if (e, actual) == (expected, version)),
                        "{refused}"
                    );
                }
                both => panic!("{both:?}"),
            }
            let read = one.read(visit.key, expected, usize::MAX).await.unwrap().entries;
            if bytes(&read) != bytes(&visit.entries[visit.entries.len() - read.len()..]) {
                *visit = rival;
            }
        });
        join_all(races).await;
    }
    let audit = PostgresLogAudit::open(&database).await.unwrap();
    for visit in &visits {
        is_chained(&audit, visit).await;
    }
}

/// A visit that both nodes schedule at once has one log.
#[tokio::test(flavor = "multi_thread")]
async fn visit_that_two_nodes_create_at_once_is_created_once() {
    let database = database();
    let (one, other) = (open(&database).await, open(&database).await);
    for _ in 0..20 {
        let mut visit = VisitScript::new();
        let append = visit.schedule();
        let answers = futures::join!(one.append(append.clone()), other.append(append));
        let stored = [&answers.0, &answers.1]
            .into_iter()
            .filter(|answer| answer.is_ok());
        assert_eq!(stored.count(), 1, "{answers:?}");
        let read = one
            .read(visit.key, Seq::ZERO, usize::MAX)
            .await
            .unwrap()
            .entries;
        assert_eq!(bytes(&read), bytes(&visit.entries));
    }
}

/// Two nodes that append to the same visits in opposite orders never wait for each other.
#[tokio::test(flavor = "multi_thread")]
async fn batches_of_two_nodes_do_not_deadlock() {
    let database = database();
    let (one, other) = (open(&database).await, open(&database).await);
    let mut visits: Vec<_> = (0..40).map(|_| VisitScript::new()).collect();
    for visit in &mut visits {
        one.append(visit.schedule()).await.unwrap();
    }
    for round in 0..25 {
        let appends: Vec<_> = visits
            .iter_mut()
            .map(|visit| visit.announce(&format!("{round}")))
            .collect();
        let forward = appends.iter().map(|append| one.append(append.clone()));
        let backward = appends
            .iter()
            .rev()
            .map(|append| other.append(append.clone()));
        let (forward, backward) = futures::join!(join_all(forward), join_all(backward));
        for (one, other) in forward.iter().zip(backward.iter().rev()) {
            assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        }
    }
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    let deadlocks: i64 = client(&database)
        .await
        .query_one(deadlocks, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(deadlocks, 0);
}

/// After a failover that lost an entry, another node has written another one in its place.
#[tokio::test]
async fn append_does_not_follow_a_head_that_was_replaced() {
    let database = database();
    let (one, other) = (open(&database).await, open(&database).await);
    let mut visit = VisitScript::new();
    one.append(visit.schedule()).await.unwrap();
    let mut lost = visit.clone();
    one.append(lost.announce("lost")).await.unwrap();
    let (version, hash) = (visit.state.version.0, head(&database).await);
    client(&database)
        .await
        .batch_execute(&format!(
            "DELETE FROM entry WHERE seq > {version};
             UPDATE visit SET version = {version},
                 hash = (SELECT hash FROM entry WHERE seq = {version})"
        ))
        .await
        .unwrap();
    other.append(visit.announce("stored")).await.unwrap();
    assert_ne!(head(&database).await, hash);
    let refused = one.append(lost.announce("after the lost one")).await;
    assert!(
        matches!(refused, Err(PortError::Conflict { expected, actual }) if expected == actual),
        "{refused:?}"
    );
    one.append(visit.announce("after the stored one"))
        .await
        .unwrap();
    let audit = PostgresLogAudit::open(&database).await.unwrap();
    is_chained(&audit, &visit).await;
}

#[tokio::test]
async fn append_to_a_damaged_head_is_corrupt_and_stores_nothing() {
    for damage in ["hash = '\\x00'", "version = -1"] {
        let database = database();
        let mut visit = VisitScript::new();
        open(&database)
            .await
            .append(visit.schedule())
            .await
            .unwrap();
        let damage = format!("UPDATE visit SET {damage}");
        client(&database)
            .await
            .batch_execute(&damage)
            .await
            .unwrap();
        let node = open(&database).await;
        let refused = node.append(visit.announce("1")).await;
        assert!(matches!(refused, Err(PortError::Corrupt(_))), "{refused:?}");
        let count = "SELECT count(*) FROM entry";
        let count: i64 = client(&database)
            .await
            .query_one(count, &[])
            .await
            .unwrap()
            .get(0);
        assert_eq!(usize::try_from(count).unwrap(), visit.entries.len() - 1);
    }
}

async fn head(database: &str) -> Vec<u8> {
    let client = client(database).await;
    client
        .query_one("SELECT hash FROM visit", &[])
        .await
        .unwrap()
        .get(0)
}

/// A program of a version before the event feed, which appends after the migration, does not mark the visit.
#[tokio::test]
async fn event_feed_has_what_a_program_without_it_appended() {
    let database = database();
    let node = open(&database).await;
    let mut visit = VisitScript::new();
    node.append(visit.schedule()).await.unwrap();
    let clinic = visit.key.clinic;
    assert!(!node.number(clinic, Uuid::now_v7()).await.unwrap());
    let known = node.spans(clinic, 0, 100).await.unwrap();
    node.append(visit.announce("more")).await.unwrap();
    let unmark = "UPDATE visit SET unfed = FALSE";
    client(&database).await.execute(unmark, &[]).await.unwrap();
    assert!(!node.number(clinic, Uuid::now_v7()).await.unwrap());
    assert_eq!(node.spans(clinic, 0, 100).await.unwrap(), known);
    // The next start of a process finds it.
    let next = open(&database).await;
    assert!(!next.number(clinic, Uuid::now_v7()).await.unwrap());
    let last = next.spans(clinic, 0, 100).await.unwrap().pop().unwrap();
    assert_eq!(last.last, visit.state.version);
}

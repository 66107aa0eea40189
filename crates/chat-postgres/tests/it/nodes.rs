//! Several nodes on one database.

use crate::{cluster::database, open};
use chat_conformance::fixture::VisitScript;
use chat_domain::{Entry, Seq, log::to_stored};
use chat_ports::{PortError, VisitLog};

fn bytes(entries: &[Entry]) -> Vec<Vec<u8>> {
    entries
        .iter()
        .map(|entry| to_stored(entry).unwrap())
        .collect()
}

/// The node whose last append is older than the other's must not chain to what it remembers.
#[tokio::test]
async fn two_nodes_append_alternately_to_one_chain() {
    let database = database().await;
    let nodes = [open(&database).await, open(&database).await];
    let mut visit = VisitScript::new();
    nodes[0].append(visit.schedule()).await.unwrap();
    for number in 0..30 {
        let append = visit.announce(&format!("{number}"));
        nodes[[0, 1, 1][number % 3]].append(append).await.unwrap();
    }
    for node in &nodes {
        let read = node.read(visit.key, Seq::ZERO, usize::MAX).await.unwrap();
        assert_eq!(bytes(&read), bytes(&visit.entries));
    }
    let audit = chat_postgres::PostgresLogAudit::open(&database)
        .await
        .unwrap();
    crate::audit::is_chained(&audit, &visit).await;
}

/// Both nodes append to the same visits at once. Exactly one append at each version is stored, and the other node is told
/// the version that the log has.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_appends_at_one_version_on_two_nodes_one_is_stored() {
    let database = database().await;
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
            let version = mine.entries.last().unwrap().seq;
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
            let read = one.read(visit.key, expected, usize::MAX).await.unwrap();
            if bytes(&read) != bytes(&visit.entries[visit.entries.len() - read.len()..]) {
                *visit = rival;
            }
        });
        futures::future::join_all(races).await;
    }
    let audit = chat_postgres::PostgresLogAudit::open(&database)
        .await
        .unwrap();
    for visit in &visits {
        crate::audit::is_chained(&audit, visit).await;
    }
}

/// A visit that both nodes schedule at once has one log.
#[tokio::test(flavor = "multi_thread")]
async fn visit_that_two_nodes_create_at_once_is_created_once() {
    let database = database().await;
    let (one, other) = (open(&database).await, open(&database).await);
    for _ in 0..20 {
        let mut visit = VisitScript::new();
        let append = visit.schedule();
        let answers = futures::join!(one.append(append.clone()), other.append(append));
        let stored = [&answers.0, &answers.1]
            .into_iter()
            .filter(|answer| answer.is_ok());
        assert_eq!(stored.count(), 1, "{answers:?}");
        let read = one.read(visit.key, Seq::ZERO, usize::MAX).await.unwrap();
        assert_eq!(bytes(&read), bytes(&visit.entries));
    }
}

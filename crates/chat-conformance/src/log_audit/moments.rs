//! Appends beside an audit, and beside each other.

use super::{Audited, entries, shows, visit};
use crate::{
    fixture::VisitScript,
    visit_log::{concurrency::writers_of_one_visit, read_all, store},
};
use std::sync::Arc;

/// What is appended after an audit was opened is in none of its answers, whatever was asked before;
/// an audit that is opened then shows it.
pub async fn all_answers_are_of_one_moment(audited: &Arc<Audited>) {
    let mut grows = VisitScript::new();
    store(&*audited.log, grows.schedule()).await;
    store(&*audited.log, grows.announce("before")).await;
    let before = audited.audit();
    let then = grows.clone();

    store(&*audited.log, grows.announce("after")).await;
    let mut comes = VisitScript::new();
    store(&*audited.log, comes.schedule()).await;
    for _ in 0..2 {
        shows(&*before, &then).await;
        assert_eq!(visit(&*before, comes.key).await, None);
        assert_eq!(entries(&*before, comes.key).await, []);
    }

    let after = audited.audit();
    shows(&*after, &grows).await;
    shows(&*after, &comes).await;
    shows(&*before, &then).await;
}

/// Sixteen writers append pairs of messages to one visit, each trying again after a conflict: all
/// of it is one chain.
pub async fn what_many_writers_appended_to_one_visit_is_one_chain(audited: &Arc<Audited>) {
    let mut visit = VisitScript::new();
    store(&*audited.log, visit.schedule()).await;
    writers_of_one_visit(&audited.log, &visit).await;
    let log = read_all(&*audited.log, visit.key).await;
    assert!(log.len() > visit.entries.len());
    let found = entries(&*audited.audit(), visit.key).await;
    assert_eq!(found, super::stored(visit.key, &log));
}

/// Appends to many visits at once, and every chain is its own.
pub async fn many_visits_grow_at_once_each_with_its_chain(audited: &Arc<Audited>) {
    let clinic = crate::fixture::fresh_clinic();
    let growing: Vec<_> = (0..24)
        .map(|_| {
            let log = Arc::clone(&audited.log);
            tokio::spawn(async move {
                let mut visit = VisitScript::in_clinic(clinic);
                store(&*log, visit.schedule()).await;
                for number in 0..6 {
                    store(&*log, visit.announce(&format!("number {number}"))).await;
                }
                visit
            })
        })
        .collect();
    let mut grown = Vec::new();
    for visit in growing {
        grown.push(visit.await.unwrap());
    }
    let audit = audited.audit();
    for visit in grown {
        shows(&*audit, &visit).await;
    }
}

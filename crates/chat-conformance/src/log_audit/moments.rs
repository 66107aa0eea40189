//! Audits and concurrent appends.

use super::{Audited, entries, shows, visit};
use crate::{
    fixture::VisitScript,
    visit_log::{concurrency::writers_of_one_visit, read_all, store},
};
use std::sync::Arc;

/// An open audit shows nothing that was appended after it was opened, whatever was read from it
/// before. A new audit shows it.
pub async fn audit_is_a_snapshot(audited: &Arc<Audited>) {
    let mut grows = VisitScript::new();
    store(&*audited.log, grows.schedule()).await;
    store(&*audited.log, grows.announce("before")).await;
    let before = audited.audit().await;
    let then = grows.clone();

    store(&*audited.log, grows.announce("after")).await;
    let mut comes = VisitScript::new();
    store(&*audited.log, comes.schedule()).await;
    for _ in 0..2 {
        shows(&*before, &then).await;
        assert_eq!(visit(&*before, comes.key).await, None);
        assert_eq!(entries(&*before, comes.key).await, []);
    }

    let after = audited.audit().await;
    shows(&*after, &grows).await;
    shows(&*after, &comes).await;
    shows(&*before, &then).await;
}

/// Sixteen concurrent writers of one visit, retrying on conflict, produce one unbroken chain.
pub async fn concurrent_appends_to_one_visit_form_one_chain(audited: &Arc<Audited>) {
    let mut visit = VisitScript::new();
    store(&*audited.log, visit.schedule()).await;
    writers_of_one_visit(&audited.log, &visit).await;
    let log = read_all(&*audited.log, visit.key).await;
    assert!(log.len() > visit.entries.len());
    let found = entries(&*audited.audit().await, visit.key).await;
    assert_eq!(found, super::stored(visit.key, &log));
}

/// Concurrent appends to many visits produce one unbroken chain per visit.
pub async fn concurrent_visits_each_have_their_own_chain(audited: &Arc<Audited>) {
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
    let audit = audited.audit().await;
    for visit in grown {
        shows(&*audit, &visit).await;
    }
}

//! Visits in which presence is leased (V9).

use super::store;
use crate::fixture::{VisitScript, fresh_clinic};
use chat_domain::{Actor, Command, VisitSummary};
use chat_ports::{VisitKey, VisitLog};
use std::sync::Arc;

/// The listed visits of these clinics, read in pages of this size.
async fn listed(log: &Arc<dyn VisitLog>, of: &[VisitScript], size: usize) -> Vec<VisitSummary> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = log.visits_with_leases(after, size).await.unwrap();
        assert!(page.len() <= size, "{} on a page of {size}", page.len());
        let Some(last) = page.last() else {
            break;
        };
        after = Some(VisitKey::new(last.clinic, last.visit));
        found.extend(page);
    }
    let key = |summary: &VisitSummary| VisitKey::new(summary.clinic, summary.visit);
    assert!(
        found.is_sorted_by(|one, next| key(one) < key(next)),
        "in order, each once"
    );
    found.retain(|summary| of.iter().any(|visit| visit.key == key(summary)));
    found
}

/// Of all clinics' visits, exactly those are listed whose newest summary has a lease, on pages of any size.
pub async fn visits_with_leases_are_listed_in_order(log: &Arc<dyn VisitLog>) {
    let mut visits: Vec<_> = (0..7)
        .map(|_| VisitScript::in_clinic(fresh_clinic()))
        .collect();
    for (n, visit) in visits.iter_mut().enumerate() {
        store(&**log, visit.schedule()).await;
        let person = visit.cast.provider;
        // Every other report is the host's, whose presence is not leased.
        let actor = if n % 2 == 0 {
            Actor::Person(person)
        } else {
            Actor::Host
        };
        let joined = visit.run(actor, &Command::JoinCall { person });
        store(&**log, joined).await;
    }
    let leased = |visits: &[VisitScript]| {
        let summaries = visits.iter().map(VisitScript::summary);
        let mut leased: Vec<_> = summaries.filter(VisitSummary::has_leases).collect();
        leased.sort_by_key(|summary| (summary.clinic, summary.visit));
        leased
    };
    let wanted = leased(&visits);
    assert_eq!(wanted.len(), 4);
    for size in [1, 2, 1_000] {
        assert_eq!(
            listed(log, &visits, size).await,
            wanted,
            "in pages of {size}"
        );
    }
    // A drop ends a lease, and so does the end of the call.
    let person = visits[0].cast.provider;
    let dropped = visits[0].run(Actor::Service, &Command::Drop { person });
    store(&**log, dropped).await;
    let ended = visits[2].run(Actor::Host, &Command::EndCall);
    store(&**log, ended).await;
    let message = visits[4].announce("still here");
    store(&**log, message).await;
    let wanted = leased(&visits);
    assert_eq!(wanted.len(), 2);
    assert_eq!(listed(log, &visits, 3).await, wanted);
}

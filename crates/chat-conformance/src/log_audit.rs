//! The laws of a [`LogAudit`].
//!
//! An audit is a snapshot, so these laws take an [`Audited`]: a log and a way to take new snapshots
//! of its storage.

pub mod entries;
pub mod health;
pub mod moments;
pub mod reopening;
pub mod visits;

use crate::{
    fixture::VisitScript,
    law::{Law, laws},
};
use chat_domain::{
    Entry, Seq,
    log::{ChainHash, to_stored},
};
use chat_ports::{LogAudit, StoredEntry, StoredVisit, VisitKey, VisitLog};
use futures::{FutureExt as _, future::BoxFuture};
use std::{fmt, sync::Arc};

/// All laws except [`reopening`], which needs a function that reopens the storage.
pub const LAWS: &[Law<Audited>] = laws!(Audited:
    entries:
        every_entry_is_shown_byte_for_byte,
        entries_in_another_spelling_are_shown_as_they_are,
        every_entry_is_chained_to_its_predecessor,
        entries_can_be_read_from_any_start_to_any_limit,
        unknown_visit_has_no_stored_entries;
    visits:
        visits_are_listed_once_in_order,
        version_and_summary_are_from_the_newest_append,
        refused_append_leaves_no_trace,
        same_visit_id_in_two_clinics_has_two_chains;
    moments:
        audit_is_a_snapshot,
        concurrent_appends_to_one_visit_form_one_chain,
        concurrent_visits_each_have_their_own_chain;
    health:
        healthy_store_has_no_problems;
);

/// A log and the means to audit its storage.
pub struct Audited {
    /// The log.
    pub log: Arc<dyn VisitLog>,
    audit: Box<dyn Fn() -> BoxFuture<'static, Arc<dyn LogAudit>> + Send + Sync>,
}

impl Audited {
    /// `audit` takes a snapshot of what `log` stores.
    pub fn new<F>(log: Arc<dyn VisitLog>, audit: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Arc<dyn LogAudit>> + Send + 'static,
    {
        let audit = Box::new(move || audit().boxed());
        Self { log, audit }
    }

    /// Takes a snapshot.
    pub async fn audit(&self) -> Arc<dyn LogAudit> {
        (self.audit)().await
    }
}

impl fmt::Debug for Audited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Audited")
    }
}

async fn entries(audit: &dyn LogAudit, visit: VisitKey) -> Vec<StoredEntry> {
    let read = audit.entries(visit, Seq::ZERO, usize::MAX).await;
    read.expect("a visit's entries can be read")
}

/// Looks up one visit in the list of visits.
async fn visit(audit: &dyn LogAudit, key: VisitKey) -> Option<StoredVisit> {
    let all = audit.visits(None, usize::MAX).await;
    let mut all = all.expect("the visits can be listed").into_iter();
    all.find(|visit| visit.visit == key)
}

/// The stored entries expected for a log: each entry's bytes at its position, chained from the
/// visit's start (G4).
fn stored(key: VisitKey, entries: &[Entry]) -> Vec<StoredEntry> {
    let mut hash = ChainHash::start(key.clinic, key.visit);
    let mut of = |entry: &Entry| {
        let body = to_stored(entry).unwrap();
        hash = hash.then(&body);
        StoredEntry {
            seq: entry.seq,
            body,
            hash: Some(hash),
            problems: Vec::new(),
        }
    };
    entries.iter().map(&mut of).collect()
}

/// Asserts that the audit shows exactly this visit.
async fn shows(audit: &dyn LogAudit, script: &VisitScript) {
    let found = entries(audit, script.key).await;
    assert_eq!(found, stored(script.key, &script.entries));
    let wanted = StoredVisit {
        visit: script.key,
        version: script.state.version,
        summary: Some(script.summary()),
        problems: Vec::new(),
    };
    assert_eq!(visit(audit, script.key).await, Some(wanted));
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("log_audit/entries.rs"),
            include_str!("log_audit/health.rs"),
            include_str!("log_audit/moments.rs"),
            include_str!("log_audit/visits.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}

//! The laws of a [`LogAudit`].
//!
//! An audit is of one moment, so these laws take an [`Audited`]: a log, and a way to look at its
//! storage anew.

pub mod entries;
pub mod health;
pub mod moments;
pub mod reopening;
pub mod visits;

use crate::{Law, fixture::VisitScript, law::laws};
use chat_domain::{
    Entry, Seq,
    log::{ChainHash, to_stored},
};
use chat_ports::{LogAudit, StoredEntry, StoredVisit, VisitKey, VisitLog};
use std::{fmt, sync::Arc};

/// All laws but the one about [`reopening`], which needs to know how.
pub const LAWS: &[Law<Audited>] = laws!(Audited:
    entries:
        every_entry_is_there_byte_for_byte,
        every_entry_is_chained_to_the_one_before_it,
        entries_are_filed_as_their_events_say,
        entries_are_read_from_anywhere_to_any_limit,
        a_visit_that_there_is_not_has_no_entries;
    visits:
        visits_are_listed_once_in_order,
        version_and_summary_are_those_of_the_newest_append,
        what_was_refused_is_not_there,
        one_visit_id_in_two_clinics_is_two_chains;
    moments:
        all_answers_are_of_one_moment,
        what_many_writers_appended_to_one_visit_is_one_chain,
        many_visits_grow_at_once_each_with_its_chain;
    health:
        a_healthy_store_has_no_problems;
);

/// A log, and audits of what it stores.
pub struct Audited {
    /// The log.
    pub log: Arc<dyn VisitLog>,
    audit: Box<dyn Fn() -> Arc<dyn LogAudit> + Send + Sync>,
}

impl Audited {
    /// `audit` opens an audit of what `log` stores, as it is at that moment.
    pub fn new(
        log: Arc<dyn VisitLog>,
        audit: impl Fn() -> Arc<dyn LogAudit> + Send + Sync + 'static,
    ) -> Self {
        let audit = Box::new(audit);
        Self { log, audit }
    }

    /// An audit of this moment.
    #[must_use]
    pub fn audit(&self) -> Arc<dyn LogAudit> {
        (self.audit)()
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

/// A visit, looked up by beginning at it.
async fn visit(audit: &dyn LogAudit, key: VisitKey) -> Option<StoredVisit> {
    let all = audit.visits(None, usize::MAX).await;
    let mut all = all.expect("the visits can be listed").into_iter();
    all.find(|visit| visit.visit == key)
}

/// What is to be stored for a log: every entry's bytes under its place, chained from the visit's
/// beginning (G4) and filed as its event says.
fn stored(key: VisitKey, entries: &[Entry]) -> Vec<StoredEntry> {
    let mut hash = ChainHash::start(key.clinic, key.visit);
    let mut of = |entry: &Entry| {
        let body = to_stored(entry).unwrap();
        hash = hash.then(&body);
        StoredEntry {
            seq: entry.seq,
            body,
            hash: Some(hash),
            filed: entry.event.chat_entry(),
            problems: Vec::new(),
        }
    };
    entries.iter().map(&mut of).collect()
}

/// That the audit shows exactly this visit, as it is to be stored.
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

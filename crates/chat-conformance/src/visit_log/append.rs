//! Appending entries.

use super::{holds, respelled, store};
use crate::{
    fixture::{VisitScript, entries_of, every_event, joined},
    visit_log::dashboard::listed,
};
use chat_domain::{Actor, Command, Seq};
use chat_ports::{Append, PortError, VisitLog};
use std::sync::Arc;

async fn conflicts(log: &Arc<dyn VisitLog>, append: Append, actual: Seq) {
    let wanted = append.base().version;
    match log.append(append).await {
        Err(PortError::Conflict {
            expected,
            actual: found,
        }) => assert_eq!((expected, found), (wanted, actual)),
        other => panic!("expected a conflict at {actual}, got {other:?}"),
    }
}

async fn unknown(log: &Arc<dyn VisitLog>, visit: &VisitScript) {
    match log.read(visit.key, Seq::ZERO, 1).await {
        Err(PortError::NotFound) => {}
        other => panic!("expected NotFound for a visit without entries, got {other:?}"),
    }
    assert_eq!(listed(log, visit.key.clinic).await, []);
}

/// An append at the wrong version is a conflict that carries both versions. Neither its entries nor
/// its summary are stored.
pub async fn conflict_carries_both_versions_and_stores_nothing(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    let mut missing = visit.clone();
    missing.schedule();
    conflicts(
        log,
        missing.announce("to a log that does not exist"),
        Seq::ZERO,
    )
    .await;
    unknown(log, &visit).await;

    let scheduled = visit.schedule();
    store(&**log, scheduled.clone()).await;
    let mut rival = visit.clone();
    store(&**log, visit.announce("first")).await;
    let version = visit.state.version;

    conflicts(log, scheduled, version).await;
    let cancel = rival.run(Actor::Host, &Command::CancelVisit);
    let undo = rival.run(Actor::Host, &Command::ReopenVisit);
    conflicts(log, joined(&cancel, &undo), version).await;
    conflicts(log, cancel, version).await;
    let mut ahead = visit.clone();
    ahead.announce("never appended");
    conflicts(log, ahead.announce("from the future"), version).await;

    holds(&**log, visit.key, &visit.entries).await;
    assert_eq!(listed(log, visit.key.clinic).await, [visit.summary()]);
    store(&**log, visit.announce("the log goes on")).await;
}

/// An append at the log's version, but after another newest entry, is a conflict at that version: the caller has read a log that
/// this one is not, such as the one before a failover. Nothing is stored.
pub async fn append_after_another_entry_is_a_conflict(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    store(&**log, visit.schedule()).await;
    let mut lost = visit.clone();
    lost.announce("lost");
    store(&**log, visit.announce("stored")).await;
    let version = visit.state.version;
    conflicts(log, lost.announce("after the lost one"), version).await;
    conflicts(log, lost.announce("and on"), version).await;
    holds(&**log, visit.key, &visit.entries).await;
    store(&**log, visit.announce("after the stored one")).await;
    holds(&**log, visit.key, &visit.entries).await;
}

/// A reader gets the hash of the bytes as stored, so the log goes on after entries that another program spelled differently.
pub async fn log_goes_on_after_entries_in_another_spelling(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    let ours = visit.schedule();
    let theirs = respelled(&ours);
    assert_ne!(theirs.head().hash, ours.head().hash);
    store(&**log, theirs.clone()).await;
    let version = visit.state.version;
    conflicts(log, visit.clone().announce("to our own spelling"), version).await;

    let read = log.read(visit.key, Seq::ZERO, usize::MAX).await.unwrap();
    assert_eq!(read.entries, visit.entries);
    assert_eq!(read.head, Some(theirs.head()));
    visit.head = theirs.head();
    store(&**log, visit.announce("to theirs")).await;
    holds(&**log, visit.key, &visit.entries).await;
}

/// After every append, the dashboard shows that append's summary.
pub async fn summary_changes_with_its_entries(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    let appends = every_event(&mut visit);
    let mut summary = None;
    for append in appends {
        summary = append.summary().cloned().or(summary);
        store(&**log, append).await;
        let listed = listed(log, visit.key.clinic).await;
        assert_eq!(listed.first(), summary.as_ref());
        assert_eq!(listed.len(), 1);
    }
    assert_eq!(summary, Some(visit.summary()));
}

/// An append without a summary keeps the current one.
pub async fn append_without_a_summary_keeps_the_current_one(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    let scheduled = visit.summary_after_scheduling();
    let appends = every_event(&mut visit);
    store(&**log, appends[0].clone()).await;
    for append in &appends[1..] {
        let (key, base) = (append.visit(), append.base());
        let bare = Append::new(key, base, entries_of(append), None);
        store(&**log, bare.unwrap()).await;
    }
    assert_ne!(scheduled, visit.summary());
    assert_eq!(listed(log, visit.key.clinic).await, [scheduled]);
}

impl VisitScript {
    fn scheduled(mut self) -> Self {
        self.schedule();
        self
    }

    fn summary_after_scheduling(&self) -> chat_domain::VisitSummary {
        self.clone().scheduled().summary()
    }
}

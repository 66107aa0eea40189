//! Appending entries.

use super::{holds, store, store_all};
use crate::{
    fixture::{BEFORE_STORABLE, VisitScript, every_event},
    visit_log::dashboard::listed,
};
use chat_domain::{Actor, Command, Seq};
use chat_ports::{Append, PortError, VisitLog};
use std::sync::Arc;

async fn conflicts(log: &Arc<dyn VisitLog>, append: Append, actual: Seq) {
    let wanted = append.expected;
    match log.append(append).await {
        Err(PortError::Conflict {
            expected,
            actual: found,
        }) => assert_eq!((expected, found), (wanted, actual)),
        other => panic!("expected a conflict at {actual}, got {other:?}"),
    }
}

async fn invalid(log: &Arc<dyn VisitLog>, what: &str, append: Append) {
    match log.append(append).await {
        Err(PortError::Invalid(_)) => {}
        other => panic!("expected Invalid for {what}, got {other:?}"),
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
    conflicts(log, rival.run(Actor::Host, &Command::CancelVisit), version).await;
    let mut ahead = visit.clone();
    ahead.announce("never appended");
    conflicts(log, ahead.announce("from the future"), version).await;

    holds(&**log, visit.key, &visit.entries).await;
    assert_eq!(listed(log, visit.key.clinic).await, [visit.summary()]);
    store(&**log, visit.announce("the log goes on")).await;
}

/// An append is invalid, and stores nothing, if it has no entries, a gap, a wrong first or repeated
/// position or another visit's summary, or if it starts a visit without a summary.
pub async fn malformed_append_is_invalid_and_stores_nothing(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    let good = visit.clone().schedule();
    let change = |how: fn(&mut Append)| {
        let mut append = good.clone();
        how(&mut append);
        append
    };
    let bad = [
        ("an empty append", change(|a| a.entries.clear())),
        (
            "a new visit without a summary",
            change(|a| a.summary = None),
        ),
        ("a gap", change(|a| drop(a.entries.remove(1)))),
        (
            "a first entry that comes too late",
            change(|a| drop(a.entries.remove(0))),
        ),
        ("a repeated entry", change(|a| a.entries[1].seq = Seq(1))),
        (
            "entries in the wrong order",
            change(|a| a.entries.swap(1, 2)),
        ),
        ("another visit's summary", {
            let mut append = good.clone();
            append.summary = Some(VisitScript::new().scheduled().summary());
            append
        }),
    ];
    for (what, append) in bad {
        invalid(log, what, append).await;
        unknown(log, &visit).await;
    }

    store(&**log, visit.schedule()).await;
    let mut next = visit.clone().announce("too late");
    next.entries[0].seq = next.entries[0].seq.next();
    invalid(log, "a gap after what is stored", next).await;
    holds(&**log, visit.key, &visit.entries).await;
}

/// If the last entry of an append can't be stored, none is, and the summary stays unchanged.
pub async fn append_is_atomic(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    store(&**log, visit.schedule()).await;
    store(&**log, visit.announce("number 1")).await;

    let mut next = visit.clone();
    let mut append = next.run(
        Actor::Host,
        &Command::EnterWaitingRoom {
            person: next.cast.guest,
        },
    );
    let second = next.announce("good");
    append.entries.extend(second.entries);
    let last = next.announce("bad").entries.remove(0);
    append.entries.push(last);
    let mut late = append.clone();
    let last = append.entries.last_mut().unwrap();
    last.at = BEFORE_STORABLE;
    invalid(log, "a last entry without a stored form", append).await;
    let last = late.entries.last_mut().unwrap();
    last.seq = last.seq.next();
    invalid(log, "a gap before the last entry", late).await;

    holds(&**log, visit.key, &visit.entries).await;
    assert_eq!(listed(log, visit.key.clinic).await, [visit.summary()]);
}

/// After every append, the dashboard shows that append's summary.
pub async fn summary_changes_with_its_entries(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    let appends = every_event(&mut visit);
    let mut summary = None;
    for append in appends {
        summary = append.summary.clone().or(summary);
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
    let mut appends = every_event(&mut visit);
    appends[1..]
        .iter_mut()
        .for_each(|append| append.summary = None);
    store_all(&**log, appends).await;
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

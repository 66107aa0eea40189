//! A visit's stored entries.

use super::{Audited, entries, stored};
use crate::{
    fixture::{VisitScript, every_event, fresh_clinic, joined},
    visit_log::{respelled, store, store_all},
};
use chat_domain::{Seq, log::ChainHash};
use chat_ports::{StoredEntry, VisitKey};
use std::sync::Arc;

/// Stores a visit with every kind of event, in several appends: some have one entry, the first and
/// the last have several.
async fn every_kind(audited: &Audited) -> VisitScript {
    let mut visit = VisitScript::new();
    let mut appends = every_event(&mut visit);
    let tail = appends.split_off(appends.len() - 7);
    appends.extend(tail.into_iter().reduce(|one, next| joined(&one, &next)));
    store_all(&*audited.log, appends).await;
    visit
}

/// The audit shows exactly the appended entries, each at its position, as encoded by
/// [`to_stored`](chat_domain::log::to_stored).
pub async fn every_entry_is_shown_byte_for_byte(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let found = entries(&*audited.audit().await, visit.key).await;
    let body = |entry: StoredEntry| (entry.seq, String::from_utf8(entry.body).unwrap());
    let found: Vec<_> = found.into_iter().map(body).collect();
    let wanted = stored(visit.key, &visit.entries).into_iter().map(body);
    assert_eq!(found, wanted.collect::<Vec<_>>());
}

/// Entries that another program spelled differently keep their bytes and hashes, and later entries are chained to these.
pub async fn entries_in_another_spelling_are_shown_as_they_are(audited: &Arc<Audited>) {
    let mut visit = VisitScript::new();
    let first = respelled(&visit.schedule());
    visit.head = first.head();
    let next = visit.announce("next");
    store(&*audited.log, first.clone()).await;
    store(&*audited.log, next.clone()).await;
    let found = entries(&*audited.audit().await, visit.key).await;
    let found = found.into_iter().map(|e| (e.seq, e.body, e.hash));
    let wanted = first.entries().iter().chain(next.entries());
    let wanted = wanted.map(|new| (new.entry.seq, new.stored.clone(), Some(new.hash)));
    assert_eq!(found.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
}

/// Each entry's hash chains its body to the previous hash, and the first one to the visit's start,
/// whether entries were appended one by one or together (G4).
pub async fn every_entry_is_chained_to_its_predecessor(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let found = entries(&*audited.audit().await, visit.key).await;
    assert_eq!(found.len(), visit.entries.len());
    let mut hash = ChainHash::start(visit.key.clinic, visit.key.visit);
    for entry in found {
        hash = hash.then(&entry.body);
        assert_eq!(entry.hash, Some(hash), "entry {}", entry.seq);
    }
}

/// Reads return the right entries for every start and every limit.
pub async fn entries_can_be_read_from_any_start_to_any_limit(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let audit = audited.audit().await;
    let stored = stored(visit.key, &visit.entries);
    let all = stored.len();
    for after in 0..=all + 1 {
        for limit in (0..=3).chain([all - 1, all, all + 1]) {
            let found = audit.entries(visit.key, Seq(after as u64), limit).await;
            let wanted: Vec<_> = stored.iter().skip(after).take(limit).cloned().collect();
            assert_eq!(found.unwrap(), wanted, "{limit} after {after}");
        }
    }
    let beyond = audit.entries(visit.key, Seq(u64::MAX), usize::MAX).await;
    assert_eq!(beyond.unwrap(), []);
}

/// An unknown visit and another clinic's visit have no entries; asking is not an error.
pub async fn unknown_visit_has_no_stored_entries(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let audit = audited.audit().await;
    for key in [
        VisitScript::new().key,
        VisitScript::in_clinic(visit.key.clinic).key,
        VisitKey::new(fresh_clinic(), visit.key.visit),
    ] {
        assert_eq!(entries(&*audit, key).await, []);
        assert_eq!(super::visit(&*audit, key).await, None);
    }
}

//! A visit's entries as they are stored.

use super::{Audited, entries, stored};
use crate::{
    fixture::{VisitScript, every_event, fresh_clinic},
    visit_log::store_all,
};
use chat_domain::{Seq, log::ChainHash};
use chat_ports::{Append, StoredEntry, VisitKey};
use std::sync::Arc;

/// A visit of every kind of event, appended piece by piece: some appends carry one entry, the first
/// and the last ones several.
async fn every_kind(audited: &Audited) -> VisitScript {
    let mut visit = VisitScript::new();
    let mut appends = every_event(&mut visit);
    let tail = appends.split_off(appends.len() - 7);
    appends.extend(tail.into_iter().reduce(joined));
    store_all(&*audited.log, appends).await;
    visit
}

/// Two appends as one.
fn joined(mut first: Append, second: Append) -> Append {
    first.entries.extend(second.entries);
    first.summary = second.summary.or(first.summary);
    first
}

/// Each entry's body is what [`to_stored`](chat_domain::log::to_stored) makes of it, under its place,
/// and nothing else is there.
pub async fn every_entry_is_there_byte_for_byte(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let found = entries(&*audited.audit(), visit.key).await;
    let body = |entry: StoredEntry| (entry.seq, String::from_utf8(entry.body).unwrap());
    let found: Vec<_> = found.into_iter().map(body).collect();
    let wanted = stored(visit.key, &visit.entries).into_iter().map(body);
    assert_eq!(found, wanted.collect::<Vec<_>>());
}

/// Each entry's hash is that of its body after the hash before it, and the first one's follows the
/// visit's own beginning, whether entries came alone or several at once (G4).
pub async fn every_entry_is_chained_to_the_one_before_it(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let found = entries(&*audited.audit(), visit.key).await;
    assert_eq!(found.len(), visit.entries.len());
    let mut hash = ChainHash::start(visit.key.clinic, visit.key.visit);
    for entry in found {
        hash = hash.then(&entry.body);
        assert_eq!(entry.hash, Some(hash), "entry {}", entry.seq);
    }
}

/// A chat's entries are filed under their chat and number, and nothing else is filed.
pub async fn entries_are_filed_as_their_events_say(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let found = entries(&*audited.audit(), visit.key).await;
    let found: Vec<_> = found.iter().map(|entry| entry.filed).collect();
    let wanted = visit.entries.iter().map(|entry| entry.event.chat_entry());
    assert_eq!(found, wanted.collect::<Vec<_>>());
}

/// From every place on, and with every limit, the entries are those that stand there.
pub async fn entries_are_read_from_anywhere_to_any_limit(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let audit = audited.audit();
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

/// No entries and no error, for an unknown visit and for another clinic's.
pub async fn a_visit_that_there_is_not_has_no_entries(audited: &Arc<Audited>) {
    let visit = every_kind(audited).await;
    let audit = audited.audit();
    for key in [
        VisitScript::new().key,
        VisitScript::in_clinic(visit.key.clinic).key,
        VisitKey::new(fresh_clinic(), visit.key.visit),
    ] {
        assert_eq!(entries(&*audit, key).await, []);
        assert_eq!(super::visit(&*audit, key).await, None);
    }
}

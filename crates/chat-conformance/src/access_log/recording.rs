//! Recording entries.

use super::{about, fresh_entry, recorded, visit_of};
use chat_domain::PersonId;
use chat_ports::{AccessEntry, AccessId, AccessKind, AccessLog, Accessor};
use std::sync::Arc;
use uuid::Uuid;

/// Every field round-trips, and so do entries that have few of them.
pub async fn entries_round_trip(log: &Arc<dyn AccessLog>) {
    let full = fresh_entry();
    let bare = |who, kind| AccessEntry {
        id: AccessId(Uuid::now_v7()),
        who,
        kind,
        chat: None,
        file: None,
        code: None,
        reason: None,
        address: None,
        request: None,
        count: 1,
        ..full.clone()
    };
    let person = PersonId::new(Uuid::now_v7());
    let stranger = Accessor::Person { person, role: None };
    let entries = [
        bare(Accessor::Host, AccessKind::FileDownloaded),
        bare(Accessor::Overseer { person }, AccessKind::ChatOverseen),
        bare(stranger, AccessKind::InvitationRefused),
        bare(stranger, AccessKind::InvitationExchanged),
        bare(stranger, AccessKind::ChatRead),
        bare(stranger, AccessKind::PictureShown),
    ];
    recorded(&**log, &[&full]).await;
    recorded(&**log, &entries.iter().collect::<Vec<_>>()).await;
    let mut expected: Vec<_> = entries.into_iter().chain([full.clone()]).collect();
    expected.sort_by_key(AccessEntry::cursor);
    assert_eq!(about(&**log, visit_of(&full)).await, expected);
}

/// An entry with the id of a stored one changes nothing, alone and beside new ones, and in one batch.
pub async fn entry_that_is_recorded_again_stays_as_it_is(log: &Arc<dyn AccessLog>) {
    let first = fresh_entry();
    let again = AccessEntry {
        count: 9,
        ..first.clone()
    };
    let other = AccessEntry {
        id: AccessId(Uuid::now_v7()),
        ..first.clone()
    };
    recorded(&**log, &[&first, &again]).await;
    recorded(&**log, &[&again]).await;
    recorded(&**log, &[&again, &other]).await;
    assert_eq!(about(&**log, visit_of(&first)).await, [first, other]);
}

/// An empty batch is recorded, without effect.
pub async fn nothing_is_recorded_of_an_empty_batch(log: &Arc<dyn AccessLog>) {
    let entry = fresh_entry();
    recorded(&**log, &[]).await;
    assert_eq!(about(&**log, visit_of(&entry)).await, []);
    recorded(&**log, &[&entry]).await;
    recorded(&**log, &[]).await;
    assert_eq!(about(&**log, visit_of(&entry)).await, [entry]);
}

//! Deleting entries by their age.

use super::{NOW, about, fresh_entry, recorded, visit_of};
use chat_ports::{AccessEntry, AccessId, AccessLog};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A time far in the past, since deleting spans all clinics.
fn bound() -> OffsetDateTime {
    NOW - Duration::days(40_000 + i64::from(Uuid::now_v7().as_u128() as u16))
}

/// Entries from before the bound are deleted, and those at the bound and later stay. The bound is exclusive. A deleted entry can
/// be recorded again.
pub async fn what_is_older_than_the_bound_is_deleted(log: &Arc<dyn AccessLog>) {
    let bound = bound();
    let old = AccessEntry {
        at: bound - Duration::MICROSECOND,
        ..fresh_entry()
    };
    let kept = AccessEntry {
        id: AccessId(Uuid::now_v7()),
        at: bound,
        ..old.clone()
    };
    recorded(&**log, &[&old, &kept]).await;
    assert!(log.delete_before(bound, 10_000).await.unwrap() >= 1);
    let visit = visit_of(&old);
    assert_eq!(about(&**log, visit).await, std::slice::from_ref(&kept));
    let person = old.who.person().unwrap();
    let of_person = log.of_person(old.clinic, person, None, 9).await.unwrap();
    assert_eq!(of_person, std::slice::from_ref(&kept));
    recorded(&**log, &[&old]).await;
    assert_eq!(about(&**log, visit).await, [old, kept]);
}

/// A call deletes no more than its limit, and repeated calls delete all.
pub async fn no_more_than_the_limit_is_deleted(log: &Arc<dyn AccessLog>) {
    let bound = bound();
    let first = AccessEntry {
        at: bound - Duration::SECOND,
        ..fresh_entry()
    };
    let second = AccessEntry {
        id: AccessId(Uuid::now_v7()),
        ..first.clone()
    };
    recorded(&**log, &[&first, &second]).await;
    assert_eq!(log.delete_before(bound, 1).await.unwrap(), 1);
    while log.delete_before(bound, 1).await.unwrap() > 0 {}
    assert_eq!(about(&**log, visit_of(&first)).await, []);
}

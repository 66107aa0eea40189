//! Reading entries, page by page.

use super::{NOW, fresh_entry, last, recorded, visit_of};
use chat_domain::{PersonId, Role, VisitId};
use chat_ports::{AccessCursor, AccessEntry, AccessId, AccessLog, Accessor};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// Three entries like `first`: the second and third a microsecond later with ids in order, and one that is later with the lowest
/// id.
fn siblings(first: &AccessEntry) -> [AccessEntry; 3] {
    let mut ids = [(); 2].map(|()| Uuid::now_v7());
    ids.sort();
    let sibling = |id, later| AccessEntry {
        id: AccessId(id),
        at: first.at + later,
        ..first.clone()
    };
    let lowest = Uuid::from_u128(Uuid::now_v7().as_u128() & u128::from(u64::MAX));
    [
        sibling(ids[0], Duration::MICROSECOND),
        sibling(ids[1], Duration::MICROSECOND),
        sibling(lowest, Duration::SECOND),
    ]
}

/// A visit's entries are read in order and in pages, and none of other visits or clinics.
pub async fn entries_of_a_visit_are_paged_by_time_then_id(log: &Arc<dyn AccessLog>) {
    let first = fresh_entry();
    let [low, high, latest] = siblings(&first);
    let other_visit = AccessEntry {
        visit: Some(VisitId::new(Uuid::now_v7())),
        ..fresh_entry()
    };
    let other_clinic = AccessEntry {
        visit: first.visit,
        ..fresh_entry()
    };
    let no_visit = AccessEntry {
        clinic: first.clinic,
        visit: None,
        ..fresh_entry()
    };
    recorded(&**log, &[&latest, &high]).await;
    recorded(&**log, &[&other_visit, &first, &other_clinic, &no_visit]).await;
    recorded(&**log, &[&low]).await;
    let visit = visit_of(&first);
    let page = log.of_visit(visit, None, 2).await.unwrap();
    assert_eq!(page, [first, low]);
    let page = log.of_visit(visit, last(&page), 2).await.unwrap();
    assert_eq!(page, [high, latest]);
    let page = log.of_visit(visit, last(&page), 2).await.unwrap();
    assert_eq!(page, []);
}

/// What a person did in a clinic is read in order and in pages: as a participant of any visit, of none, and as an overseer. None
/// of other people, of the same person id in another clinic, or of the host.
pub async fn entries_of_a_person_are_paged_by_time_then_id(log: &Arc<dyn AccessLog>) {
    let first = fresh_entry();
    let person = first.who.person().unwrap();
    let [low, high, latest] = siblings(&first);
    let as_overseer = AccessEntry {
        who: Accessor::Overseer { person },
        visit: Some(VisitId::new(Uuid::now_v7())),
        ..low
    };
    let of_no_visit = AccessEntry {
        visit: None,
        ..latest
    };
    let by = |who| AccessEntry {
        who,
        clinic: first.clinic,
        ..fresh_entry()
    };
    let other_person = by(Accessor::Person {
        person: PersonId::new(Uuid::now_v7()),
        role: Some(Role::Patient),
    });
    let host = by(Accessor::Host);
    let other_clinic = AccessEntry {
        who: first.who,
        ..fresh_entry()
    };
    recorded(&**log, &[&of_no_visit, &high, &other_person, &host]).await;
    recorded(&**log, &[&other_clinic, &first, &as_overseer]).await;
    let clinic = first.clinic;
    let page = log.of_person(clinic, person, None, 3).await.unwrap();
    assert_eq!(page, [first, as_overseer, high]);
    let page = log.of_person(clinic, person, last(&page), 3).await.unwrap();
    assert_eq!(page, [of_no_visit]);
}

/// All entries are read in order and in pages, whatever their clinic, with or without a visit.
pub async fn entries_of_all_clinics_are_paged_by_time_then_id(log: &Arc<dyn AccessLog>) {
    // Where no other law's entries are.
    let at = NOW - Duration::days(30_000) - Duration::microseconds(random());
    let first = AccessEntry {
        at,
        ..fresh_entry()
    };
    let [low, high, latest] = siblings(&first);
    let of_another = AccessEntry {
        clinic: fresh_entry().clinic,
        visit: None,
        ..low
    };
    let by_the_host = AccessEntry {
        who: Accessor::Host,
        ..high
    };
    recorded(&**log, &[&latest, &by_the_host, &first, &of_another]).await;
    let start = AccessCursor {
        at: at - Duration::MICROSECOND,
        id: first.id,
    };
    let page = log.of_all(Some(start), 2).await.unwrap();
    assert_eq!(page, [first, of_another]);
    let page = log.of_all(last(&page), 2).await.unwrap();
    assert_eq!(page, [by_the_host, latest]);
    let oldest = log.of_all(None, 1).await.unwrap();
    assert!(oldest[0].at <= at);
}

/// Microseconds of up to a day and a bit.
fn random() -> i64 {
    i64::from(Uuid::now_v7().as_u128() as u32) * 20
}

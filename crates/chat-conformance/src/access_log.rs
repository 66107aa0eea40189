//! The laws of [`AccessLog`].

pub mod deleting;
pub mod reading;
pub mod recording;
pub mod reopening;

use crate::{
    fixture::fresh_clinic,
    law::{Law, laws},
};
use chat_domain::{AttachmentId, ChatKey, PersonId, Reason, Role, VisitId};
use chat_ports::{AccessCursor, AccessEntry, AccessId, AccessKind, AccessLog, Accessor, VisitKey};
use std::net::{IpAddr, Ipv4Addr};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// All laws.
pub const LAWS: &[Law<dyn AccessLog>] = laws!(dyn AccessLog:
    recording:
        entries_round_trip,
        entry_that_is_recorded_again_stays_as_it_is,
        nothing_is_recorded_of_an_empty_batch;
    reading:
        entries_of_a_visit_are_paged_by_time_then_id,
        entries_of_a_person_are_paged_by_time_then_id,
        entries_of_all_clinics_are_paged_by_time_then_id;
    deleting:
        what_is_older_than_the_bound_is_deleted,
        no_more_than_the_limit_is_deleted;
);

const NOW: OffsetDateTime = datetime!(2031-05-06 07:08:09.123_456 UTC);

/// An entry with every field, about a fresh visit and person.
#[must_use]
pub fn fresh_entry() -> AccessEntry {
    let person = PersonId::new(Uuid::now_v7());
    AccessEntry {
        id: AccessId(Uuid::now_v7()),
        clinic: fresh_clinic(),
        at: NOW,
        who: Accessor::Person {
            person,
            role: Some(Role::Provider),
        },
        kind: AccessKind::Refused,
        visit: Some(VisitId::new(Uuid::now_v7())),
        chat: Some(ChatKey::direct(person, PersonId::new(Uuid::now_v7()))),
        file: Some(AttachmentId::new(Uuid::now_v7())),
        code: Some("not_entered".to_owned()),
        reason: Reason::new("a complaint").ok(),
        address: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7))),
        request: Some("0192d1f0-0000-7000-8000-000000000001".to_owned()),
        count: 3,
    }
}

/// The key of the visit that an entry is about.
fn visit_of(entry: &AccessEntry) -> VisitKey {
    VisitKey::new(entry.clinic, entry.visit.expect("it is about a visit"))
}

async fn recorded(log: &dyn AccessLog, entries: &[&AccessEntry]) {
    let entries = entries.iter().map(|entry| (*entry).clone()).collect();
    log.record(entries).await.expect("the entries are recorded");
}

/// All entries about a visit.
async fn about(log: &dyn AccessLog, visit: VisitKey) -> Vec<AccessEntry> {
    log.of_visit(visit, None, 100).await.unwrap()
}

/// The cursor of the last entry of a page.
fn last(page: &[AccessEntry]) -> Option<AccessCursor> {
    page.last().map(AccessEntry::cursor)
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    /// An unlisted law would never be checked.
    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("access_log/deleting.rs"),
            include_str!("access_log/reading.rs"),
            include_str!("access_log/recording.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}

//! The laws of an [`UploadLedger`].

pub mod concurrency;
pub mod finding;
pub mod listing;
pub mod moving;
pub mod putting;
pub mod reopening;

use crate::{
    fixture::fresh_clinic,
    law::{Law, laws},
};
use chat_domain::{
    AttachmentId, ChatKey, FileName, FileRef, PersonId, UploadId, VisitId, chat::Sha256,
};
use chat_ports::{
    AttachmentKey, PortError, StageKind, UploadCursor, UploadLedger, UploadQuery, UploadRecord,
    UploadStage, VisitKey,
};
use std::{
    collections::BTreeSet,
    hash::{BuildHasher, RandomState},
};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// All laws except [`reopening`], which needs a function that reopens the storage.
pub const LAWS: &[Law<dyn UploadLedger>] = laws!(dyn UploadLedger:
    putting:
        record_round_trips_through_the_ledger,
        put_replaces_the_record,
        removed_record_is_gone,
        remove_is_idempotent,
        remove_leaves_other_records;
    moving:
        record_moves_only_from_the_expected_stage,
        of_concurrent_moves_from_one_stage_one_succeeds,
        uploads_are_counted_by_stage,
        sound_ledger_passes_its_check;
    finding:
        get_matches_the_whole_key,
        find_matches_visit_person_and_upload,
        same_upload_in_two_clinics_is_two_uploads,
        upload_without_an_id_is_not_found,
        newest_attempt_is_found;
    listing:
        uploads_are_listed_by_time_then_key,
        uploads_are_paged_to_the_end,
        uploads_are_filtered_by_stage,
        uploads_are_filtered_by_time,
        ledger_filters_combine,
        times_are_compared_at_microsecond_precision;
    concurrency:
        concurrent_puts_and_removes_take_effect,
        concurrent_puts_of_one_key_leave_one_record;
);

/// A held record with a fresh id in a fresh visit.
///
/// # Panics
/// Never: the file name is valid.
#[must_use]
pub fn fresh_record() -> UploadRecord {
    let attachment = AttachmentId::new(Uuid::now_v7());
    let care = PersonId::new(Uuid::now_v7());
    let person = PersonId::new(Uuid::now_v7());
    UploadRecord {
        key: AttachmentKey {
            visit: VisitKey::new(fresh_clinic(), VisitId::new(Uuid::now_v7())),
            attachment,
        },
        upload: Some(UploadId::new(Uuid::now_v7())),
        person,
        chat: ChatKey::direct(care, person),
        file: FileRef {
            attachment,
            name: FileName::new("Befund – 检查 „neu“.pdf").unwrap(),
            media_type: "application/pdf".into(),
            size: 4_711,
            sha256: Sha256(std::array::from_fn(|i| i as u8)),
        },
        received: fresh_moment(),
        stage: UploadStage::Held,
    }
}

/// A random moment between 1970 and 2200, in whole microseconds. Lists span all visits, so each law
/// works in its own span of time.
fn fresh_moment() -> OffsetDateTime {
    const YEARS: u64 = 230 * 365 * 24 * 60 * 60 * 1_000_000;
    let random = RandomState::new().hash_one(Uuid::now_v7()) % YEARS;
    // The range fits in an `i64`.
    datetime!(1970-01-01 00:00 UTC) + Duration::microseconds(random as i64)
}

fn refused() -> UploadStage {
    UploadStage::Refused {
        code: "malware".to_owned(),
        sentence: "„This file“ can’t be sent: it contains malware.".to_owned(),
    }
}

/// One record in each stage.
fn in_every_stage() -> [UploadRecord; 5] {
    let stages = [
        UploadStage::Arriving,
        UploadStage::Held,
        UploadStage::Releasing,
        UploadStage::Released,
        refused(),
    ];
    stages.map(|stage| UploadRecord {
        stage,
        ..fresh_record()
    })
}

/// Stores a record, whatever stage the one before it is at.
async fn put(ledger: &dyn UploadLedger, record: &UploadRecord) {
    let mut expected = None;
    loop {
        match ledger.put(record.clone(), expected).await {
            Ok(()) => return,
            Err(PortError::StageConflict { found }) => {
                assert_ne!(found, expected, "a conflict names another stage");
                expected = found;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// The record found by the given record's visit, person and upload id.
async fn found(ledger: &dyn UploadLedger, record: &UploadRecord) -> Option<UploadRecord> {
    let upload = record.upload.expect("the record has an upload id");
    let find = ledger.find(record.key.visit, record.person, upload);
    find.await.expect("find succeeds")
}

fn everything() -> UploadQuery {
    UploadQuery {
        stages: None,
        received_before: None,
        after: None,
        limit: usize::MAX,
    }
}

/// Selects the records received within `from..until`.
fn between(from: OffsetDateTime, until: OffsetDateTime) -> UploadQuery {
    let before = UploadCursor {
        received: from - Duration::MICROSECOND,
        key: AttachmentKey {
            visit: VisitKey::new(
                chat_domain::ClinicId::new(Uuid::max()),
                VisitId::new(Uuid::max()),
            ),
            attachment: AttachmentId::new(Uuid::max()),
        },
    };
    UploadQuery {
        received_before: Some(until),
        after: Some(before),
        ..everything()
    }
}

async fn listed(ledger: &dyn UploadLedger, query: UploadQuery) -> Vec<UploadRecord> {
    let list = ledger.list(query).await;
    list.expect("list succeeds")
}

/// Whether paging through all records finds this one. Panics if it occurs twice.
async fn is_listed(ledger: &dyn UploadLedger, record: &UploadRecord) -> bool {
    let (mut after, mut times) = (None, 0);
    loop {
        let query = UploadQuery {
            after,
            limit: 100,
            ..everything()
        };
        let page = listed(ledger, query).await;
        times += page.iter().filter(|found| *found == record).count();
        match page.last() {
            Some(last) => after = Some(last.cursor()),
            None => break,
        }
    }
    assert!(times <= 1, "a record is listed {times} times");
    times == 1
}

fn kinds(kinds: &[StageKind]) -> Option<BTreeSet<StageKind>> {
    Some(kinds.iter().copied().collect())
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("upload_ledger/concurrency.rs"),
            include_str!("upload_ledger/finding.rs"),
            include_str!("upload_ledger/listing.rs"),
            include_str!("upload_ledger/moving.rs"),
            include_str!("upload_ledger/putting.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}

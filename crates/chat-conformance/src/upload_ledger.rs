//! The laws of an [`UploadLedger`].

pub mod concurrency;
pub mod finding;
pub mod listing;
pub mod putting;
pub mod reopening;

use crate::{Law, fixture::fresh_clinic, law::laws};
use chat_domain::{
    AttachmentId, ChatKey, FileName, FileRef, PersonId, UploadId, VisitId, chat::Sha256,
};
use chat_ports::{
    AttachmentKey, StageKind, UploadCursor, UploadLedger, UploadQuery, UploadRecord, UploadStage,
    VisitKey,
};
use std::{
    collections::BTreeSet,
    hash::{BuildHasher, RandomState},
};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// All laws but the one about [`reopening`], which needs to know how.
pub const LAWS: &[Law<dyn UploadLedger>] = laws!(dyn UploadLedger:
    putting:
        a_record_is_found_as_it_was_put,
        a_record_takes_the_place_of_the_one_of_its_key,
        a_removed_record_is_gone,
        removing_what_is_not_there_is_no_error,
        removing_one_record_leaves_the_others;
    finding:
        a_record_is_got_by_its_key_only,
        an_upload_is_found_in_its_visit_by_its_person_only,
        one_visit_id_in_two_clinics_is_two_visits,
        an_upload_without_an_id_is_not_found,
        of_several_attempts_the_newest_is_found;
    listing:
        uploads_are_listed_by_time_then_key,
        uploads_are_paged_to_the_end,
        uploads_are_filtered_by_stage,
        uploads_are_filtered_by_time,
        filters_hold_together,
        times_are_compared_to_the_microsecond;
    concurrency:
        many_put_and_remove_at_once,
        one_record_put_by_many_is_one_of_theirs;
);

/// A record that no ledger has seen: held, with an id of its own in a visit of its own.
///
/// # Panics
/// Never: its file's name is one.
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

/// A moment between 1970 and 2200, whole microseconds, with the next minutes for one law alone: lists
/// go across all visits, so laws keep out of each other's way by time.
fn fresh_moment() -> OffsetDateTime {
    const YEARS: u64 = 230 * 365 * 24 * 60 * 60 * 1_000_000;
    let random = RandomState::new().hash_one(Uuid::now_v7()) % YEARS;
    // So many microseconds fit.
    datetime!(1970-01-01 00:00 UTC) + Duration::microseconds(random as i64)
}

fn refused() -> UploadStage {
    UploadStage::Refused {
        code: "malware".to_owned(),
        sentence: "„This file“ can’t be sent: it carries malware.".to_owned(),
    }
}

/// One record in each stage.
fn in_every_stage() -> [UploadRecord; 4] {
    let stages = [
        UploadStage::Arriving,
        UploadStage::Held,
        UploadStage::Released,
        refused(),
    ];
    stages.map(|stage| UploadRecord {
        stage,
        ..fresh_record()
    })
}

async fn put(ledger: &dyn UploadLedger, record: &UploadRecord) {
    let put = ledger.put(record.clone()).await;
    put.expect("the record can be put");
}

/// What is found by a record's visit, person and id.
async fn found(ledger: &dyn UploadLedger, record: &UploadRecord) -> Option<UploadRecord> {
    let upload = record.upload.expect("it has an id");
    let find = ledger.find(record.key.visit, record.person, upload);
    find.await.expect("the ledger can be asked")
}

fn everything() -> UploadQuery {
    UploadQuery {
        stages: None,
        received_before: None,
        after: None,
        limit: usize::MAX,
    }
}

/// What was received from a moment on and before another.
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
    list.expect("the ledger can be listed")
}

/// Whether a list across everything, page by page, has this very record, once.
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
            include_str!("upload_ledger/putting.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}

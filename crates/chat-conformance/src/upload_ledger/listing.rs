//! Listing uploads across all visits.

use super::{between, fresh_moment, fresh_record, in_every_stage, kinds, listed, put, refused};
use chat_domain::AttachmentId;
use chat_ports::{
    AttachmentKey, StageKind, UploadCursor, UploadLedger, UploadQuery, UploadRecord, UploadStage,
};
use std::{collections::BTreeSet, sync::Arc};
use time::{Duration, OffsetDateTime, UtcOffset};
use uuid::Uuid;

/// Puts fifteen uploads of three clinics, several received at the same time, in no particular order.
/// Returns the bounds of their times and the records in order.
async fn stored(ledger: &dyn UploadLedger) -> (OffsetDateTime, OffsetDateTime, Vec<UploadRecord>) {
    let start = fresh_moment();
    let mut records: Vec<_> = (0..3).flat_map(|_| in_every_stage()).collect();
    let seconds = [3, 1, 2, 1, 1, 3, 0, 1, 3, 2, 1, 0, 2, 1, 3];
    for (i, second) in seconds.into_iter().enumerate() {
        records[i].received = start + Duration::seconds(second);
        if i % 3 == 0 {
            // The same moment in another time zone.
            let kolkata = UtcOffset::from_hms(5, 30, 0).unwrap();
            records[i].received = records[i].received.to_offset(kolkata);
        }
        if i % 4 == 1 {
            // Two files of one visit, with ids out of order.
            records[i].key.visit = records[i - 1].key.visit;
            let backward = u128::MAX - Uuid::now_v7().as_u128();
            records[i].key.attachment = AttachmentId::new(Uuid::from_u128(backward));
        }
    }
    for i in [7, 2, 13, 11, 0, 5, 9, 14, 1, 10, 3, 8, 12, 6, 4] {
        put(ledger, &records[i]).await;
    }
    records.sort_by_key(|record| (record.received, record.key));
    (start, start + Duration::seconds(4), records)
}

async fn pages(ledger: &dyn UploadLedger, query: &UploadQuery, wanted: &[UploadRecord]) {
    for limit in 1..=wanted.len() + 1 {
        let (mut found, mut after) = (Vec::new(), query.after);
        loop {
            let query = UploadQuery {
                after,
                limit,
                ..query.clone()
            };
            let page = listed(ledger, query).await;
            let rest = wanted.len() - found.len();
            assert_eq!(page.len(), limit.min(rest), "{limit} at a time");
            let Some(last) = page.last() else { break };
            after = Some(last.cursor());
            found.extend(page);
        }
        assert_eq!(found, wanted, "{limit} at a time");
    }
}

/// Uploads are listed by the time they were received, then by clinic, visit and file.
pub async fn uploads_are_listed_by_time_then_key(ledger: &Arc<dyn UploadLedger>) {
    let (start, end, records) = stored(&**ledger).await;
    assert_eq!(listed(&**ledger, between(start, end)).await, records);
}

/// Pages of any size list every upload once, in order, including ties, from any position. The page
/// after the last is empty, as is a page with a limit of 0.
pub async fn uploads_are_paged_to_the_end(ledger: &Arc<dyn UploadLedger>) {
    let (start, end, records) = stored(&**ledger).await;
    let all = between(start, end);
    pages(&**ledger, &all, &records).await;
    for (at, record) in records.iter().enumerate() {
        let rest = UploadQuery {
            after: Some(record.cursor()),
            ..all.clone()
        };
        assert_eq!(listed(&**ledger, rest).await, records[at + 1..]);
    }
    // A cursor need not point at a record.
    let between_seconds = UploadQuery {
        after: Some(UploadCursor {
            received: start + Duration::milliseconds(1_500),
            key: fresh_record().key,
        }),
        ..all.clone()
    };
    let later = |record: &&UploadRecord| record.received > start + Duration::seconds(1);
    let later: Vec<_> = records.iter().filter(later).cloned().collect();
    assert_eq!(listed(&**ledger, between_seconds).await, later);
    let none = UploadQuery { limit: 0, ..all };
    assert_eq!(listed(&**ledger, none).await, []);
}

/// Any set of stages can be selected; a record counts by its latest stage.
pub async fn uploads_are_filtered_by_stage(ledger: &Arc<dyn UploadLedger>) {
    let (start, end, mut records) = stored(&**ledger).await;
    let moved = records.iter_mut().find(|r| r.stage == UploadStage::Held);
    let moved = moved.unwrap();
    moved.stage = refused();
    put(&**ledger, moved).await;
    for set in 0..1_u32 << StageKind::ALL.len() {
        let wanted = StageKind::ALL.iter().enumerate();
        let wanted = wanted.filter(|(i, _)| set & (1 << i) != 0);
        let wanted: BTreeSet<_> = wanted.map(|(_, kind)| *kind).collect();
        let in_them = |record: &&UploadRecord| wanted.contains(&record.stage.kind());
        let records: Vec<_> = records.iter().filter(in_them).cloned().collect();
        let query = UploadQuery {
            stages: Some(wanted.clone()),
            ..between(start, end)
        };
        assert_eq!(listed(&**ledger, query).await, records, "{wanted:?}");
    }
}

/// The time bound is exclusive; `None` means unbounded.
pub async fn uploads_are_filtered_by_time(ledger: &Arc<dyn UploadLedger>) {
    let (start, _, records) = stored(&**ledger).await;
    for micros in [0, 1, 999_999, 1_000_000, 1_000_001, 3_000_000, 3_000_001] {
        let end = start + Duration::microseconds(micros);
        let before = |record: &&UploadRecord| record.received < end;
        let wanted: Vec<_> = records.iter().filter(before).cloned().collect();
        let elsewhere = end.to_offset(UtcOffset::from_hms(-8, 0, 0).unwrap());
        assert_eq!(listed(&**ledger, between(start, elsewhere)).await, wanted);
    }
    let unbounded = UploadQuery {
        received_before: None,
        limit: records.len(),
        ..between(start, start)
    };
    assert_eq!(listed(&**ledger, unbounded).await, records);
}

/// Filters on stage, time, position and limit combine, and filtered lists can be paged.
pub async fn ledger_filters_combine(ledger: &Arc<dyn UploadLedger>) {
    let (start, _, mut records) = stored(&**ledger).await;
    let end = start + Duration::seconds(3);
    let query = UploadQuery {
        stages: kinds(&[StageKind::Held, StageKind::Released]),
        ..between(start, end)
    };
    let asked = [StageKind::Held, StageKind::Released];
    records.retain(|r| r.received < end && asked.contains(&r.stage.kind()));
    assert!(records.len() >= 4, "enough to page");
    pages(&**ledger, &query, &records).await;
}

/// Times within one microsecond are equal: the key breaks ties, and a bound within it excludes them
/// all. Adapters need no finer precision.
pub async fn times_are_compared_at_microsecond_precision(ledger: &Arc<dyn UploadLedger>) {
    let start = fresh_moment();
    let mut records: Vec<_> = (0..3).map(|_| fresh_record()).collect();
    records.sort_by_key(|record| record.key);
    for (record, nanos) in records.iter_mut().zip([900, 0, 500]) {
        record.received = start + Duration::nanoseconds(nanos);
        put(&**ledger, record).await;
    }
    let keys = |records: &[UploadRecord]| -> Vec<AttachmentKey> {
        records.iter().map(|record| record.key).collect()
    };
    let all = between(start, start + Duration::MICROSECOND);
    let found = listed(&**ledger, all.clone()).await;
    assert_eq!(keys(&found), keys(&records));
    let after = |at: usize| UploadQuery {
        after: Some(records[at].cursor()),
        ..all.clone()
    };
    let rest = listed(&**ledger, after(0)).await;
    assert_eq!(keys(&rest), keys(&records[1..]));
    let end = start + Duration::nanoseconds(999);
    assert_eq!(listed(&**ledger, between(start, end)).await, []);
}

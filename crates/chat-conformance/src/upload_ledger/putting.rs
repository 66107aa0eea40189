//! Putting and removing records.

use super::{found, fresh_record, in_every_stage, is_listed, put, refused};
use chat_domain::{ChatKey, FileName, UploadId};
use chat_ports::{UploadLedger, UploadRecord, UploadStage};
use std::sync::Arc;
use time::{Duration, UtcOffset, macros::datetime};
use uuid::Uuid;

/// Every field round-trips, in every stage, before 1970 and in other time zones.
pub async fn record_round_trips_through_the_ledger(ledger: &Arc<dyn UploadLedger>) {
    let mut records = in_every_stage();
    records[0].chat = ChatKey::Visit;
    records[1].received = datetime!(1969-12-31 23:59:59.999_999 UTC);
    let kolkata = UtcOffset::from_hms(5, 30, 0).unwrap();
    records[2].received = records[2].received.to_offset(kolkata);
    records[3].file.size = 0;
    for record in &records {
        assert_eq!(found(&**ledger, record).await, None);
        put(&**ledger, record).await;
        assert_eq!(found(&**ledger, record).await.as_ref(), Some(record));
        assert!(is_listed(&**ledger, record).await);
    }
    let nameless = UploadRecord {
        upload: None,
        ..fresh_record()
    };
    put(&**ledger, &nameless).await;
    assert!(is_listed(&**ledger, &nameless).await);
}

/// A second put with the same key replaces the whole record; the first one is no longer found.
pub async fn put_replaces_the_record(ledger: &Arc<dyn UploadLedger>) {
    let first = fresh_record();
    put(&**ledger, &first).await;
    put(&**ledger, &first).await;
    assert!(
        is_listed(&**ledger, &first).await,
        "putting twice stores one record"
    );
    let mut second = UploadRecord {
        stage: refused(),
        chat: ChatKey::Visit,
        received: first.received + Duration::SECOND,
        ..first.clone()
    };
    second.file.name = FileName::new("other.png").unwrap();
    second.file.media_type = "image/png".into();
    put(&**ledger, &second).await;
    assert_eq!(found(&**ledger, &first).await.as_ref(), Some(&second));
    assert!(is_listed(&**ledger, &second).await);
    assert!(!is_listed(&**ledger, &first).await);

    let third = UploadRecord {
        upload: Some(UploadId::new(Uuid::now_v7())),
        person: fresh_record().person,
        stage: UploadStage::Released,
        received: first.received - Duration::SECOND,
        ..first.clone()
    };
    put(&**ledger, &third).await;
    assert_eq!(found(&**ledger, &first).await, None);
    assert_eq!(found(&**ledger, &third).await.as_ref(), Some(&third));
    assert!(is_listed(&**ledger, &third).await);
    assert!(!is_listed(&**ledger, &second).await);
}

/// A removed record is neither found nor listed, and can be put again.
pub async fn removed_record_is_gone(ledger: &Arc<dyn UploadLedger>) {
    for record in in_every_stage() {
        put(&**ledger, &record).await;
        ledger.remove(record.key).await.unwrap();
        assert_eq!(found(&**ledger, &record).await, None);
        assert!(!is_listed(&**ledger, &record).await);
        put(&**ledger, &record).await;
        assert_eq!(found(&**ledger, &record).await.as_ref(), Some(&record));
    }
}

/// Removing a key that was never put or is already removed succeeds.
pub async fn remove_is_idempotent(ledger: &Arc<dyn UploadLedger>) {
    let record = fresh_record();
    ledger.remove(record.key).await.unwrap();
    put(&**ledger, &record).await;
    ledger.remove(record.key).await.unwrap();
    ledger.remove(record.key).await.unwrap();
}

/// Removing a record leaves records of other files, visits and clinics alone, however similar.
pub async fn remove_leaves_other_records(ledger: &Arc<dyn UploadLedger>) {
    let removed = fresh_record();
    let mut others = [removed.clone(), removed.clone(), removed.clone()];
    others[0].key.attachment = fresh_record().key.attachment;
    others[1].key.visit.visit = fresh_record().key.visit.visit;
    others[2].key.visit.clinic = fresh_record().key.visit.clinic;
    for record in others.iter().chain([&removed]) {
        put(&**ledger, record).await;
    }
    ledger.remove(removed.key).await.unwrap();
    assert!(!is_listed(&**ledger, &removed).await);
    for other in &others {
        assert_eq!(found(&**ledger, other).await.as_ref(), Some(other));
        assert!(is_listed(&**ledger, other).await);
    }
}

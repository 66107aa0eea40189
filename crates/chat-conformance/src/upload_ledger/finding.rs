//! Lookups by key and by the client's upload id.

use super::{found, fresh_record, is_listed, put};
use chat_domain::{AttachmentId, UploadId};
use chat_ports::{AttachmentKey, UploadLedger, UploadRecord, VisitKey};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// The same file id in another visit or clinic is a different file.
pub async fn get_matches_the_whole_key(ledger: &Arc<dyn UploadLedger>) {
    let [record, other] = [fresh_record(), fresh_record()];
    let VisitKey { clinic, visit } = record.key.visit;
    let keys = [
        record.key.visit,
        VisitKey::new(clinic, other.key.visit.visit),
        VisitKey::new(other.key.visit.clinic, visit),
    ]
    .map(|visit| AttachmentKey {
        visit,
        ..record.key
    });
    for (there, key) in keys.into_iter().enumerate() {
        for (n, wanted) in keys.into_iter().enumerate() {
            let got = ledger.get(wanted).await.unwrap().map(|got| got.key);
            assert_eq!(got, (n < there).then_some(wanted));
        }
        put(
            &**ledger,
            &UploadRecord {
                key,
                ..record.clone()
            },
        )
        .await;
    }
    for wanted in keys {
        let got = ledger.get(wanted).await.unwrap().map(|got| got.key);
        assert_eq!(got, Some(wanted));
    }
    assert_eq!(ledger.get(other.key).await.unwrap(), None);
}

/// An upload id belongs to one person in one visit; no other combination finds the record.
pub async fn find_matches_visit_person_and_upload(ledger: &Arc<dyn UploadLedger>) {
    let record = fresh_record();
    put(&**ledger, &record).await;
    let other = fresh_record();
    // Another person's upload in the visit and this person's upload in another visit.
    let neighbors = [
        UploadRecord {
            key: AttachmentKey {
                visit: record.key.visit,
                ..other.key
            },
            ..other.clone()
        },
        UploadRecord {
            person: record.person,
            ..fresh_record()
        },
    ];
    for neighbor in &neighbors {
        put(&**ledger, neighbor).await;
    }
    let elsewhere = VisitKey::new(record.key.visit.clinic, other.key.visit.visit);
    let upload = record.upload.unwrap();
    for (visit, person, upload) in [
        (record.key.visit, other.person, upload),
        (elsewhere, record.person, upload),
        (neighbors[1].key.visit, record.person, upload),
        (record.key.visit, record.person, other.upload.unwrap()),
    ] {
        let found = ledger.find(visit, person, upload).await.unwrap();
        assert_eq!(found, None);
    }
    assert_eq!(found(&**ledger, &record).await, Some(record));
    for neighbor in neighbors {
        assert_eq!(found(&**ledger, &neighbor).await, Some(neighbor));
    }
}

/// The same visit, person and upload id in two clinics are two uploads.
pub async fn same_upload_in_two_clinics_is_two_uploads(ledger: &Arc<dyn UploadLedger>) {
    let here = fresh_record();
    let mut there = here.clone();
    there.key.visit.clinic = fresh_record().key.visit.clinic;
    there.received += Duration::SECOND;
    put(&**ledger, &here).await;
    assert_eq!(found(&**ledger, &there).await, None);
    put(&**ledger, &there).await;
    assert_eq!(found(&**ledger, &here).await, Some(here.clone()));
    assert_eq!(found(&**ledger, &there).await, Some(there.clone()));
    ledger.remove(there.key).await.unwrap();
    assert_eq!(found(&**ledger, &here).await, Some(here));
    assert_eq!(found(&**ledger, &there).await, None);
}

/// A record without an upload id is listed but can't be found by id.
pub async fn upload_without_an_id_is_not_found(ledger: &Arc<dyn UploadLedger>) {
    let record = UploadRecord {
        upload: None,
        ..fresh_record()
    };
    put(&**ledger, &record).await;
    for upload in [Uuid::nil(), Uuid::max(), Uuid::now_v7()] {
        let find = ledger.find(record.key.visit, record.person, UploadId::new(upload));
        assert_eq!(find.await.unwrap(), None);
    }
    assert!(is_listed(&**ledger, &record).await);
}

/// Of several attempts with one id, put in any order, the one received last is found; ties go to
/// the greatest key. Removing it reveals the one before it.
pub async fn newest_attempt_is_found(ledger: &Arc<dyn UploadLedger>) {
    let mut first = fresh_record();
    // The time takes precedence over the key.
    first.key.attachment = AttachmentId::new(Uuid::max());
    let attempt = |after: Duration| {
        let mut attempt = first.clone();
        attempt.key.attachment = AttachmentId::new(Uuid::now_v7());
        attempt.received += after;
        attempt
    };
    let second = attempt(Duration::MICROSECOND);
    let third = attempt(Duration::SECOND);
    let fourth = attempt(Duration::SECOND);
    assert!(third.key < fourth.key, "ids are made in order");
    for record in [&fourth, &first, &third, &second] {
        put(&**ledger, record).await;
    }
    for newest in [&fourth, &third, &second, &first] {
        assert_eq!(found(&**ledger, &first).await.as_ref(), Some(newest));
        ledger.remove(newest.key).await.unwrap();
    }
    assert_eq!(found(&**ledger, &first).await, None);
}

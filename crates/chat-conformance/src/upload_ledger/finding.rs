//! Finding an upload by the client's id.

use super::{found, fresh_record, is_listed, put};
use chat_domain::{AttachmentId, UploadId};
use chat_ports::{AttachmentKey, UploadLedger, UploadRecord, VisitKey};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// The same file's id in another visit, or in the same one of another clinic, is another file.
pub async fn a_record_is_got_by_its_key_only(ledger: &Arc<dyn UploadLedger>) {
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

/// An id is its person's own in one visit: with another person, visit or id there is nothing.
pub async fn an_upload_is_found_in_its_visit_by_its_person_only(ledger: &Arc<dyn UploadLedger>) {
    let record = fresh_record();
    put(&**ledger, &record).await;
    let other = fresh_record();
    // Somebody else's upload in the visit, and the person's in another visit, are in the ledger too.
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

/// The same visit, person and upload under two clinics are two uploads.
pub async fn one_visit_id_in_two_clinics_is_two_visits(ledger: &Arc<dyn UploadLedger>) {
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

/// A record without a client's id is in the lists, and no id finds it.
pub async fn an_upload_without_an_id_is_not_found(ledger: &Arc<dyn UploadLedger>) {
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

/// Attempts under one id, put in any order: the one that was received last is found, among equal
/// times the one with the greatest key, and when it is removed the one before it.
pub async fn of_several_attempts_the_newest_is_found(ledger: &Arc<dyn UploadLedger>) {
    let mut first = fresh_record();
    // The time goes before the key.
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

//! The ledger after its storage was closed and reopened.

use super::{found, fresh_record, in_every_stage, is_listed, put, refused};
use chat_ports::{UploadLedger, UploadRecord};
use std::sync::Arc;

/// After reopening, the latest puts are there and removed records are not.
///
/// `reopen` closes the given ledger and reopens its storage.
pub async fn puts_and_removes_survive_reopening<F, R>(ledger: Arc<dyn UploadLedger>, reopen: R)
where
    R: FnOnce(Arc<dyn UploadLedger>) -> F,
    F: Future<Output = Arc<dyn UploadLedger>>,
{
    let (records, removed) = (in_every_stage(), fresh_record());
    let before = fresh_record();
    for record in records.iter().chain([&removed, &before]) {
        put(&*ledger, record).await;
    }
    ledger.remove(removed.key).await.unwrap();
    let changed = UploadRecord {
        stage: refused(),
        ..before.clone()
    };
    put(&*ledger, &changed).await;
    let ledger = reopen(ledger).await;
    for record in records.iter().chain([&changed]) {
        assert_eq!(found(&*ledger, record).await.as_ref(), Some(record));
        assert!(is_listed(&*ledger, record).await);
    }
    assert_eq!(found(&*ledger, &removed).await, None);
    assert!(!is_listed(&*ledger, &removed).await);
    assert!(!is_listed(&*ledger, &before).await);
    // The reopened ledger accepts writes.
    put(&*ledger, &before).await;
    assert_eq!(found(&*ledger, &before).await, Some(before));
}

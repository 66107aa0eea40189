//! What is left after the storage was closed and opened again.

use super::{found, fresh_record, in_every_stage, is_listed, put, refused};
use chat_ports::{UploadLedger, UploadRecord};
use std::sync::Arc;

/// What was put is there after reopening as it was put last, and what was removed is not.
///
/// `reopen` closes the ledger that it is given and opens its storage again.
pub async fn what_was_put_survives_reopening<F, R>(ledger: Arc<dyn UploadLedger>, reopen: R)
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
    // And it goes on from there.
    put(&*ledger, &before).await;
    assert_eq!(found(&*ledger, &before).await, Some(before));
}

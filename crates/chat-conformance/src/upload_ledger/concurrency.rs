//! Concurrent puts and removes.

use super::{between, fresh_moment, fresh_record, listed, put, refused};
use chat_ports::{UploadLedger, UploadRecord, UploadStage};
use std::sync::Arc;
use time::Duration;

/// Every put and remove takes effect under concurrency.
pub async fn concurrent_puts_and_removes_take_effect(ledger: &Arc<dyn UploadLedger>) {
    let start = fresh_moment();
    let tasks: Vec<_> = (0..48)
        .map(|i| {
            let ledger = Arc::clone(ledger);
            tokio::spawn(async move {
                // The oldest is put last, so that the order of keys is not the order of times.
                let record = UploadRecord {
                    received: start + Duration::seconds(47 - i),
                    ..fresh_record()
                };
                put(&*ledger, &record).await;
                if i % 3 == 0 {
                    ledger.remove(record.key).await.unwrap();
                    return None;
                }
                Some(record)
            })
        })
        .collect();
    let mut wanted = Vec::new();
    for task in tasks {
        wanted.extend(task.await.expect("no task fails"));
    }
    wanted.reverse();
    let end = start + Duration::minutes(1);
    assert_eq!(listed(&**ledger, between(start, end)).await, wanted);
}

/// After concurrent puts of one key, the ledger has one of those records, intact.
pub async fn concurrent_puts_of_one_key_leave_one_record(ledger: &Arc<dyn UploadLedger>) {
    let first = fresh_record();
    let variants: Vec<_> = (0..24)
        .map(|i| UploadRecord {
            received: first.received + Duration::seconds(i),
            stage: if i % 2 == 0 {
                UploadStage::Released
            } else {
                refused()
            },
            ..first.clone()
        })
        .collect();
    let tasks: Vec<_> = variants
        .iter()
        .map(|record| {
            let (ledger, record) = (Arc::clone(ledger), record.clone());
            tokio::spawn(async move { put(&*ledger, &record).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no task fails");
    }
    let end = first.received + Duration::minutes(1);
    let found = listed(&**ledger, between(first.received, end)).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(variants.contains(&found[0]), "{found:?}");
}

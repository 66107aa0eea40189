//! Reopening the storage.

use super::{about, fresh_entry, recorded, visit_of};
use chat_ports::{AccessEntry, AccessLog};
use std::sync::Arc;

/// What was recorded is there after reopening, once.
pub async fn recorded_entries_survive_reopening<F, R>(log: Arc<dyn AccessLog>, reopen: R)
where
    R: FnOnce(Arc<dyn AccessLog>) -> F,
    F: Future<Output = Arc<dyn AccessLog>>,
{
    let entry = fresh_entry();
    recorded(&*log, &[&entry]).await;
    let log = reopen(log).await;
    let again = AccessEntry {
        count: 7,
        ..entry.clone()
    };
    recorded(&*log, &[&again]).await;
    assert_eq!(about(&*log, visit_of(&entry)).await, [entry]);
}

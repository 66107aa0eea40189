//! Reopening the storage.

use super::{fresh, next};
use chat_ports::WebhookStore;
use std::sync::Arc;

/// What was put and removed stays so.
pub async fn endpoints_survive_reopening<F, R>(store: Arc<dyn WebhookStore>, reopen: R)
where
    R: FnOnce(Arc<dyn WebhookStore>) -> F,
    F: Future<Output = Arc<dyn WebhookStore>>,
{
    let (first, removed) = (fresh(), fresh());
    let moved = next(&first);
    for endpoint in [&first, &moved, &removed] {
        assert!(store.put(endpoint.clone()).await.unwrap());
    }
    store.remove(removed.key()).await.unwrap();
    let store = reopen(store).await;
    assert_eq!(store.get(first.key()).await.unwrap(), Some(moved.clone()));
    assert_eq!(store.get(removed.key()).await.unwrap(), None);
    assert!(!store.put(first).await.unwrap());
    assert!(store.put(next(&moved)).await.unwrap());
}

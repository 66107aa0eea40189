//! Compare-and-set.

use super::{fresh, next};
use chat_ports::{WebhookEndpoint, WebhookStore};
use futures::future::join_all;
use std::sync::Arc;

async fn stored(store: &Arc<dyn WebhookStore>, of: &WebhookEndpoint) -> Option<WebhookEndpoint> {
    store.get(of.key()).await.unwrap()
}

/// A node that stood still can't move an endpoint backwards, or beyond what it has not read.
pub async fn revision_that_does_not_follow_is_not_stored(store: &Arc<dyn WebhookStore>) {
    let first = fresh();
    let second = next(&first);
    let third = next(&second);
    assert!(!store.put(second.clone()).await.unwrap(), "there is none");
    assert_eq!(stored(store, &first).await, None);
    assert!(store.put(first.clone()).await.unwrap());
    assert!(!store.put(first.clone()).await.unwrap(), "there is one");
    assert!(!store.put(third.clone()).await.unwrap());
    assert_eq!(stored(store, &first).await, Some(first.clone()));
    assert!(store.put(second.clone()).await.unwrap());
    for stale in [first, second.clone()] {
        assert!(!store.put(stale).await.unwrap());
        assert_eq!(stored(store, &second).await, Some(second.clone()));
    }
    assert!(store.put(third).await.unwrap());
}

/// Of several that follow the same revision, one.
pub async fn of_concurrent_puts_one_is_stored(store: &Arc<dyn WebhookStore>) {
    let mut last = fresh();
    for round in 0..10 {
        let puts = (0..8).map(|_| {
            let (store, wanted) = (Arc::clone(store), next(&last));
            // Of the first round, which creates, all are the same revision.
            let wanted = match round {
                0 => WebhookEndpoint {
                    revision: 1,
                    ..wanted
                },
                _ => wanted,
            };
            tokio::spawn(async move {
                let is_stored = store.put(wanted.clone()).await.unwrap();
                is_stored.then_some(wanted)
            })
        });
        let put = join_all(puts).await.into_iter().map(Result::unwrap);
        let put: Vec<_> = put.flatten().collect();
        assert_eq!(put.len(), 1, "round {round}");
        assert_eq!(stored(store, &last).await, put.first().cloned());
        last = put[0].clone();
    }
}

/// What a delivery that was in progress records is not stored.
pub async fn removed_endpoint_does_not_return(store: &Arc<dyn WebhookStore>) {
    let (first, other) = (fresh(), fresh());
    store.put(first.clone()).await.unwrap();
    store.put(other.clone()).await.unwrap();
    store.remove(first.key()).await.unwrap();
    store.remove(first.key()).await.unwrap();
    assert!(!store.put(next(&first)).await.unwrap());
    assert_eq!(stored(store, &first).await, None);
    assert_eq!(stored(store, &other).await, Some(other));
}

//! Reading endpoints.

use super::{fresh, fresh_endpoint, next};
use crate::fixture::fresh_clinic;
use chat_ports::{
    DisabledReason, EndpointDisabled, EndpointId, EndpointKey, EndpointOrigin, FailedAttempt,
    FailureReason, FeedPosition, Retrying, WebhookStore,
};
use std::sync::Arc;
use time::macros::datetime;
use uuid::Uuid;

/// All of it, also times within a microsecond and the largest position.
pub async fn endpoint_is_read_as_it_was_put(store: &Arc<dyn WebhookStore>) {
    let mut endpoint = fresh();
    assert!(store.put(endpoint.clone()).await.unwrap());
    assert_eq!(
        store.get(endpoint.key()).await.unwrap(),
        Some(endpoint.clone())
    );
    let at = datetime!(2026-11-22 10:00:00.000000001 UTC);
    for reason in [
        DisabledReason::ByHost,
        DisabledReason::FailedTooLong,
        DisabledReason::Gone,
        DisabledReason::UnknownCursor,
        DisabledReason::NotInSettings,
    ] {
        endpoint = next(&endpoint);
        endpoint.origin = EndpointOrigin::Settings;
        endpoint.generation = u64::MAX;
        endpoint.delivered = FeedPosition {
            position: i64::MAX as u64,
            pass: Uuid::max(),
        };
        endpoint.retrying = Some(Retrying {
            since: at,
            attempts: u32::MAX,
            next_attempt: at,
        });
        endpoint.last_failure = Some(FailedAttempt {
            at,
            reason: FailureReason::Status,
            status: Some(599),
        });
        endpoint.disabled = Some(EndpointDisabled { since: at, reason });
        assert!(store.put(endpoint.clone()).await.unwrap());
        let read = store.get(endpoint.key()).await.unwrap();
        assert_eq!(read, Some(endpoint.clone()));
        endpoint.delivered.position = 0;
    }
}

/// Those of the clinic that is asked for, or of all; an id of another clinic is unknown.
pub async fn endpoints_are_listed_by_clinic_and_id(store: &Arc<dyn WebhookStore>) {
    let (one, other) = (fresh_clinic(), fresh_clinic());
    assert_eq!(store.list(Some(one)).await.unwrap(), []);
    let mut of_one: Vec<_> = (0..3).map(|_| fresh_endpoint(one)).collect();
    let of_other = fresh_endpoint(other);
    for endpoint in of_one.iter().chain([&of_other]) {
        store.put(endpoint.clone()).await.unwrap();
    }
    of_one.sort_by_key(|endpoint| endpoint.id);
    assert_eq!(store.list(Some(one)).await.unwrap(), of_one);
    assert_eq!(
        store.list(Some(other)).await.unwrap(),
        std::slice::from_ref(&of_other)
    );
    let all = store.list(None).await.unwrap();
    assert!(all.is_sorted_by_key(|endpoint| endpoint.key()));
    for endpoint in of_one.iter().chain([&of_other]) {
        assert!(all.contains(endpoint));
    }
    for id in [of_other.id, EndpointId::new(Uuid::now_v7())] {
        let key = EndpointKey { clinic: one, id };
        assert_eq!(store.get(key).await.unwrap(), None);
    }
}

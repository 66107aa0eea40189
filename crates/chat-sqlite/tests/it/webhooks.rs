//! Webhook endpoints in the file.

use super::Place;
use chat_domain::ClinicId;
use chat_ports::{
    EndpointId, EndpointOrigin, FeedPosition, PortError, WebhookEndpoint, WebhookStore,
};
use time::macros::datetime;
use uuid::Uuid;

fn endpoint(number: u128) -> WebhookEndpoint {
    WebhookEndpoint {
        clinic: ClinicId::new(Uuid::from_u128(number)),
        id: EndpointId::new(Uuid::from_u128(7)),
        revision: 1,
        generation: 1,
        origin: EndpointOrigin::Api,
        url: "https://host.example/".to_owned(),
        secrets: Vec::new(),
        created_at: datetime!(2026-11-22 10:00 UTC),
        delivered: FeedPosition {
            position: 0,
            pass: Uuid::nil(),
        },
        retrying: None,
        last_failure: None,
        disabled: None,
    }
}

#[tokio::test]
async fn endpoint_that_is_unreadable_does_not_hide_the_others() {
    for sql in [
        "UPDATE webhook_endpoint SET record = '{}' WHERE clinic = ?1",
        "UPDATE webhook_endpoint SET revision = 9 WHERE clinic = ?1",
    ] {
        let place = Place::new();
        let log = place.open();
        let [first, second] = [endpoint(1), endpoint(2)];
        for endpoint in [&first, &second] {
            assert!(log.put(endpoint.clone()).await.unwrap());
        }
        let damaged = first.clinic.uuid().into_bytes();
        let changed = place.raw().execute(sql, [damaged]).unwrap();
        assert_eq!(changed, 1);
        assert_eq!(log.list(None).await.unwrap(), [second]);
        let read = log.get(first.key()).await;
        assert!(matches!(read, Err(PortError::Corrupt(_))), "{read:?}");
    }
}

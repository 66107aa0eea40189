//! The laws of a [`WebhookStore`].

pub mod putting;
pub mod reading;
pub mod reopening;

use crate::{
    fixture::fresh_clinic,
    law::{Law, laws},
};
use chat_domain::ClinicId;
use chat_ports::{
    EndpointId, EndpointOrigin, EndpointSecret, FeedPosition, WebhookEndpoint, WebhookStore,
};
use time::macros::datetime;
use uuid::Uuid;

/// All laws of a webhook store, except [the one about reopening](reopening).
pub const LAWS: &[Law<dyn WebhookStore>] = laws!(dyn WebhookStore:
    reading:
        endpoint_is_read_as_it_was_put,
        endpoints_are_listed_by_clinic_and_id;
    putting:
        revision_that_does_not_follow_is_not_stored,
        of_concurrent_puts_one_is_stored,
        removed_endpoint_does_not_return;
);

/// A new endpoint of a clinic.
pub(crate) fn fresh_endpoint(clinic: ClinicId) -> WebhookEndpoint {
    let at = datetime!(2026-11-22 10:00:00.123456789 UTC);
    let secret = |text: &str, expires_at| EndpointSecret {
        text: text.to_owned(),
        added_at: at,
        expires_at,
    };
    WebhookEndpoint {
        clinic,
        id: EndpointId::new(Uuid::now_v7()),
        revision: 1,
        generation: 1,
        origin: EndpointOrigin::Api,
        url: "https://host.example/events?key=ä%20\"'".to_owned(),
        secrets: vec![
            secret("whsec_bmV3ZXI=", None),
            secret("whsec_b2xkZXI=", Some(datetime!(2026-11-23 10:00 UTC))),
        ],
        created_at: at,
        delivered: FeedPosition {
            position: 0,
            pass: Uuid::nil(),
        },
        retrying: None,
        last_failure: None,
        disabled: None,
    }
}

/// A new endpoint of a new clinic.
pub(crate) fn fresh() -> WebhookEndpoint {
    fresh_endpoint(fresh_clinic())
}

/// The endpoint's next revision, further in the feed.
pub(crate) fn next(endpoint: &WebhookEndpoint) -> WebhookEndpoint {
    let mut next = endpoint.clone();
    next.revision += 1;
    next.delivered = FeedPosition {
        position: endpoint.delivered.position + 1,
        pass: Uuid::now_v7(),
    };
    next
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    /// An unlisted law would never be checked.
    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("webhook_store/putting.rs"),
            include_str!("webhook_store/reading.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}

//! Endpoints that get nothing for a reason inside of the service.

use crate::{
    clinic::{endpoint, ports, settings, until, visit},
    delivering::sending,
    receiver::Receiver,
};
use async_trait::async_trait;
use chat_app::{ChatService, Ports};
use chat_domain::ClinicId;
use chat_memory::MemoryWebhookStore;
use chat_ports::{EventFeed, FailureReason, FeedSpan, PortError, WebhookStore as _};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};
use uuid::Uuid;

const URL: &str = "https://host.example/events";

/// A feed that can fail.
struct FaultyFeed {
    sound: Arc<dyn EventFeed>,
    fails: Arc<AtomicBool>,
}

#[async_trait]
impl EventFeed for FaultyFeed {
    async fn number(&self, clinic: ClinicId, pass: Uuid) -> Result<bool, PortError> {
        self.sound.number(clinic, pass).await
    }

    async fn spans(
        &self,
        clinic: ClinicId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<FeedSpan>, PortError> {
        if self.fails.load(SeqCst) {
            return Err(PortError::corrupt("the feed is damaged"));
        }
        self.sound.spans(clinic, from, limit).await
    }

    async fn adopt(&self, clinic: ClinicId, spans: Vec<FeedSpan>) -> Result<(), PortError> {
        self.sound.adopt(clinic, spans).await
    }
}

#[tokio::test(start_paused = true)]
async fn feed_that_can_not_be_read_is_shown() {
    let fails = Arc::new(AtomicBool::new(false));
    let ports = ports(MemoryWebhookStore::new());
    let feed = FaultyFeed {
        sound: ports.events.clone().unwrap(),
        fails: Arc::clone(&fails),
    };
    let ports = Ports {
        events: Some(Arc::new(feed)),
        ..ports
    };
    let service = ChatService::new(ports, settings());
    visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    fails.store(true, SeqCst);
    let receiver = Receiver::willing();
    let _sending = sending(&service, &receiver);
    let stuck = until(&service, created.key(), |it| it.last_failure.is_some()).await;
    let reason = stuck.last_failure.unwrap().reason;
    assert_eq!(reason, FailureReason::FeedUnavailable);
    assert_eq!((stuck.disabled, stuck.retrying), (None, None));
    fails.store(false, SeqCst);
    until(&service, created.key(), |it| it.delivered.position == 2).await;
}

#[tokio::test(start_paused = true)]
async fn event_that_no_secret_signs_is_shown_and_never_disables() {
    let store = MemoryWebhookStore::new();
    let service = ChatService::new(ports(store.clone()), settings());
    visit(&service).await;
    let (mut created, _) = endpoint(&service, URL).await;
    created.revision += 1;
    created.secrets.clear();
    assert!(store.put(created.clone()).await.unwrap());
    let receiver = Receiver::willing();
    let _sending = sending(&service, &receiver);
    tokio::time::sleep(Duration::from_secs(5 * 24 * 60 * 60)).await;
    let stuck = service.webhook(created.key()).await.unwrap();
    let reason = stuck.last_failure.unwrap().reason;
    assert_eq!(reason, FailureReason::EventUnreadable);
    assert!(stuck.retrying.unwrap().attempts > 50);
    assert_eq!(stuck.disabled, None);
    assert_eq!(receiver.ids().len(), 0);
}

//! A clinic whose events are sent.

use chat_app::{
    ChatService, EventCursor, NewSecret, NewVisit, NewWebhook, Ports, RateLimits, Settings,
    SignatureKind, Upkeep, WebhookSettings,
};
use chat_domain::{
    ChatKey, ClientMessageId, ClinicId, DisplayName, MessageText, NewMessage, NewParticipant,
    PersonId, PolicyChoices, Recipient, Role, VisitKind,
};
use chat_memory::{
    LocalFanout, MemoryAttachmentStore, MemoryUploadLedger, MemoryVisitLog, MemoryWebhookStore,
};
use chat_ports::{Clock, EndpointKey, VisitKey, WebhookEndpoint, WebhookStore};
use std::{sync::Arc, time::Duration};
use time::{OffsetDateTime, macros::datetime};
use tokio::time::Instant;
use uuid::Uuid;

pub(crate) const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(1));
const PROVIDER: PersonId = PersonId::new(Uuid::from_u128(10));

/// Longer than any step takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A clock that follows the runtime's, which tests pause.
pub(crate) struct RuntimeClock(Instant);

impl RuntimeClock {
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for RuntimeClock {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-11-22 10:00 UTC) + self.0.elapsed()
    }
}

pub(crate) fn settings() -> Settings {
    let mut settings = Settings::default().with_rates(RateLimits::unlimited());
    let near = ["127.0.0.0/8", "::1/128"].map(|net| net.parse().unwrap());
    let permitted = chat_app::PermittedAddresses::and(near);
    settings.webhooks = WebhookSettings::permitting(permitted);
    settings.uploads.upkeep = Upkeep::Manual;
    settings
}

pub(crate) fn ports(store: impl WebhookStore) -> Ports {
    let log = MemoryVisitLog::new();
    let files = MemoryAttachmentStore::new();
    let ports = Ports::new(
        log.clone(),
        files,
        MemoryUploadLedger::new(),
        LocalFanout::new(),
    );
    Ports {
        clock: Arc::new(RuntimeClock::new()),
        ..ports.with_events(log).with_webhooks(store)
    }
}

pub(crate) fn service() -> ChatService {
    ChatService::new(ports(MemoryWebhookStore::new()), settings())
}

/// A visit, whose scheduling is two events.
pub(crate) async fn visit(service: &ChatService) -> VisitKey {
    let provider = NewParticipant {
        person: PROVIDER,
        role: Role::Provider,
        name: DisplayName::new("Dr. Ito").unwrap(),
        second_identifier: None,
        shares_history: false,
    };
    let new = NewVisit {
        clinic: CLINIC,
        visit: None,
        kind: VisitKind::Group,
        scheduled_for: datetime!(2026-11-22 10:00 UTC),
        policy: PolicyChoices::default(),
        notices: None,
        participants: vec![provider],
    };
    service.schedule_visit(new).await.unwrap()
}

/// A message with this text: one event.
pub(crate) async fn say(service: &ChatService, visit: VisitKey, text: &str) {
    let new = NewMessage {
        chat: ChatKey::Visit,
        recipient: Recipient::Everyone,
        client_id: ClientMessageId::new(Uuid::from_u128(rand_id())),
        text: Some(MessageText::new(text).unwrap()),
        files: Vec::new(),
    };
    service.send(visit, PROVIDER, new).await.unwrap();
}

fn rand_id() -> u128 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed).into()
}

/// An endpoint that gets all events of the clinic, and its secret.
pub(crate) async fn endpoint(service: &ChatService, url: &str) -> (WebhookEndpoint, String) {
    let new = NewWebhook {
        clinic: CLINIC,
        url: url.to_owned(),
        secret: NewSecret::Generated(SignatureKind::Hmac),
        after: Some(EventCursor::START),
    };
    service.create_webhook(new).await.unwrap()
}

/// The ids of all events of the clinic, in order.
pub(crate) async fn ids(service: &ChatService) -> Vec<String> {
    let page = service.event_page(CLINIC, EventCursor::START, 1_000, Duration::ZERO);
    let events = page.await.unwrap().events;
    let id = |event: &chat_app::FeedEvent| {
        let micros = event.entry.at.unix_timestamp_nanos() / 1_000;
        format!("{}/{}/{micros}", event.visit.visit, event.entry.seq)
    };
    events.iter().map(id).collect()
}

/// Waits until an endpoint fulfills a condition.
pub(crate) async fn until(
    service: &ChatService,
    key: EndpointKey,
    is_so: impl Fn(&WebhookEndpoint) -> bool,
) -> WebhookEndpoint {
    let mut pause = Duration::from_millis(10);
    loop {
        let endpoint = service.webhook(key).await.unwrap();
        if is_so(&endpoint) {
            return endpoint;
        }
        tokio::time::sleep(pause).await;
        // Days pass in some tests.
        pause = (pause * 2).min(Duration::from_secs(600));
    }
}

//! The sender of a node: a task for each endpoint that it serves.

use crate::{delivery::Shared, transport::Transport};
use chat_app::{AppError, ChatService, DeclaredWebhook};
use chat_domain::ClinicId;
use chat_ports::{EndpointKey, WebhookEndpoint};
use futures::FutureExt as _;
use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::task::AbortOnDropHandle;

/// Sends the events of a service to its webhook endpoints.
///
/// ```no_run
/// use chat_webhooks::{HttpsOptions, HttpsTransport, WebhookSender};
///
/// # fn start(service: chat_app::ChatService) -> Result<(), chat_webhooks::AuthoritiesError> {
/// let transport = HttpsTransport::new(HttpsOptions::default())?;
/// let sending = tokio::spawn(WebhookSender::new(service, transport).run());
/// # Ok(())
/// # }
/// ```
pub struct WebhookSender {
    shared: Shared,
    declared: Vec<DeclaredWebhook>,
    look_every: Duration,
}

/// The task of an endpoint.
struct Running {
    generation: u64,
    task: AbortOnDropHandle<()>,
}

impl WebhookSender {
    /// A sender of the service's endpoints.
    pub fn new(service: ChatService, transport: impl Transport) -> Self {
        Self {
            shared: Shared {
                service,
                transport: Arc::new(transport),
                event_content: BTreeSet::new(),
            },
            declared: Vec::new(),
            look_every: Duration::from_secs(5),
        }
    }

    /// Puts what people write into the events of these clinics.
    #[must_use]
    pub fn with_event_content(mut self, clinics: BTreeSet<ClinicId>) -> Self {
        self.shared.event_content = clinics;
        self
    }

    /// Makes the endpoints of the settings what the settings are now ([`ChatService::declare_webhooks`]).
    #[must_use]
    pub fn with_declared(self, declared: Vec<DeclaredWebhook>) -> Self {
        Self { declared, ..self }
    }

    /// How often to look for changes of other nodes, and to begin again after an error; 5 s by default.
    #[must_use]
    pub fn looking_every(self, look_every: Duration) -> Self {
        Self {
            look_every: look_every.max(Duration::from_millis(1)),
            ..self
        }
    }

    /// Sends until dropped.
    ///
    /// # Cancel safety
    /// Deliveries in progress may arrive, and are then repeated by the next sender.
    pub async fn run(self) -> Infallible {
        let Self {
            shared,
            declared,
            look_every,
        } = self;
        let shared = Arc::new(shared);
        let mut declared = Some(declared);
        let mut running = BTreeMap::new();
        let mut rounds = interval(look_every);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut changes = shared.service.webhook_changes();
        let mut handovers = shared.service.handovers();
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                // The senders of both live as long as the service.
                _ = changes.changed() => {}
                _ = handovers.changed() => {}
            }
            let round = round(&shared, &mut declared, &mut running);
            // A panic in an adapter must not end the task.
            match AssertUnwindSafe(round).catch_unwind().await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "webhook endpoints can't be read now"),
                Err(_) => tracing::error!("looking for webhook endpoints panicked"),
            }
        }
    }
}

/// Ends the tasks of endpoints that were changed or are not served any more, and starts those that are missing.
async fn round(
    shared: &Arc<Shared>,
    declared: &mut Option<Vec<DeclaredWebhook>>,
    running: &mut BTreeMap<EndpointKey, Running>,
) -> Result<(), AppError> {
    if let Some(wanted) = &*declared {
        match shared.service.declare_webhooks(wanted).await {
            Ok(()) => *declared = None,
            Err(error @ AppError::Webhook(_)) => {
                tracing::error!(%error, "the settings of webhooks are not valid");
                *declared = None;
            }
            Err(error) => tracing::warn!(%error, "the settings of webhooks are applied later"),
        }
    }
    let served = shared.service.webhooks_to_serve().await?;
    let served: BTreeMap<_, _> = served.into_iter().map(|it| (it.key(), it)).collect();
    running.retain(|key, running| {
        let is_same = |endpoint: &WebhookEndpoint| endpoint.generation == running.generation;
        served.get(key).is_some_and(is_same) && !running.task.is_finished()
    });
    for (key, endpoint) in served {
        running.entry(key).or_insert_with(|| Running {
            generation: endpoint.generation,
            task: AbortOnDropHandle::new(tokio::spawn(serve(Arc::clone(shared), endpoint))),
        });
    }
    Ok(())
}

async fn serve(shared: Arc<Shared>, endpoint: WebhookEndpoint) {
    let id = endpoint.id;
    match AssertUnwindSafe(shared.deliver(endpoint))
        .catch_unwind()
        .await
    {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, endpoint = %id, "webhooks are delivered later"),
        Err(_) => tracing::error!(endpoint = %id, "delivering webhooks panicked"),
    }
}

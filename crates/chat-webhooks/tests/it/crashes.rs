//! A process that is killed at any point loses no event.

use crate::{
    clinic::{endpoint, ids, ports, say, settings, visit},
    delivering::sending,
    receiver::{OK, Receiver, status},
};
use async_trait::async_trait;
use chat_app::ChatService;
use chat_domain::ClinicId;
use chat_memory::MemoryWebhookStore;
use chat_ports::{EndpointKey, PortError, WebhookEndpoint, WebhookStore};
use chat_webhooks::{Answer, Delivery, Transport, WebhookSender};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Notify;

/// Stops everything at one step, as the end of the process does.
struct Crash {
    left: AtomicUsize,
    reached: Notify,
}

impl Crash {
    async fn step(&self) {
        let count = |left: usize| left.checked_sub(1);
        let left = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, count);
        if left.is_err() {
            self.reached.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

/// Takes a step before and after each call.
struct Stepping<T> {
    inner: T,
    crash: Arc<Crash>,
}

impl<T> Stepping<T> {
    async fn steps<R>(&self, call: impl Future<Output = R>) -> R {
        self.crash.step().await;
        let done = call.await;
        self.crash.step().await;
        done
    }
}

#[async_trait]
impl WebhookStore for Stepping<MemoryWebhookStore> {
    async fn list(&self, clinic: Option<ClinicId>) -> Result<Vec<WebhookEndpoint>, PortError> {
        self.steps(self.inner.list(clinic)).await
    }

    async fn get(&self, key: EndpointKey) -> Result<Option<WebhookEndpoint>, PortError> {
        self.steps(self.inner.get(key)).await
    }

    async fn put(&self, endpoint: WebhookEndpoint) -> Result<bool, PortError> {
        self.steps(self.inner.put(endpoint)).await
    }

    async fn remove(&self, key: EndpointKey) -> Result<(), PortError> {
        self.steps(self.inner.remove(key)).await
    }
}

#[async_trait]
impl Transport for Stepping<Receiver> {
    async fn send(&self, delivery: &Delivery) -> Answer {
        self.steps(self.inner.send(delivery)).await
    }
}

#[tokio::test(start_paused = true)]
async fn crash_at_any_step_loses_no_event() {
    let mut crashes = 0;
    loop {
        // The third delivery fails at first.
        let receiver = Receiver::new(|_, before| Some(if before == 2 { status(500) } else { OK }));
        let store = MemoryWebhookStore::new();
        let crash = Arc::new(Crash {
            left: AtomicUsize::new(usize::MAX),
            reached: Notify::new(),
        });
        let stepping = Stepping {
            inner: store.clone(),
            crash: Arc::clone(&crash),
        };
        let ports = ports(stepping);
        let mut again = ports.clone();
        again.webhooks = Some(Arc::new(store));
        let service = ChatService::new(ports, settings());
        let visit = visit(&service).await;
        endpoint(&service, "https://host.example/").await;
        for _ in 0..3 {
            say(&service, visit, "hello").await;
        }
        let all = ids(&service).await;
        crash.left.store(crashes, Ordering::SeqCst);
        let transport = Stepping {
            inner: receiver.clone(),
            crash: Arc::clone(&crash),
        };
        let first = tokio::spawn(WebhookSender::new(service.clone(), transport).run());
        let finished = async {
            receiver.wait_for_handled(all.len()).await;
            // The last one is recorded.
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        };
        let is_finished = tokio::select! {
            () = crash.reached.notified() => false,
            () = finished => true,
        };
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        drop(service);
        if !is_finished {
            let service = ChatService::new(again, settings());
            let _second = sending(&service, &receiver);
            receiver.wait_for_handled(all.len()).await;
        }
        assert_eq!(receiver.handled(), all, "after {crashes} steps");
        let repeated = receiver.ids().len() - all.len();
        assert!(
            repeated <= 2,
            "the failed one, and the one in progress: {repeated}"
        );
        if is_finished {
            break;
        }
        crashes += 1;
    }
    assert!(crashes > 20, "{crashes} steps were tried");
}

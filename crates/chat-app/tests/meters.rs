//! The service's metrics: each moves when its act happens. A process has one recorder, so these tests have a binary of their own
//! and run one after the other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]
#![allow(dead_code, reason = "helpers of the other tests")]

#[path = "it/adapters.rs"]
mod adapters;
#[path = "it/clinic.rs"]
mod clinic;

use adapters::FaultyLog;
use chat_app::{
    ChatService, EventCursor, NewSecret, NewWebhook, Nodes, Ports, RateLimits, Seen, SignatureKind,
    Update, WebhookAttempt,
};
use chat_domain::{Actor, Command, Phase, Policy};
use chat_memory::MemoryWebhookStore;
use chat_ports::{Clock, FailureReason};
use clinic::{PATIENT, PROVIDER, direct, group_visit, ports, send, settings};
use futures::StreamExt as _;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    sync::{Arc, OnceLock, atomic::Ordering::SeqCst},
    time::Duration,
};
use time::{OffsetDateTime, macros::datetime};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::{Instant, sleep},
};

/// The recorder, for one test at a time.
struct Meters {
    handle: &'static PrometheusHandle,
    _alone: MutexGuard<'static, ()>,
}

impl Meters {
    async fn alone() -> Self {
        static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
        static ONE: Mutex<()> = Mutex::const_new(());
        let install = || PrometheusBuilder::new().install_recorder().unwrap();
        let alone = ONE.lock().await;
        Self {
            handle: RECORDER.get_or_init(install),
            _alone: alone,
        }
    }

    /// The value of a metric, which there is.
    fn of(&self, metric: &str) -> f64 {
        let text = self.handle.render();
        let mut lines = text.lines().filter(|line| line.starts_with(metric));
        let line = lines.next().unwrap_or_else(|| panic!("{metric}: {text}"));
        line.rsplit(' ').next().unwrap().parse().unwrap()
    }
}

const ANNOUNCED: &str = "visit_chat_hints_total{event=\"announced\"}";
const RECEIVED: &str = "visit_chat_hints_total{event=\"received\"}";

#[tokio::test(start_paused = true)]
async fn hints_between_nodes_are_counted_where_they_are_announced_and_received() {
    let meters = Meters::alone().await;
    let settings = settings().with_nodes(Nodes::Several);
    let ports = ports();
    let a = ChatService::new(ports.clone(), settings.clone());
    let b = ChatService::new(ports, settings);
    let visit = group_visit(&a).await;
    let mut follower = Box::pin(b.subscribe(visit, PATIENT, Seen::default()).await.unwrap());
    assert!(matches!(follower.next().await, Some(Ok(Update::View(_)))));
    let following = tokio::spawn(async move { while follower.next().await.is_some() {} });
    sleep(Duration::from_millis(10)).await;
    let before = (meters.of(ANNOUNCED), meters.of(RECEIVED));
    send(&a, visit, PROVIDER, direct(PROVIDER, PATIENT), 1)
        .await
        .unwrap();
    sleep(Duration::from_millis(10)).await;
    following.abort();
    assert_eq!(meters.of(ANNOUNCED), before.0 + 1.0);
    assert_eq!(meters.of(RECEIVED), before.1 + 1.0);
}

#[tokio::test(start_paused = true)]
async fn failing_log_is_counted_by_kind_and_the_send_as_failed() {
    let meters = Meters::alone().await;
    let (log, ports) = FaultyLog::in_front_of(ports());
    let service = ChatService::new(ports, settings());
    let visit = group_visit(&service).await;
    let failed = "visit_chat_sends_total{outcome=\"failed\"}";
    let unavailable = "visit_chat_storage_errors_total{kind=\"unavailable\"}";
    let conflict = "visit_chat_storage_errors_total{kind=\"conflict\"}";
    let busy = "visit_chat_storage_errors_total{kind=\"busy\"}";
    let before = [failed, unavailable, conflict, busy].map(|metric| meters.of(metric));
    let send = async |id| send(&service, visit, PROVIDER, direct(PROVIDER, PATIENT), id).await;

    log.fails.store(true, SeqCst);
    assert!(send(1).await.is_err());
    assert_eq!(meters.of(failed), before[0] + 1.0);
    assert_eq!(meters.of(unavailable), before[1] + 1.0);
    log.overtaken.store(2, SeqCst);
    assert!(send(2).await.is_ok(), "conflicts are retried");
    assert_eq!(meters.of(conflict), before[2] + 2.0);
    assert_eq!(meters.of(failed), before[0] + 1.0);
    log.busy.store(true, SeqCst);
    assert!(send(3).await.is_err());
    assert_eq!(meters.of(busy), before[3] + 1.0);
}

#[tokio::test(start_paused = true)]
async fn commands_that_wait_for_an_append_are_counted_until_they_share_the_next() {
    let meters = Meters::alone().await;
    let (log, ports) = FaultyLog::in_front_of(ports());
    let service = ChatService::new(ports, settings());
    let visit = group_visit(&service).await;
    let (queued, count) = (
        "visit_chat_queued_commands",
        "visit_chat_append_entries_count",
    );
    let sum = "visit_chat_append_entries_sum";
    let before = (meters.of(count), meters.of(sum));
    assert_eq!(meters.of(queued), 0.0);
    log.holds_appends.store(true, SeqCst);
    let sends = (0..5).map(|id| {
        let service = service.clone();
        tokio::spawn(async move {
            let chat = direct(PROVIDER, PATIENT);
            if id > 0 {
                sleep(Duration::from_millis(1)).await; // after the first is being appended
            }
            send(&service, visit, PROVIDER, chat, id + 1).await.unwrap();
        })
    });
    let sends: Vec<_> = sends.collect();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(meters.of(queued), 4.0);
    log.append_released.notify_one();
    for send in sends {
        send.await.unwrap();
    }
    assert_eq!(meters.of(queued), 0.0);
    assert_eq!(meters.of(count), before.0 + 2.0, "one append for the four");
    assert_eq!(meters.of(sum), before.1 + 5.0);
}

/// Follows Tokio's clock, which a test runs ahead.
struct TestClock(Instant);

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-11-22 10:00 UTC) + self.0.elapsed()
    }
}

#[tokio::test(start_paused = true)]
async fn w8_visits_and_follow_ups_that_the_service_ends_are_counted() {
    let meters = Meters::alone().await;
    let ports = Ports {
        clock: Arc::new(TestClock(Instant::now())),
        ..ports()
    };
    let policy = Policy {
        complete_after_hours: 12,
        follow_up_hours: 72,
        ..Policy::DEFAULT
    };
    let settings = settings().with_policy(policy);
    let service = ChatService::new(ports, settings);
    let visit = group_visit(&service).await;
    let completed = "visit_chat_closings_total{act=\"complete_visit\"}";
    let ended = "visit_chat_closings_total{act=\"end_follow_up\"}";
    let before = [completed, ended].map(|metric| meters.of(metric));
    sleep(Duration::from_secs(13 * 3_600)).await;
    let phase = service.view(visit, PROVIDER).await.unwrap().phase;
    assert_ne!(phase, Phase::Scheduled);
    assert_eq!(meters.of(completed), before[0] + 1.0);
    assert_eq!(meters.of(ended), before[1]);
    sleep(Duration::from_secs(73 * 3_600)).await;
    assert_eq!(meters.of(ended), before[1] + 1.0);
}

#[tokio::test(start_paused = true)]
async fn requests_beyond_a_rate_are_counted_by_kind() {
    let meters = Meters::alone().await;
    let settings = settings().with_rates(RateLimits::default());
    let service = ChatService::new(ports(), settings);
    let visit = group_visit(&service).await;
    let action = "visit_chat_rate_limited_total{kind=\"action\"}";
    let message = "visit_chat_rate_limited_total{kind=\"message\"}";
    let before = [action, message].map(|metric| meters.of(metric));
    let mut refused = 0.0;
    for _ in 0..200 {
        let (actor, command) = (Actor::Person(PROVIDER), Command::EndCall);
        let acted = service.execute(visit, actor, command).await;
        if matches!(acted, Err(chat_app::AppError::TooOften { .. })) {
            refused += 1.0;
        }
    }
    assert!(refused > 0.0);
    assert_eq!(meters.of(action), before[0] + refused);
    assert_eq!(meters.of(message), before[1]);
}

#[tokio::test(start_paused = true)]
async fn visits_in_memory_are_measured() {
    let meters = Meters::alone().await;
    let service = ChatService::new(ports(), settings());
    service.measure();
    assert_eq!(meters.of("visit_chat_cached_visits"), 0.0);
    for _ in 0..3 {
        group_visit(&service).await;
    }
    service.measure();
    assert_eq!(meters.of("visit_chat_cached_visits"), 3.0);
    assert!(meters.of("visit_chat_cached_bytes") > 1_000.0);
}

#[tokio::test(start_paused = true)]
async fn r6_r7_reminders_and_escalations_are_counted() {
    let meters = Meters::alone().await;
    let ports = Ports {
        clock: Arc::new(TestClock(Instant::now())),
        ..ports()
    };
    let service = ChatService::new(ports, settings());
    let visit = group_visit(&service).await;
    clinic::enter(&service, visit, PATIENT).await;
    let chat = chat_domain::ChatKey::Visit;
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let counted = ["reminder", "escalation"]
        .map(|act| format!("visit_chat_reminders_total{{act=\"{act}\"}}"));
    let before = counted.each_ref().map(|metric| meters.of(metric));
    send(&service, visit, PATIENT, chat, 2).await.unwrap();
    sleep(Duration::from_secs(3 * 3_600)).await;
    for (metric, before) in counted.iter().zip(before) {
        assert!(meters.of(metric) > before, "{metric}");
    }
}

#[tokio::test(start_paused = true)]
async fn webhook_attempts_and_disabled_endpoints_are_counted() {
    let meters = Meters::alone().await;
    let ports = ports().with_webhooks(MemoryWebhookStore::new());
    let service = ChatService::new(ports, settings());
    let new = NewWebhook {
        clinic: clinic::CLINIC,
        url: "https://host.example/".to_owned(),
        secret: NewSecret::Generated(SignatureKind::Hmac),
        after: None,
    };
    let (endpoint, _) = service.create_webhook(new).await.unwrap();
    let seen = (EventCursor::START, endpoint.generation);
    let failed = WebhookAttempt::Failed {
        reason: FailureReason::Unreachable,
        status: None,
        retry_after: None,
    };
    let disabled = "visit_chat_webhooks_disabled_total{reason=\"gone\"}";
    let was = meters.of(disabled);
    for (attempt, outcome) in [
        (WebhookAttempt::Delivered(EventCursor::START), "delivered"),
        (failed, "failed"),
        (WebhookAttempt::EventUnreadable, "stuck"),
        (WebhookAttempt::FeedUnavailable, "stuck"),
        (WebhookAttempt::Gone, "gone"),
    ] {
        let metric = format!("visit_chat_webhook_attempts_total{{outcome=\"{outcome}\"}}");
        let before = meters.of(&metric);
        let recorded = service.record_webhook_attempt(endpoint.key(), seen, attempt);
        recorded.await.unwrap();
        assert_eq!(meters.of(&metric), before + 1.0, "{outcome}");
    }
    assert_eq!(meters.of(disabled), was + 1.0);
}

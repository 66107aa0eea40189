//! Receivers that are down.

use crate::{
    clinic::{endpoint, ids, say, service, until, visit},
    delivering::sending,
    receiver::{OK, Receiver, status},
};
use chat_app::WebhookChange;
use chat_ports::{DisabledReason, FailureReason};
use chat_webhooks::Answer;
use std::time::Duration;
use tokio::time::Instant;

const URL: &str = "https://host.example/events";
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn enable() -> WebhookChange {
    WebhookChange {
        enabled: Some(true),
        ..WebhookChange::default()
    }
}

#[tokio::test(start_paused = true)]
async fn receiver_that_was_down_for_a_day_gets_everything_within_the_longest_pause() {
    let service = service();
    let visit = visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    let begun = Instant::now();
    let receiver = Receiver::new(move |_, _| {
        let is_down = begun.elapsed() < DAY;
        Some(if is_down { status(502) } else { OK })
    });
    let _sending = sending(&service, &receiver);
    for hour in 0..24 {
        say(&service, visit, &format!("hour {hour}")).await;
        tokio::time::sleep(HOUR).await;
    }
    let all = ids(&service).await;
    receiver.wait_for_handled(all.len()).await;
    assert!(begun.elapsed() <= DAY + HOUR + HOUR / 4);
    assert_eq!(receiver.handled(), all);
    let attempts = receiver.ids().len() - all.len();
    assert!((20..80).contains(&attempts), "{attempts} failed attempts");
    let pauses = receiver.pauses();
    let doubles = pauses.iter().zip([5, 10, 20, 40, 80]);
    for (pause, seconds) in doubles {
        let seconds = Duration::from_secs(seconds);
        assert!(*pause >= seconds * 3 / 4 && *pause <= seconds * 5 / 4 + Duration::from_secs(1));
    }
    let end = all.len() as u64;
    let up = until(&service, created.key(), |it| it.delivered.position == end).await;
    assert_eq!(up.retrying, None);
    let failure = up.last_failure.unwrap();
    assert_eq!(
        (failure.reason, failure.status),
        (FailureReason::Status, Some(502))
    );
}

#[tokio::test(start_paused = true)]
async fn endpoint_that_fails_for_three_days_is_disabled_and_resumes_without_a_gap() {
    let service = service();
    let visit = visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    let begun = Instant::now();
    let receiver = Receiver::new(move |_, _| match begun.elapsed() < 5 * DAY {
        true => Some(Answer::None(FailureReason::Unreachable)),
        false => Some(OK),
    });
    let _sending = sending(&service, &receiver);
    let is_disabled = |it: &chat_ports::WebhookEndpoint| it.disabled.is_some();
    let disabled = until(&service, created.key(), is_disabled).await;
    assert_eq!(
        disabled.disabled.unwrap().reason,
        DisabledReason::FailedTooLong
    );
    assert_eq!(
        disabled.last_failure.unwrap().reason,
        FailureReason::Unreachable
    );
    assert_eq!(disabled.delivered.position, 0);
    assert!(begun.elapsed() >= 3 * DAY && begun.elapsed() < 3 * DAY + 2 * HOUR);
    let attempts = receiver.ids().len();
    say(&service, visit, "while it is disabled").await;
    tokio::time::sleep(2 * DAY).await;
    assert_eq!(receiver.ids().len(), attempts, "nothing is sent");
    service
        .change_webhook(created.key(), enable())
        .await
        .unwrap();
    let all = ids(&service).await;
    receiver.wait_for(attempts + all.len()).await;
    assert_eq!(receiver.handled(), all);
}

#[tokio::test(start_paused = true)]
async fn gone_disables_at_the_first_answer() {
    let service = service();
    visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    let receiver = Receiver::new(|_, before| Some(if before == 0 { status(410) } else { OK }));
    let _sending = sending(&service, &receiver);
    let gone = until(&service, created.key(), |it| it.disabled.is_some()).await;
    assert_eq!(gone.disabled.unwrap().reason, DisabledReason::Gone);
    assert_eq!(gone.last_failure.unwrap().status, Some(410));
    tokio::time::sleep(DAY).await;
    assert_eq!(receiver.ids().len(), 1);
    service
        .change_webhook(created.key(), enable())
        .await
        .unwrap();
    receiver.wait_for(3).await;
    assert_eq!(receiver.handled(), ids(&service).await);
}

#[tokio::test(start_paused = true)]
async fn retry_after_of_busy_receivers_is_followed_within_bounds() {
    for (code, asked, waited) in [
        (429, 100, 100),
        (503, 7_200, 7_200),
        (503, 1_000_000, 21_600),
        (500, 7_200, 5),
    ] {
        let service = service();
        visit(&service).await;
        endpoint(&service, URL).await;
        let busy = Answer::Status {
            status: code,
            retry_after: Some(Duration::from_secs(asked)),
        };
        let receiver = Receiver::new(move |_, before| Some(if before == 0 { busy } else { OK }));
        let _sending = sending(&service, &receiver);
        receiver.wait_for(2).await;
        let pause = receiver.pauses()[0].as_secs_f64();
        let waited = f64::from(waited);
        assert!(
            pause >= waited * 0.75 && pause <= waited * 1.25 + 1.0,
            "{code}: {pause}"
        );
    }
}

/// The service's own downtime makes no attempts.
#[tokio::test(start_paused = true)]
async fn endpoint_is_not_disabled_for_the_time_that_no_sender_ran() {
    let service = service();
    visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    let receiver = Receiver::new(|_, before| Some(if before < 4 { status(500) } else { OK }));
    let first = sending(&service, &receiver);
    receiver.wait_for(2).await;
    until(&service, created.key(), |it| {
        it.retrying.is_some_and(|it| it.attempts == 2)
    })
    .await;
    drop(first);
    tokio::time::sleep(4 * DAY).await;
    let _second = sending(&service, &receiver);
    let up = until(&service, created.key(), |it| it.delivered.position == 2).await;
    assert_eq!(up.disabled, None);
}

/// A retry and its time survive the sender.
#[tokio::test(start_paused = true)]
async fn next_sender_waits_for_the_same_retry() {
    let service = service();
    visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    let receiver = Receiver::new(|_, before| Some(if before < 8 { status(500) } else { OK }));
    let first = sending(&service, &receiver);
    receiver.wait_for(8).await;
    let failed = |it: &chat_ports::WebhookEndpoint| it.retrying.is_some_and(|it| it.attempts == 8);
    let before = until(&service, created.key(), failed).await;
    drop(first);
    let _second = sending(&service, &receiver);
    receiver.wait_for(9).await;
    assert!(service.now() >= before.retrying.unwrap().next_attempt);
}

//! Visits are completed by the host's policy, and their follow-ups end in time (W8).

use crate::{
    adapters::FaultyLog,
    clinic::{PATIENT, PROVIDER, direct, enter, group_visit, ports, refusal, send, settings},
    live::follow,
};
use chat_app::{ChatService, Nodes, Ports, Seen, Settings, ShownThrough, Update};
use chat_domain::{Actor, Command, Entry, Event, Phase, Policy, ReaderNumber, Refusal, Seq};
use chat_ports::{Clock, VisitKey};
use futures::StreamExt as _;
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};
use time::{OffsetDateTime, macros::datetime};
use tokio::time::{Instant, sleep};

/// The time for which the visits are scheduled, and at which each test starts.
const START: OffsetDateTime = datetime!(2026-11-22 10:00 UTC);
pub(crate) const HOUR: Duration = Duration::from_secs(3_600);
/// The service looks once a minute.
const ROUND: Duration = Duration::from_secs(60);

/// What the rules or the storage kept open is looked at again after five minutes.
const LATE: Duration = Duration::from_secs(360);

/// Follows Tokio's clock, which a test runs ahead.
#[derive(Clone, Copy)]
pub(crate) struct TestClock(Instant);

impl TestClock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        START + self.0.elapsed()
    }
}

fn ahead() -> Ports {
    Ports {
        clock: Arc::new(TestClock::start()),
        ..ports()
    }
}

/// Visits are completed after 12 hours, and followed up for 72.
pub(crate) fn closing() -> Settings {
    settings().with_policy(Policy {
        complete_after_hours: 12,
        follow_up_hours: 72,
        ..Policy::DEFAULT
    })
}

async fn read(ports: &Ports, visit: VisitKey) -> Vec<Entry> {
    ports
        .log
        .read(visit, Seq::ZERO, 1_000)
        .await
        .unwrap()
        .entries
}

/// How long after the start the service did this, in whole hours, if it was not later than that.
async fn done_after(ports: &Ports, visit: VisitKey, event: Event) -> Option<i64> {
    let log = read(ports, visit).await;
    let mut done = log.iter().filter(|entry| entry.event == event);
    let entry = done.next()?;
    assert_eq!((entry.actor, done.next()), (Actor::Service, None));
    let after = entry.at - START;
    assert!(after - time::Duration::hours(after.whole_hours()) <= LATE);
    Some(after.whole_hours())
}

async fn completed_after(ports: &Ports, visit: VisitKey) -> Option<i64> {
    done_after(ports, visit, Event::VisitCompleted).await
}

/// A visit in which the provider has written to the patient, and which is in its follow-up.
async fn completed_visit(service: &ChatService) -> VisitKey {
    let visit = group_visit(service).await;
    let chat = direct(PROVIDER, PATIENT);
    enter(service, visit, PATIENT).await;
    send(service, visit, PROVIDER, chat, 1).await.unwrap();
    let complete = service.execute(visit, Actor::Person(PROVIDER), Command::CompleteVisit);
    complete.await.unwrap();
    visit
}

/// The provider ends the wait of the patient's message.
async fn set_aside(service: &ChatService, visit: VisitKey, through: u64) {
    let (actor, chat) = (Actor::Person(PROVIDER), direct(PROVIDER, PATIENT));
    let ended = service.no_answer_needed(
        visit,
        actor,
        chat,
        ShownThrough::Entry(ReaderNumber(through)),
    );
    ended.await.unwrap();
}

async fn phase(service: &ChatService, visit: VisitKey) -> Phase {
    service.view(visit, PROVIDER).await.unwrap().phase
}

#[tokio::test(start_paused = true)]
async fn w8_visit_is_completed_after_hours_without_activity() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), closing());
    let (silent, active) = (group_visit(&service).await, group_visit(&service).await);
    sleep(11 * HOUR).await;
    let chat = direct(PROVIDER, PATIENT);
    send(&service, active, PROVIDER, chat, 1).await.unwrap();
    sleep(HOUR - 2 * ROUND).await;
    assert_eq!(phase(&service, silent).await, Phase::Scheduled);
    sleep(24 * HOUR).await;
    assert_eq!(completed_after(&ports, silent).await, Some(12));
    assert_eq!(completed_after(&ports, active).await, Some(23));
}

#[tokio::test(start_paused = true)]
async fn w8_without_a_policy_a_visit_stays_open() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), settings());
    let visit = group_visit(&service).await;
    sleep(1_000 * HOUR).await;
    assert_eq!(phase(&service, visit).await, Phase::Scheduled);
}

#[tokio::test(start_paused = true)]
async fn w8_message_that_waits_keeps_the_visit_open() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), closing());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    enter(&service, visit, PATIENT).await;
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    send(&service, visit, PATIENT, chat, 2).await.unwrap();
    sleep(100 * HOUR).await;
    assert_eq!(completed_after(&ports, visit).await, None);
    set_aside(&service, visit, 2).await;
    sleep(13 * HOUR).await;
    assert_eq!(completed_after(&ports, visit).await, Some(112));
}

#[tokio::test(start_paused = true)]
async fn w8_follow_up_is_open_for_its_hours_and_pages_are_told_of_its_end() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), closing());
    let visit = completed_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut page = follow(&service, visit, PATIENT, Seen::new()).await;
    let until = async |page: &mut crate::live::Live| loop {
        if let Update::View(view) = page.next().await.unwrap().unwrap() {
            return view.follow_up_until;
        }
    };
    assert_eq!(until(&mut page).await, Some(START + 72 * HOUR));
    send(&service, visit, PATIENT, chat, 2).await.unwrap();
    set_aside(&service, visit, 2).await;
    assert_eq!(until(&mut page).await, None);
    let ended = done_after(&ports, visit, Event::FollowUpEnded).await;
    assert_eq!(ended, Some(72));
    let late = refusal(send(&service, visit, PATIENT, chat, 3).await);
    let phase = Phase::Completed;
    assert_eq!(late, Refusal::VisitClosed { phase });
}

#[tokio::test(start_paused = true)]
async fn w8_what_became_due_while_the_service_was_down_is_closed_at_its_start() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), closing());
    let visit = group_visit(&service).await;
    drop(service);
    sleep(50 * HOUR).await;
    assert_eq!(completed_after(&ports, visit).await, None);
    let service = ChatService::new(ports.clone(), closing());
    sleep(ROUND).await;
    assert_eq!(phase(&service, visit).await, Phase::Completed);
}

#[tokio::test(start_paused = true)]
async fn w8_storage_that_fails_for_a_while_delays_the_end() {
    let ports = ahead();
    let (log, faulty) = FaultyLog::in_front_of(ports.clone());
    let service = ChatService::new(faulty, closing());
    let visit = group_visit(&service).await;
    log.busy.store(true, SeqCst);
    sleep(14 * HOUR).await;
    assert_eq!(completed_after(&ports, visit).await, None);
    log.busy.store(false, SeqCst);
    sleep(LATE).await;
    assert_eq!(completed_after(&ports, visit).await, Some(14));
}

#[tokio::test(start_paused = true)]
async fn w8_of_several_nodes_one_completes_the_visit() {
    let ports = ahead();
    let several = || closing().with_nodes(Nodes::Several);
    let nodes = [(); 3].map(|()| ChatService::new(ports.clone(), several()));
    let visit = group_visit(&nodes[0]).await;
    sleep(90 * HOUR).await;
    assert_eq!(completed_after(&ports, visit).await, Some(12));
    let ended = done_after(&ports, visit, Event::FollowUpEnded).await;
    assert_eq!(ended, Some(84));
}

#[tokio::test(start_paused = true)]
async fn w8_answer_that_comes_after_the_follow_up_can_be_answered() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), closing());
    let visit = completed_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    send(&service, visit, PATIENT, chat, 2).await.unwrap();
    sleep(80 * HOUR + HOUR / 2).await;
    let read = service.mark_read(visit, PROVIDER, chat, ReaderNumber(2));
    read.await.unwrap();
    send(&service, visit, PROVIDER, chat, 3).await.unwrap();
    sleep(HOUR / 2).await;
    send(&service, visit, PATIENT, chat, 4).await.unwrap();
    set_aside(&service, visit, 4).await;
    sleep(2 * HOUR).await;
    let ended = done_after(&ports, visit, Event::FollowUpEnded).await;
    assert_eq!(ended, Some(82));
}

#[tokio::test(start_paused = true)]
async fn w8_visit_in_which_something_happens_at_the_last_moment_is_not_completed() {
    let ports = ahead();
    let (log, faulty) = FaultyLog::in_front_of(ports.clone());
    let service = ChatService::new(faulty, closing());
    let visit = group_visit(&service).await;
    sleep(12 * HOUR - ROUND / 2).await;
    // The append of this message is slow, so the service's command is queued behind a later one.
    log.holds_appends.store(true, SeqCst);
    let chat = direct(PROVIDER, PATIENT);
    let sent = send(&service, visit, PROVIDER, chat, 1);
    let release = async {
        sleep(2 * ROUND + 3 * ROUND / 4).await;
        log.holds_appends.store(false, SeqCst);
        log.append_released.notify_waiters();
    };
    let (sent, ()) = tokio::join!(sent, release);
    sent.unwrap();
    sleep(11 * HOUR).await;
    assert_eq!(completed_after(&ports, visit).await, None);
    sleep(2 * HOUR).await;
    assert_eq!(completed_after(&ports, visit).await, Some(24));
}

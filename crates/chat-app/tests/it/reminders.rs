//! People are reminded of what they have not read, and it is escalated (R6, R7).

use crate::{
    adapters::FaultyLog,
    clinic::{
        CLINIC, COLLEAGUE, PATIENT, PROVIDER, direct, enter, group_visit, ports, send, settings,
    },
    closing::{HOUR, TestClock, closing},
    live::{drain, follow},
};
use chat_app::{ChatService, EventCursor, Nodes, Ports, Seen};
use chat_domain::{
    Actor, ChatKey, Command, Event, MessageId, PersonId, ReaderNumber, Seq, chat::Unseen,
};
use chat_ports::VisitKey;
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};
use tokio::time::sleep;

const MINUTE: Duration = Duration::from_secs(60);

const CHAT: ChatKey = ChatKey::Visit;

fn ahead() -> Ports {
    Ports {
        clock: Arc::new(TestClock::start()),
        ..ports()
    }
}

/// A reminder, or an escalation without a number, and after how many whole minutes it was made.
type Made = (i64, Option<u32>, Vec<PersonId>);

/// What was made of reminders of this message.
async fn made(ports: &Ports, visit: VisitKey, of: MessageId) -> Vec<Made> {
    let log = ports.log.read(visit, Seq::ZERO, 1_000).await.unwrap();
    let sent =
        |event: &Event| matches!(event, Event::MessageSent { message, .. } if *message == of);
    let sent = log.entries.iter().find(|entry| sent(&entry.event));
    let sent = sent.unwrap().at;
    let is_of = |found: &Unseen| matches!(found, Unseen::Message { message, .. } if *message == of);
    let made = log.entries.iter().filter_map(|entry| {
        let (reminder, people) = match &entry.event {
            Event::PeopleReminded {
                of,
                reminder,
                people,
            } if is_of(of) => (Some(*reminder), people),
            Event::WaitEscalated { of, people } if is_of(of) => (None, people),
            _ => return None,
        };
        assert_eq!(entry.actor, Actor::Service);
        Some(((entry.at - sent).whole_minutes(), reminder, people.clone()))
    });
    made.collect()
}

/// A visit in which the patient waits for an answer in the visit chat.
async fn asked(service: &ChatService) -> (VisitKey, MessageId) {
    let visit = group_visit(service).await;
    enter(service, visit, PATIENT).await;
    send(service, visit, PROVIDER, CHAT, 1).await.unwrap();
    let read = service.mark_read(visit, PATIENT, CHAT, ReaderNumber(1));
    read.await.unwrap();
    let asked = send(service, visit, PATIENT, CHAT, 2).await.unwrap();
    (visit, asked.message)
}

async fn reads(service: &ChatService, visit: VisitKey, who: PersonId) {
    let read = service.mark_read(visit, who, CHAT, ReaderNumber(2));
    read.await.unwrap();
}

fn all_made() -> Vec<Made> {
    let care = vec![PROVIDER, COLLEAGUE];
    // The service looks once a minute.
    vec![
        (5, Some(1), care.clone()),
        (60, Some(2), care.clone()),
        (90, None, care),
    ]
}

#[tokio::test(start_paused = true)]
async fn r6_r7_care_team_is_reminded_within_a_minute_of_the_times_and_then_it_is_escalated() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), settings());
    let (visit, of) = asked(&service).await;
    sleep(48 * HOUR).await;
    assert_eq!(made(&ports, visit, of).await, all_made());
}

#[tokio::test(start_paused = true)]
async fn r6_attendees_are_reminded_after_15_minutes() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), settings());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let sent = send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    sleep(48 * HOUR).await;
    let once = vec![(15, Some(1), vec![PATIENT])];
    assert_eq!(made(&ports, visit, sent.message).await, once);
}

#[tokio::test(start_paused = true)]
async fn r6_no_one_is_reminded_of_what_was_read_and_the_others_are() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), settings());
    let (visit, of) = asked(&service).await;
    sleep(2 * MINUTE).await;
    reads(&service, visit, COLLEAGUE).await;
    sleep(10 * MINUTE).await;
    reads(&service, visit, PROVIDER).await;
    sleep(48 * HOUR).await;
    let once = vec![(5, Some(1), vec![PROVIDER])];
    assert_eq!(made(&ports, visit, of).await, once);
}

#[tokio::test(start_paused = true)]
async fn r6_a_restart_repeats_no_reminder_and_the_next_one_is_made() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), settings());
    let (visit, of) = asked(&service).await;
    sleep(10 * MINUTE).await;
    drop(service);
    sleep(10 * MINUTE).await;
    let service = ChatService::new(ports.clone(), settings());
    sleep(48 * HOUR).await;
    assert_eq!(made(&ports, visit, of).await, all_made());
    drop(service);
}

#[tokio::test(start_paused = true)]
async fn r6_what_became_due_while_the_service_was_down_is_made_once_at_its_start() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), settings());
    let (visit, of) = asked(&service).await;
    drop(service);
    sleep(75 * MINUTE).await;
    let service = ChatService::new(ports.clone(), settings());
    sleep(MINUTE).await;
    let care = vec![PROVIDER, COLLEAGUE];
    assert_eq!(made(&ports, visit, of).await, [(75, Some(2), care)]);
    drop(service);
}

#[tokio::test(start_paused = true)]
async fn r6_of_several_nodes_one_makes_each_reminder() {
    let ports = ahead();
    let several = || settings().with_nodes(Nodes::Several);
    let nodes = [(); 3].map(|()| ChatService::new(ports.clone(), several()));
    let (visit, of) = asked(&nodes[0]).await;
    sleep(48 * HOUR).await;
    assert_eq!(made(&ports, visit, of).await, all_made());
}

#[tokio::test(start_paused = true)]
async fn r6_storage_that_fails_for_a_while_delays_the_reminder() {
    let ports = ahead();
    let (log, faulty) = FaultyLog::in_front_of(ports.clone());
    let service = ChatService::new(faulty, settings());
    let (visit, of) = asked(&service).await;
    log.busy.store(true, SeqCst);
    sleep(20 * MINUTE).await;
    assert_eq!(made(&ports, visit, of).await, []);
    log.busy.store(false, SeqCst);
    sleep(10 * MINUTE).await;
    let made = made(&ports, visit, of).await;
    assert_eq!(made.len(), 1, "{made:?}");
}

#[tokio::test(start_paused = true)]
async fn r6_a_message_that_is_read_at_the_last_moment_reminds_no_one() {
    let ports = ahead();
    let (log, faulty) = FaultyLog::in_front_of(ports.clone());
    let service = ChatService::new(faulty, settings());
    let (visit, of) = asked(&service).await;
    sleep(5 * MINUTE - MINUTE / 2).await;
    // The append of these marks is slow, so the service's command is queued behind them.
    log.holds_appends.store(true, SeqCst);
    let release = async {
        sleep(3 * MINUTE).await;
        log.holds_appends.store(false, SeqCst);
        log.append_released.notify_waiters();
    };
    tokio::join!(
        reads(&service, visit, PROVIDER),
        reads(&service, visit, COLLEAGUE),
        release
    );
    sleep(48 * HOUR).await;
    assert_eq!(made(&ports, visit, of).await, []);
}

#[tokio::test(start_paused = true)]
async fn r6_the_host_gets_reminders_with_the_events_and_pages_nothing() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), settings());
    let (visit, _) = asked(&service).await;
    let mut page = follow(&service, visit, PROVIDER, Seen::new()).await;
    // The patient's connection is lost meanwhile.
    sleep(MINUTE).await;
    assert!(!drain(&mut page).await.is_empty());
    sleep(2 * HOUR).await;
    let events = service.event_page(CLINIC, EventCursor::START, 1_000, Duration::ZERO);
    let events = events.await.unwrap().events;
    let reminded = |event: &Event| matches!(event, Event::PeopleReminded { .. });
    let reminded = events.iter().filter(|event| reminded(&event.entry.event));
    assert_eq!(reminded.count(), 2);
    assert_eq!(drain(&mut page).await, []);
}

#[tokio::test(start_paused = true)]
async fn r6_visit_in_which_all_is_read_is_not_read_again_each_round() {
    let ports = ahead();
    let (log, faulty) = FaultyLog::in_front_of(ports.clone());
    let settings = settings().with_idle_visit_bytes(0);
    let service = ChatService::new(faulty, settings);
    let (visit, of) = asked(&service).await;
    for who in [PROVIDER, COLLEAGUE] {
        reads(&service, visit, who).await;
    }
    sleep(10 * MINUTE).await;
    let read = log.entries_read.load(SeqCst);
    sleep(48 * HOUR).await;
    assert_eq!(log.entries_read.load(SeqCst), read);
    assert_eq!(made(&ports, visit, of).await, []);
    // A later message is not missed.
    let later = send(&service, visit, PATIENT, CHAT, 3).await.unwrap();
    sleep(10 * MINUTE).await;
    assert_eq!(made(&ports, visit, later.message).await, all_made()[..1]);
}

/// The time of the visit's dashboard row has passed, and stays.
#[tokio::test(start_paused = true)]
async fn r6_w8_a_visit_that_activity_keeps_open_still_reminds() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), closing());
    let visit = group_visit(&service).await;
    enter(&service, visit, PATIENT).await;
    sleep(11 * HOUR).await;
    send(&service, visit, PROVIDER, CHAT, 1).await.unwrap();
    let read = service.mark_read(visit, PATIENT, CHAT, ReaderNumber(1));
    read.await.unwrap();
    sleep(3 * HOUR).await;
    let asked = send(&service, visit, PATIENT, CHAT, 2).await.unwrap();
    sleep(10 * MINUTE).await;
    assert_eq!(made(&ports, visit, asked.message).await, all_made()[..1]);
}

#[tokio::test(start_paused = true)]
async fn r6_w8_a_follow_up_that_activity_keeps_open_still_reminds() {
    let ports = ahead();
    let service = ChatService::new(ports.clone(), closing());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    enter(&service, visit, PATIENT).await;
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let complete = service.execute(visit, Actor::Person(PROVIDER), Command::CompleteVisit);
    complete.await.unwrap();
    sleep(72 * HOUR - 10 * MINUTE).await;
    send(&service, visit, PROVIDER, chat, 2).await.unwrap();
    let read = service.mark_read(visit, PATIENT, chat, ReaderNumber(2));
    read.await.unwrap();
    sleep(20 * MINUTE).await;
    let asked = send(&service, visit, PATIENT, chat, 3).await.unwrap();
    sleep(10 * MINUTE).await;
    let once = vec![(5, Some(1), vec![PROVIDER])];
    assert_eq!(made(&ports, visit, asked.message).await, once);
}

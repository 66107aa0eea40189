//! People are notified of reminders and escalations outside of the chat (R6, R7).

use crate::{
    adapters::FaultyLog,
    clinic::{PATIENT, PROVIDER, direct, enter, group_visit, ports, send, settings},
    closing::TestClock,
};
use async_trait::async_trait;
use chat_app::{ChatService, Nodes, Ports};
use chat_domain::{ChatKey, Event, PersonId, Seq};
use chat_ports::{Notification, Notifier, Occasion, PortError, VisitKey};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::sleep;

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// Keeps what it sends, after some failures.
#[derive(Clone, Default)]
pub(crate) struct Phones {
    sent: Arc<Mutex<Vec<Notification>>>,
    pub(crate) failures: Arc<AtomicU32>,
}

impl Phones {
    pub(crate) fn sent(&self) -> Vec<(PersonId, Occasion)> {
        let sent = self.sent.lock().unwrap();
        let sent = sent.iter().map(|sent| (sent.to.person, sent.occasion));
        let mut sent: Vec<_> = sent.collect();
        sent.sort_unstable_by_key(|(person, occasion)| (format!("{occasion:?}"), *person));
        sent
    }
}

#[async_trait]
impl Notifier for Phones {
    async fn notify(&self, notification: Notification) -> Result<(), PortError> {
        if self.failures.load(SeqCst) > 0 {
            self.failures.fetch_sub(1, SeqCst);
            return Err(PortError::unavailable("no connection"));
        }
        self.sent.lock().unwrap().push(notification);
        Ok(())
    }
}

pub(crate) fn ahead() -> Ports {
    Ports {
        clock: Arc::new(TestClock::start()),
        ..ports()
    }
}

/// Whom the log names.
pub(crate) async fn named(ports: &Ports, visit: VisitKey) -> Vec<(PersonId, Occasion)> {
    let log = ports.log.read(visit, Seq::ZERO, 1_000).await.unwrap();
    let named = log.entries.iter().flat_map(|entry| match &entry.event {
        Event::PeopleReminded {
            reminder, people, ..
        } => with(people, Occasion::Reminder(*reminder)),
        Event::WaitEscalated { people, .. } => with(people, Occasion::Escalation),
        _ => Vec::new(),
    });
    let mut named: Vec<_> = named.collect();
    named.sort_unstable_by_key(|(person, occasion)| (format!("{occasion:?}"), *person));
    named
}

fn with(people: &[PersonId], occasion: Occasion) -> Vec<(PersonId, Occasion)> {
    people.iter().map(|person| (*person, occasion)).collect()
}

/// A visit in which the patient waits in both chats.
pub(crate) async fn asked(service: &ChatService) -> VisitKey {
    let visit = group_visit(service).await;
    enter(service, visit, PATIENT).await;
    for (n, chat) in [(1, ChatKey::Visit), (2, direct(PROVIDER, PATIENT))] {
        send(service, visit, PROVIDER, chat, n).await.unwrap();
        send(service, visit, PATIENT, chat, n + 2).await.unwrap();
    }
    visit
}

#[tokio::test(start_paused = true)]
async fn r6_of_several_nodes_the_one_that_made_it_notifies() {
    let phones = Phones::default();
    let ports = ahead().notified_by(phones.clone());
    let several = || settings().with_nodes(Nodes::Several);
    let nodes = [(); 3].map(|()| ChatService::new(ports.clone(), several()));
    let visit = asked(&nodes[0]).await;
    sleep(120 * MINUTE).await;
    let named = named(&ports, visit).await;
    assert!(named.len() > 6, "{named:?}");
    assert_eq!(phones.sent(), named);
}

#[tokio::test(start_paused = true)]
async fn r6_a_reminder_before_one_that_is_not_stored_notifies() {
    let phones = Phones::default();
    let ports = ahead().notified_by(phones.clone());
    let (log, faulty) = FaultyLog::in_front_of(ports.clone());
    let service = ChatService::new(faulty, settings());
    let visit = asked(&service).await;
    sleep(5 * MINUTE - MINUTE / 2).await;
    // The second of the next appends is lost.
    let mut n = 10;
    while log.appended() % 6 != 1 {
        let sent = send(&service, visit, PROVIDER, ChatKey::Visit, n).await;
        sent.unwrap();
        n += 1;
    }
    log.flaky.store(true, SeqCst);
    sleep(MINUTE).await;
    log.flaky.store(false, SeqCst);
    let first = named(&ports, visit).await;
    assert!(!first.is_empty());
    assert_eq!(phones.sent(), first);
    sleep(8 * MINUTE).await;
    let both = named(&ports, visit).await;
    assert!(both.len() > first.len());
    assert_eq!(phones.sent(), both);
}

#[tokio::test(start_paused = true)]
async fn each_notifier_is_used_and_retried_alone() {
    let (email, push) = (Phones::default(), Phones::default());
    email.failures.store(2, SeqCst);
    let ports = ahead().notified_by(email.clone()).notified_by(push.clone());
    let service = ChatService::new(ports.clone(), settings());
    let visit = asked(&service).await;
    sleep(10 * MINUTE).await;
    let named = named(&ports, visit).await;
    assert!(!named.is_empty());
    assert_eq!((email.sent(), push.sent()), (named.clone(), named));
}

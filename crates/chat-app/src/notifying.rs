//! Notifying people outside of the chat of reminders and escalations (R6, R7).
//!
//! With an event feed and a store of cursors, each clinic's notifications are sent from its feed, at least once: the cursor moves
//! after they were sent, so the next process or node goes on where this one ended. Without, they are sent once the storage answers.

pub(crate) mod follow;
pub(crate) mod place;

use crate::settings::Ports;
use chat_domain::{ClinicId, Entry, Event, PersonId};
use chat_ports::{Notification, Notifier, Occasion, PersonInVisit, PortError, VisitKey};
use futures::FutureExt as _;
use std::{
    collections::BTreeSet,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, watch},
    time::sleep,
};

/// Maximum number of notifications that are being sent. Others wait.
const TOGETHER: usize = 16;

/// How long to wait before each further attempt.
const RETRIES: [Duration; 3] = [
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(600),
];

/// Sends notifications in the background.
pub(crate) struct Notifying {
    notifiers: Vec<Arc<dyn Notifier>>,
    places: Arc<Semaphore>,
    /// Whether the feed is followed for them.
    is_followed: bool,
    /// Counts the appends that may have notifications.
    news: watch::Sender<u64>,
    /// The clinics that are known to have a place in their feed.
    placed: Mutex<BTreeSet<ClinicId>>,
}

impl Notifying {
    pub(crate) fn new(ports: &Ports) -> Self {
        let notifiers = ports.notifiers.clone();
        let has_places = ports.events.is_some() && ports.notification_places.is_some();
        Self {
            is_followed: !notifiers.is_empty() && has_places,
            notifiers,
            places: Arc::new(Semaphore::new(TOGETHER)),
            news: watch::Sender::new(0),
            placed: Mutex::default(),
        }
    }

    /// Whether notifications are sent from the event feed.
    pub(crate) const fn is_followed(&self) -> bool {
        self.is_followed
    }

    /// Called by the node that appended these entries. Without a place in the feed, it notifies the people whom reminders and
    /// escalations name. Returns immediately.
    pub(crate) fn appended(&self, visit: VisitKey, entries: &[Entry]) {
        if self.notifiers.is_empty() {
            return;
        }
        let notifications = notifications(visit, entries);
        if notifications.is_empty() {
            return;
        }
        if self.is_followed {
            self.news
                .send_modify(|count| *count = count.wrapping_add(1));
            return;
        }
        for sending in self.sendings(notifications) {
            tokio::spawn(sending);
        }
    }

    /// Sends by all notifiers. Each is retried alone.
    fn sendings(&self, notifications: Vec<Notification>) -> Vec<impl Future<Output = ()> + use<>> {
        let by_all = |notification| {
            self.notifiers.iter().map(move |notifier| {
                send_by(Arc::clone(notifier), notification, Arc::clone(&self.places))
            })
        };
        notifications.into_iter().flat_map(by_all).collect()
    }
}

/// What is to be sent for entries of a visit.
fn notifications(visit: VisitKey, entries: &[Entry]) -> Vec<Notification> {
    let named = entries.iter().flat_map(|entry| named(&entry.event));
    let of = |(person, occasion)| Notification {
        to: PersonInVisit { visit, person },
        occasion,
    };
    named.map(of).collect()
}

async fn send_by(notifier: Arc<dyn Notifier>, notification: Notification, places: Arc<Semaphore>) {
    let mut retries = RETRIES.into_iter();
    loop {
        let result = {
            // Never closed. A place is not kept while waiting for the next attempt.
            let _place = places.acquire().await;
            let notified = AssertUnwindSafe(notifier.notify(notification)).catch_unwind();
            // A panic in an adapter must not hold up the other notifications.
            let panicked = |_| Err(PortError::Invalid("the notifier panicked"));
            notified.await.unwrap_or_else(panicked)
        };
        let error = match result {
            Ok(()) => return,
            Err(error) => error,
        };
        let visit = notification.to.visit;
        let retry = retries
            .next()
            .filter(|_| !matches!(error, PortError::Invalid(_)));
        let Some(wait) = retry else {
            tracing::warn!(%error, ?visit, "a notification was not sent");
            return;
        };
        sleep(wait).await;
    }
}

/// The people whom a reminder or an escalation names.
fn named(event: &Event) -> impl Iterator<Item = (PersonId, Occasion)> {
    let (people, occasion) = match event {
        Event::PeopleReminded {
            reminder, people, ..
        } => (people.as_slice(), Occasion::Reminder(*reminder)),
        Event::WaitEscalated { people, .. } => (people.as_slice(), Occasion::Escalation),
        _ => (&[][..], Occasion::Escalation),
    };
    people.iter().map(move |person| (*person, occasion))
}

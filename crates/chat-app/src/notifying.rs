//! Notifying people outside of the chat of reminders and escalations (R6, R7).

use chat_domain::{Entry, Event, PersonId};
use chat_ports::{Notification, Notifier, Occasion, PersonInVisit, PortError, VisitKey};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::sleep};

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
}

impl Notifying {
    pub(crate) fn new(notifiers: Vec<Arc<dyn Notifier>>) -> Self {
        Self {
            notifiers,
            places: Arc::new(Semaphore::new(TOGETHER)),
        }
    }

    /// Notifies the people whom reminders and escalations name. Called by the node that appended these entries, once, so no
    /// other node does. Returns immediately.
    pub(crate) fn appended(&self, visit: VisitKey, entries: &[Entry]) {
        if self.notifiers.is_empty() {
            return;
        }
        for (person, occasion) in entries.iter().flat_map(|entry| named(&entry.event)) {
            let to = PersonInVisit { visit, person };
            self.send(Notification { to, occasion });
        }
    }

    /// Sends by all notifiers. Each is retried alone.
    fn send(&self, notification: Notification) {
        for notifier in &self.notifiers {
            let (notifier, places) = (Arc::clone(notifier), Arc::clone(&self.places));
            tokio::spawn(send_by(notifier, notification, places));
        }
    }
}

async fn send_by(notifier: Arc<dyn Notifier>, notification: Notification, places: Arc<Semaphore>) {
    let mut retries = RETRIES.into_iter();
    loop {
        let result = {
            // Never closed. A place is not kept while waiting for the next attempt.
            let _place = places.acquire().await;
            notifier.notify(notification).await
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

//! Notifying people outside of the chat.

use chat_ports::{Notification, Notifier, PortError};
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
    notifier: Option<Arc<dyn Notifier>>,
    places: Arc<Semaphore>,
}

impl Notifying {
    pub(crate) fn new(notifier: Option<Arc<dyn Notifier>>) -> Self {
        Self {
            notifier,
            places: Arc::new(Semaphore::new(TOGETHER)),
        }
    }

    /// Whether there is a way to notify people.
    pub(crate) fn is_on(&self) -> bool {
        self.notifier.is_some()
    }

    /// Sends a notification, if there is a way to. Returns immediately.
    pub(crate) fn send(&self, notification: Notification) {
        let Some(notifier) = self.notifier.clone() else {
            return;
        };
        let places = Arc::clone(&self.places);
        tokio::spawn(async move {
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
        });
    }
}

//! Group commit: entries that are recorded while others are being stored are stored together.

use crate::{error::AppError, meters::METERS};
use chat_ports::{AccessEntry, AccessLog};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// The most entries of one batch.
const MAX_BATCH: usize = 256;

/// The most entries that wait.
const MAX_WAITING: usize = 8_192;

type Answer = Result<(), AppError>;

/// The entries that wait to be stored.
pub(super) struct Group {
    log: Arc<dyn AccessLog>,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(AccessEntry, oneshot::Sender<Answer>)>,
    /// Whether a task stores what waits.
    is_led: bool,
}

impl Group {
    pub(super) fn new(log: Arc<dyn AccessLog>) -> Arc<Self> {
        Arc::new(Self {
            log,
            queue: Mutex::default(),
        })
    }

    /// Stores an entry. Returns once it is durable.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]: it may be stored or not.
    ///
    /// # Cancel safety
    /// The entry is stored even if the future is dropped.
    pub(super) async fn store(self: &Arc<Self>, entry: AccessEntry) -> Answer {
        let stored = self.queue(entry)?;
        stored.await.unwrap_or_else(|_| Err(stopped()))
    }

    fn queue(self: &Arc<Self>, entry: AccessEntry) -> Result<oneshot::Receiver<Answer>, AppError> {
        let (answer, answered) = oneshot::channel();
        let mut queue = self.locked();
        if queue.waiting.len() >= MAX_WAITING {
            METERS.access_entries.add("failed");
            return Err(AppError::unavailable("the access log's queue is full"));
        }
        queue.waiting.push_back((entry, answer));
        let leads = !std::mem::replace(&mut queue.is_led, true);
        drop(queue);
        if leads {
            // Spawned: a client that disconnects must not block the other entries.
            let lead = Lead(Arc::clone(self));
            tokio::spawn(async move { lead.run().await });
        }
        Ok(answered)
    }

    /// Stores entries that no request waits for.
    pub(super) async fn store_all(&self, entries: Vec<AccessEntry>) -> Answer {
        let count = entries.len();
        let stored = self.log.record(entries).await;
        let outcome = if stored.is_ok() { "stored" } else { "failed" };
        (0..count).for_each(|_| METERS.access_entries.add(outcome));
        Ok(stored?)
    }

    fn locked(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task that stores. Should an adapter panic, those who wait get an error, and the next entry begins a new task.
struct Lead(Arc<Group>);

impl Lead {
    async fn run(&self) {
        while let Some(batch) = self.next() {
            let (entries, answers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
            let stored = self.0.store_all(entries).await;
            for answer in answers {
                // No one waits if the client has gone.
                let _ = answer.send(stored.clone());
            }
        }
    }

    /// The next batch; `None` ends the task.
    fn next(&self) -> Option<Vec<(AccessEntry, oneshot::Sender<Answer>)>> {
        let mut queue = self.0.locked();
        let count = queue.waiting.len().min(MAX_BATCH);
        if count == 0 {
            queue.is_led = false;
            return None;
        }
        Some(queue.waiting.drain(..count).collect())
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        let mut queue = self.0.locked();
        if std::thread::panicking() {
            queue.waiting.clear();
            queue.is_led = false;
        }
    }
}

fn stopped() -> AppError {
    AppError::unavailable("the access log has stopped")
}

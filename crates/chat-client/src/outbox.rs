//! Messages that are being sent, in order and however often the connection is lost.
//!
//! Each chat has a queue and, while that is not empty, a task that sends its first message until the outcome is
//! known. So messages of one chat are stored in the order in which they were sent, and no chat waits for another.
//! A message leaves its queue only together with its event.

mod queue;
mod worker;

pub use queue::Pending;

use crate::{call::Caller, live::event::Event};
use queue::{Entry, Queues, lock};
use std::sync::{Arc, Mutex};
use thiserror::Error as ThisError;
use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
    task::JoinSet,
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use worker::Worker;

/// Why the outbox did not take a message. It is returned.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum NotTaken {
    /// [`Options::outbox`](crate::Options::outbox) messages are waiting.
    #[error("the outbox is full")]
    Full(Box<Pending>),
    /// The session has ended, or the events were dropped.
    #[error("the connection is closed")]
    Closed(Box<Pending>),
}

impl NotTaken {
    /// The message.
    #[must_use]
    pub fn into_pending(self) -> Pending {
        match self {
            Self::Full(pending) | Self::Closed(pending) => *pending,
        }
    }
}

/// The queues of a live connection. Dropping it stops sending.
pub(crate) struct Outbox {
    caller: Caller,
    queues: Arc<Mutex<Queues>>,
    tasks: Mutex<JoinSet<()>>,
    runtime: Handle,
    /// Weak, so that the events end with the session.
    events: mpsc::WeakSender<Event>,
    online: watch::Receiver<u64>,
    closed: CancellationToken,
}

impl Outbox {
    /// `online` changes with each new connection: then messages that wait for a retry are sent. `closed` is
    /// cancelled when the session has ended.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    pub(crate) fn new(
        caller: Caller,
        events: &mpsc::Sender<Event>,
        online: watch::Receiver<u64>,
        closed: CancellationToken,
    ) -> Self {
        Self {
            caller,
            queues: Arc::default(),
            tasks: Mutex::default(),
            runtime: Handle::current(),
            events: events.downgrade(),
            online,
            closed,
        }
    }

    /// Appends a message to its chat's queue.
    pub(crate) fn push(&self, mut pending: Pending) -> Result<(), NotTaken> {
        let events = self.events.upgrade().filter(|events| !events.is_closed());
        let Some(events) = events.filter(|_| !self.closed.is_cancelled()) else {
            return Err(NotTaken::Closed(Box::new(pending)));
        };
        let key = (pending.visit, pending.message.chat);
        let mut queues = lock(&self.queues);
        if queues.messages >= self.caller.options.outbox {
            return Err(NotTaken::Full(Box::new(pending)));
        }
        pending.person = pending.person.or_else(|| self.caller.person());
        queues.messages += 1;
        let queue = queues.queues.entry(key).or_default();
        queue.push_back(Entry {
            pending,
            since: Instant::now(),
            is_behind: false,
        });
        if queue.len() == 1 {
            let worker = Worker {
                caller: self.caller.clone(),
                queues: Arc::clone(&self.queues),
                key,
                events,
                online: self.online.clone(),
            };
            let closed = self.closed.clone();
            let run = async move {
                let _ = closed.run_until_cancelled(worker.run()).await;
            };
            let mut tasks = lock(&self.tasks);
            while tasks.try_join_next().is_some() {} // forget those that have ended
            tasks.spawn_on(run, &self.runtime);
        }
        Ok(())
    }

    /// The messages whose outcome was not delivered, in order in each chat.
    pub(crate) fn pending(&self) -> Vec<Pending> {
        let queues = lock(&self.queues);
        let entries = queues.queues.values().flatten();
        let pending = entries.map(|entry| Pending {
            person: entry.pending.person.or_else(|| self.caller.person()),
            ..entry.pending.clone()
        });
        pending.collect()
    }
}

//! Messages that are being sent, in order and however often the connection is lost.
//!
//! Each chat has a queue and, while that is not empty, a task that sends its first message until the outcome is
//! known. So messages of one chat are stored in the order in which they were sent, and no chat waits for another.

use crate::{
    backoff::Backoff,
    call::{Caller, after_doubt, parse},
    error::Error,
    message::NewMessage,
    visit::sending,
};
use chat_domain::{ChatKey, VisitId};
use chat_wire::ReceiptOut;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use thiserror::Error as ThisError;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::sleep,
};

/// The outbox holds as many messages as it may. The message is given back.
#[derive(Debug, ThisError)]
#[error("the outbox is full")]
pub struct Full(pub Box<NewMessage>);

/// What became of a message.
pub(crate) struct Outcome {
    pub(crate) visit: VisitId,
    pub(crate) message: NewMessage,
    pub(crate) result: Result<ReceiptOut, Error>,
}

type Key = (VisitId, ChatKey);

/// The queues of a live connection. Dropping it stops sending.
pub(crate) struct Outbox {
    caller: Caller,
    queues: Arc<Mutex<Queues>>,
    tasks: Mutex<JoinSet<()>>,
    outcomes: mpsc::Sender<Outcome>,
    online: watch::Receiver<u64>,
}

#[derive(Default)]
struct Queues {
    /// No queue is empty.
    queues: BTreeMap<Key, VecDeque<NewMessage>>,
    messages: usize,
}

impl Outbox {
    /// `online` changes with each new connection: then messages that wait for a retry are sent.
    pub(crate) fn new(
        caller: Caller,
        outcomes: mpsc::Sender<Outcome>,
        online: watch::Receiver<u64>,
    ) -> Self {
        Self {
            caller,
            queues: Arc::default(),
            tasks: Mutex::default(),
            outcomes,
            online,
        }
    }

    /// Appends a message to its chat's queue.
    pub(crate) fn push(&self, visit: VisitId, message: NewMessage) -> Result<(), Full> {
        let key = (visit, message.chat);
        let mut queues = lock(&self.queues);
        if queues.messages >= self.caller.options.outbox {
            return Err(Full(Box::new(message)));
        }
        queues.messages += 1;
        let queue = queues.queues.entry(key).or_default();
        queue.push_back(message);
        if queue.len() == 1 {
            let worker = Worker {
                caller: self.caller.clone(),
                queues: Arc::clone(&self.queues),
                key,
                outcomes: self.outcomes.clone(),
                online: self.online.clone(),
            };
            let mut tasks = lock(&self.tasks);
            while tasks.try_join_next().is_some() {} // forget those that have ended
            tasks.spawn(worker.run());
        }
        Ok(())
    }

    /// The messages without outcome, in order in each chat.
    pub(crate) fn pending(&self) -> Vec<(VisitId, NewMessage)> {
        let queues = lock(&self.queues);
        let all = queues.queues.iter();
        all.flat_map(|((visit, _), queue)| queue.iter().map(|message| (*visit, message.clone())))
            .collect()
    }
}

/// The task of one chat.
struct Worker {
    caller: Caller,
    queues: Arc<Mutex<Queues>>,
    key: Key,
    outcomes: mpsc::Sender<Outcome>,
    online: watch::Receiver<u64>,
}

impl Worker {
    /// Sends the queue's messages until there are none.
    async fn run(mut self) {
        while let Some(message) = self.first() {
            let result = self.send(&message).await;
            // Reserved first: a message leaves the queue only with its outcome.
            let Ok(place) = self.outcomes.reserve().await else {
                return; // the events are no longer read
            };
            let is_last = self.pop();
            place.send(Outcome {
                visit: self.key.0,
                message,
                result,
            });
            if is_last {
                return;
            }
        }
    }

    fn first(&self) -> Option<NewMessage> {
        let queues = lock(&self.queues);
        queues.queues.get(&self.key)?.front().cloned()
    }

    /// Removes the first message. Returns whether it was the last: then the next one gets a new task.
    fn pop(&self) -> bool {
        let mut queues = lock(&self.queues);
        let Some(queue) = queues.queues.get_mut(&self.key) else {
            return true;
        };
        queue.pop_front();
        let is_last = queue.is_empty();
        if is_last {
            queues.queues.remove(&self.key);
        }
        queues.messages = queues.messages.saturating_sub(1);
        is_last
    }

    /// Sends a message until its outcome is known.
    async fn send(&mut self, message: &NewMessage) -> Result<ReceiptOut, Error> {
        let call = sending(self.key.0, message)?;
        let mut backoff = Backoff::new(&self.caller.options);
        let mut doubt = false;
        loop {
            self.online.borrow_and_update();
            let error = match self.caller.attempt(&call).await {
                Ok(answer) => return parse(&answer),
                Err(error) => error,
            };
            if !error.is_temporary() {
                return Err(after_doubt(error, doubt));
            }
            doubt |= error.is_unknown();
            let wait = sleep(backoff.wait(error.after()));
            if error.after().is_some() {
                wait.await;
                continue;
            }
            tokio::select! {
                () = wait => {}
                Ok(()) = self.online.changed() => backoff.reset(),
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The values are consistent between any two statements that could panic.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The task of one chat's queue.

use super::queue::{Entry, Key, Queues, lock};
use crate::{
    backoff::Backoff,
    call::{Call, Caller, after_unknown, parse},
    error::Error,
    live::event::Event,
    visit::sending,
};
use bytes::Bytes;
use chat_domain::PersonId;
use chat_wire::ReceiptOut;
use std::sync::{Arc, Mutex};
use tokio::{
    sync::{mpsc, watch},
    time::sleep,
};

pub(super) struct Worker {
    pub(super) caller: Caller,
    pub(super) queues: Arc<Mutex<Queues>>,
    pub(super) key: Key,
    pub(super) events: mpsc::Sender<Event>,
    pub(super) online: watch::Receiver<u64>,
}

impl Worker {
    /// Sends the queue's messages until there are none, or the events are dropped.
    pub(super) async fn run(mut self) {
        let events = self.events.clone();
        loop {
            let first = lock(&self.queues).first(&self.key).cloned();
            let Some(entry) = first else { return };
            let result = tokio::select! {
                result = self.send(&entry) => result,
                () = events.closed() => return,
            };
            // Reserved first: a message leaves the queue only with its event.
            let Ok(place) = events.reserve().await else {
                return;
            };
            let mut queues = lock(&self.queues);
            let Some(entry) = queues.first(&self.key).cloned() else {
                return;
            };
            let is_last = queues.pop(&self.key);
            if result.is_err() && !entry.is_behind {
                let rest = queues.queues.get_mut(&self.key);
                rest.into_iter()
                    .flatten()
                    .for_each(|entry| entry.is_behind = true);
            }
            place.send(event(entry, result));
            if is_last {
                return;
            }
        }
    }

    /// Sends a message until its outcome is known, or it is too old.
    async fn send(&mut self, entry: &Entry) -> Result<ReceiptOut, Error> {
        if entry.is_behind {
            return Err(Error::Behind);
        }
        let pending = &entry.pending;
        let call = sending(pending.visit, &pending.message)?;
        let mut backoff = Backoff::new(&self.caller.options);
        let mut maybe_stored = pending.maybe_stored;
        loop {
            if entry.since.elapsed() > self.caller.options.outbox_age {
                return Err(Error::TooOld);
            }
            self.online.borrow_and_update();
            let error = match self.attempt(&call, pending.person).await {
                Ok(answer) => return parse(&answer),
                Err(error) => error,
            };
            if !error.is_temporary() {
                return Err(after_unknown(error, maybe_stored));
            }
            if error.is_unknown() {
                maybe_stored = true;
                if let Some(entry) = lock(&self.queues).first(&self.key) {
                    entry.pending.maybe_stored = true;
                }
            }
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

    /// Makes an attempt, as the author only.
    async fn attempt(&self, call: &Call, author: Option<PersonId>) -> Result<Bytes, Error> {
        if author.is_some() {
            self.caller.know_person().await?;
            if self.caller.person() != author {
                return Err(Error::OtherPerson);
            }
        }
        self.caller.attempt(call).await
    }
}

fn event(entry: Entry, result: Result<ReceiptOut, Error>) -> Event {
    let pending = entry.pending;
    match result {
        Ok(receipt) => Event::Stored {
            visit: pending.visit,
            receipt,
        },
        Err(why) => Event::GivenBack {
            visit: pending.visit,
            maybe_stored: pending.maybe_stored || why.is_unknown(),
            message: Box::new(pending.message),
            why,
        },
    }
}

//! One subscriber's bounded queue.

use crate::lock::lock;
use chat_ports::{Hint, VisitKey};
use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
};
use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

/// The visits that have grown, each once, with the merged hint.
#[derive(Debug, Default)]
struct Waiting {
    order: VecDeque<VisitKey>,
    newest: HashMap<VisitKey, Hint>,
    closed: bool,
}

impl Waiting {
    fn pop(&mut self) -> Option<Hint> {
        let visit = self.order.pop_front()?;
        self.newest.remove(&visit)
    }
}

impl Queue {
    /// Adds a hint. If the visit is already queued, the hints are merged and it keeps its place. If
    /// `capacity` visits are queued, the oldest is dropped.
    pub(super) fn push(&self, hint: Hint, capacity: usize) {
        let mut waiting = lock(&self.waiting);
        if let Some(known) = waiting.newest.get_mut(&hint.visit) {
            *known = known.merged(hint);
            return; // the subscriber was already notified
        }
        if waiting.order.len() >= capacity {
            waiting.pop();
        }
        waiting.order.push_back(hint.visit);
        waiting.newest.insert(hint.visit, hint);
        drop(waiting);
        self.changed.notify_one();
    }

    /// Closes the queue: `pop` returns `None` once it is empty.
    pub(super) fn close(&self) {
        lock(&self.waiting).closed = true;
        self.changed.notify_one();
    }

    /// Waits for the next hint; `None` once closed and empty.
    pub(super) async fn pop(&self) -> Option<Hint> {
        loop {
            {
                let mut waiting = lock(&self.waiting);
                if let Some(hint) = waiting.pop() {
                    return Some(hint);
                }
                if waiting.closed {
                    return None;
                }
            }
            // `Notify` stores a permit, so a push between the check and the wait still wakes us.
            self.changed.notified().await;
        }
    }
}

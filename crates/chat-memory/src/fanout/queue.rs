//! One subscriber's bounded queue.

use crate::lock;
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

/// The visits that have grown, each once, with their newest hint.
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
    /// Adds a hint. A visit that waits already keeps its place and is merged with what it was; if
    /// `capacity` visits wait already, the hint of the one that waits longest is lost.
    pub(super) fn push(&self, hint: Hint, capacity: usize) {
        let mut waiting = lock(&self.waiting);
        if let Some(known) = waiting.newest.get_mut(&hint.visit) {
            *known = known.merged(hint);
            return; // whoever listens was told already
        }
        if waiting.order.len() >= capacity {
            waiting.pop();
        }
        waiting.order.push_back(hint.visit);
        waiting.newest.insert(hint.visit, hint);
        drop(waiting);
        self.changed.notify_one();
    }

    /// No hint will come any more.
    pub(super) fn close(&self) {
        lock(&self.waiting).closed = true;
        self.changed.notify_one();
    }

    /// The next hint; `None` once closed and empty.
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
            // A notification between the look and the wait is kept for us: no wake-up is lost.
            self.changed.notified().await;
        }
    }
}

//! One subscriber's bounded queue.

use crate::lock;
use chat_ports::Hint;
use std::{collections::VecDeque, sync::Mutex};
use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    hints: VecDeque<Hint>,
    closed: bool,
}

impl Queue {
    /// Adds a hint; if there are `capacity` already, the oldest is lost.
    pub(super) fn push(&self, hint: Hint, capacity: usize) {
        let mut waiting = lock(&self.waiting);
        if waiting.hints.len() >= capacity {
            waiting.hints.pop_front();
        }
        waiting.hints.push_back(hint);
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
                if let Some(hint) = waiting.hints.pop_front() {
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

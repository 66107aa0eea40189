//! The queues of an outbox, one for each chat.

use crate::message::NewMessage;
use chat_domain::{ChatKey, PersonId, VisitId};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::time::Instant;

/// A message without outcome. A program that ends can store it, and send it again when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Pending {
    /// The visit.
    pub visit: VisitId,
    /// The message.
    pub message: NewMessage,
    /// Whether it may be stored: an attempt had no answer.
    pub maybe_stored: bool,
    /// The author, if the server has been asked. It is sent only as them.
    pub person: Option<PersonId>,
}

impl Pending {
    /// A message that has not been sent.
    #[must_use]
    pub const fn new(visit: VisitId, message: NewMessage) -> Self {
        Self {
            visit,
            message,
            maybe_stored: false,
            person: None,
        }
    }
}

pub(super) type Key = (VisitId, ChatKey);

/// A message in its queue.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) pending: Pending,
    pub(super) since: Instant,
    /// Whether an earlier message of its chat was returned.
    pub(super) is_behind: bool,
}

#[derive(Default)]
pub(super) struct Queues {
    /// No queue is empty.
    pub(super) queues: BTreeMap<Key, VecDeque<Entry>>,
    pub(super) messages: usize,
}

impl Queues {
    pub(super) fn first(&mut self, key: &Key) -> Option<&mut Entry> {
        self.queues.get_mut(key)?.front_mut()
    }

    /// Removes the first message. Returns whether it was the last: then the next one gets a new task.
    pub(super) fn pop(&mut self, key: &Key) -> bool {
        let Some(queue) = self.queues.get_mut(key) else {
            return true;
        };
        queue.pop_front();
        let is_last = queue.is_empty();
        if is_last {
            self.queues.remove(key);
        }
        self.messages = self.messages.saturating_sub(1);
        is_last
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The values are consistent between any two statements that could panic.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Who follows a visit.

use super::Room;
use crate::live::Signal;
use chat_domain::VisitId;
use std::sync::{Arc, Mutex, PoisonError};

/// The followers of one visit, told when it has changed.
#[derive(Default)]
pub(super) struct Watchers(Mutex<Watched>);

#[derive(Default)]
struct Watched {
    signals: Vec<Arc<Signal>>,
    /// Whether a task listens for what other nodes append.
    listened: bool,
}

impl Watchers {
    /// Tells everyone.
    pub(super) fn raise(&self, visit: VisitId) {
        for signal in &self.lock().signals {
            signal.raise_visit(visit);
        }
    }

    /// Adds a follower. Returns whether the caller must start the task that listens for other nodes.
    pub(super) fn add(&self, signal: Arc<Signal>) -> bool {
        let mut watched = self.lock();
        watched.signals.push(signal);
        !std::mem::replace(&mut watched.listened, true)
    }

    fn remove(&self, signal: &Arc<Signal>) {
        let mut watched = self.lock();
        let known = watched.signals.iter().position(|s| Arc::ptr_eq(s, signal));
        if let Some(known) = known {
            watched.signals.swap_remove(known);
        }
    }

    /// Whether listening may end because the visit has no followers. If so, the next follower starts
    /// a new task.
    pub(super) fn listening_ends(&self) -> bool {
        let mut watched = self.lock();
        if watched.signals.is_empty() {
            watched.listened = false;
        }
        !watched.listened
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Watched> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A follower's place among a visit's watchers, until it is dropped.
pub(crate) struct Watching {
    pub(super) room: Arc<Room>,
    pub(super) signal: Arc<Signal>,
}

impl Watching {
    /// The visit that is watched.
    pub(crate) fn room(&self) -> &Arc<Room> {
        &self.room
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.room.watchers.remove(&self.signal);
    }
}

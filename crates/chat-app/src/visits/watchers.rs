//! The followers of one visit.

use crate::live::signal::Signal;
use chat_domain::VisitId;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The followers of one visit, signaled when it changes.
#[derive(Default)]
pub(super) struct Watchers(Mutex<Watched>);

#[derive(Default)]
struct Watched {
    signals: Vec<Arc<Signal>>,
    /// Whether a task listens for the appends of other nodes.
    listened: bool,
}

impl Watchers {
    /// Signals every follower.
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

    pub(super) fn remove(&self, signal: &Arc<Signal>) {
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

    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

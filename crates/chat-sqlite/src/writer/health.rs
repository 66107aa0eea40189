//! What is known of the writes so far.

use crate::error::TransactionFailed;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a transaction may run before the writer counts as stuck.
const STUCK_AFTER: Duration = Duration::from_secs(2);

/// How long a success is taken for the present state.
const PROVEN_FOR: Duration = Duration::from_secs(60);

/// The time from one attempt that failed to the next probe, at least.
const PROBE_EVERY: Duration = Duration::from_secs(2);

/// Kept by the writer's thread, and read by everyone without waiting for it.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// When the transaction that is under way began.
    busy_since: Option<Instant>,
    /// When a transaction was last made durable.
    succeeded: Option<Instant>,
    /// Why the last transaction failed, and when, if none has succeeded since.
    failed: Option<(TransactionFailed, Instant)>,
}

/// What the writes so far say.
#[derive(Debug)]
pub(crate) enum Standing {
    /// The last write was made durable, not long ago.
    Proven,
    /// Only a write can tell.
    Unknown,
    /// The last write failed just now.
    Failing(TransactionFailed),
    /// The transaction under way has been running for so long.
    Stuck(Duration),
}

impl Health {
    pub(super) fn begins(&self) {
        self.state().busy_since = Some(Instant::now());
    }

    pub(super) fn ends(&self) {
        self.state().busy_since = None;
    }

    pub(super) fn succeeded(&self) {
        let mut state = self.state();
        state.succeeded = Some(Instant::now());
        state.failed = None;
    }

    pub(super) fn failed(&self, error: TransactionFailed) {
        self.state().failed = Some((error, Instant::now()));
    }

    pub(crate) fn standing(&self) -> Standing {
        self.state().at(Instant::now())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn at(&self, now: Instant) -> Standing {
        let age = |moment: Instant| now.saturating_duration_since(moment);
        let running = self.busy_since.map(age);
        match (running, &self.failed, self.succeeded.map(age)) {
            (Some(running), _, _) if running > STUCK_AFTER => Standing::Stuck(running),
            (_, Some((error, at)), _) if age(*at) < PROBE_EVERY => Standing::Failing(error.clone()),
            (_, None, Some(proven)) if proven < PROVEN_FOR => Standing::Proven,
            _ => Standing::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn error() -> TransactionFailed {
        TransactionFailed(Arc::new(rusqlite::Error::InvalidQuery))
    }

    /// The standing so many seconds from now.
    fn later(health: &Health, seconds: u64) -> Standing {
        let state = health.state();
        state.at(Instant::now() + Duration::from_secs(seconds))
    }

    #[test]
    fn before_the_first_write_nothing_is_known() {
        assert!(matches!(Health::default().standing(), Standing::Unknown));
    }

    #[test]
    fn a_success_is_proof_for_a_while() {
        let health = Health::default();
        health.succeeded();
        assert!(matches!(later(&health, 50), Standing::Proven));
        assert!(matches!(later(&health, 61), Standing::Unknown));
    }

    #[test]
    fn a_failure_outweighs_any_earlier_success_and_is_looked_into_again() {
        let health = Health::default();
        health.succeeded();
        health.failed(error());
        assert!(matches!(health.standing(), Standing::Failing(_)));
        assert!(matches!(later(&health, 3), Standing::Unknown));
        health.succeeded();
        assert!(matches!(health.standing(), Standing::Proven));
    }

    #[test]
    fn a_transaction_that_does_not_end_is_stuck_whatever_came_before() {
        let health = Health::default();
        health.succeeded();
        health.begins();
        assert!(matches!(health.standing(), Standing::Proven));
        assert!(matches!(later(&health, 3), Standing::Stuck(_)));
        health.ends();
        assert!(matches!(later(&health, 3), Standing::Proven));
    }
}

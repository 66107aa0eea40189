//! The outcome of recent writes.

use std::{
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use thiserror::Error;

/// Time after which a running transaction counts as stuck.
const STUCK_AFTER: Duration = Duration::from_secs(2);

/// Time for which a success counts as current.
const PROVEN_FOR: Duration = Duration::from_secs(60);

/// Minimum time between a failure and the next probe.
const PROBE_EVERY: Duration = Duration::from_secs(2);

/// A failed transaction, reported to every change in it.
#[derive(Clone, Debug, Error)]
#[error("the transaction failed: {0}")]
pub struct WriteFailed(#[source] Arc<dyn Error + Send + Sync>);

impl WriteFailed {
    /// Wraps the driver's error.
    pub fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }
}

/// The outcome of recent writes. Reading it never waits for a write.
#[derive(Debug, Default)]
pub struct Health(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Start of the running transaction.
    busy_since: Option<Instant>,
    /// Time of the last durable transaction.
    succeeded: Option<Instant>,
    /// Error and time of the last failure, unless a transaction has succeeded since.
    failed: Option<(WriteFailed, Instant)>,
}

/// The state of writes.
#[derive(Debug)]
pub enum Standing {
    /// The last write became durable recently.
    Proven,
    /// A probe is needed.
    Unknown,
    /// The last write failed a moment ago.
    Failing(WriteFailed),
    /// A transaction has been running for this long.
    Stuck(Duration),
}

impl Health {
    /// A transaction begins.
    pub fn begins(&self) {
        self.state().busy_since = Some(Instant::now());
    }

    /// The running transaction has ended.
    pub fn ends(&self) {
        self.state().busy_since = None;
    }

    /// A transaction became durable.
    pub fn succeeded(&self) {
        let mut state = self.state();
        state.succeeded = Some(Instant::now());
        state.failed = None;
    }

    /// A transaction failed.
    pub fn failed(&self, error: WriteFailed) {
        self.state().failed = Some((error, Instant::now()));
    }

    /// The state of writes now.
    #[must_use]
    pub fn standing(&self) -> Standing {
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

    fn error() -> WriteFailed {
        WriteFailed::new(std::fmt::Error)
    }

    /// The standing in `seconds` from now.
    fn later(health: &Health, seconds: u64) -> Standing {
        let state = health.state();
        state.at(Instant::now() + Duration::from_secs(seconds))
    }

    #[test]
    fn standing_is_unknown_before_the_first_write() {
        assert!(matches!(Health::default().standing(), Standing::Unknown));
    }

    #[test]
    fn success_expires() {
        let health = Health::default();
        health.succeeded();
        assert!(matches!(later(&health, 50), Standing::Proven));
        assert!(matches!(later(&health, 61), Standing::Unknown));
    }

    #[test]
    fn failure_overrides_an_earlier_success_until_it_expires() {
        let health = Health::default();
        health.succeeded();
        health.failed(error());
        assert!(matches!(health.standing(), Standing::Failing(_)));
        assert!(matches!(later(&health, 3), Standing::Unknown));
        health.succeeded();
        assert!(matches!(health.standing(), Standing::Proven));
    }

    #[test]
    fn long_transaction_is_stuck_even_after_a_success() {
        let health = Health::default();
        health.succeeded();
        health.begins();
        assert!(matches!(health.standing(), Standing::Proven));
        assert!(matches!(later(&health, 3), Standing::Stuck(_)));
        health.ends();
        assert!(matches!(later(&health, 3), Standing::Proven));
    }
}

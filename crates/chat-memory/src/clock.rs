//! A clock for tests.

use crate::lock::lock;
use chat_ports::Clock;
use std::sync::{Arc, Mutex};
use time::{Duration, OffsetDateTime, macros::datetime};

/// A clock that stands still until it is set or advanced.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<OffsetDateTime>>);

impl ManualClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: OffsetDateTime) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// Sets the time; it may go backward.
    pub fn set(&self, now: OffsetDateTime) {
        *lock(&self.0) = now;
    }

    /// Advances the time, saturating at the last representable time.
    pub fn advance(&self, by: Duration) {
        let mut now = lock(&self.0);
        *now = now.saturating_add(by);
    }
}

impl Default for ManualClock {
    /// 2026-01-05 09:00 UTC, a Monday morning.
    fn default() -> Self {
        Self::new(datetime!(2026-01-05 09:00 UTC))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> OffsetDateTime {
        *lock(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_moves_only_when_advanced_or_set() {
        let clock = ManualClock::default();
        let start = clock.now();
        assert_eq!(clock.now(), start);
        clock.clone().advance(Duration::minutes(5));
        assert_eq!(clock.now(), start + Duration::minutes(5));
        clock.set(start);
        assert_eq!(clock.now(), start);
    }
}

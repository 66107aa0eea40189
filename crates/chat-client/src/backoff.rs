//! Waits between attempts: exponential, with jitter, and never shorter than the server asks.

use crate::options::Options;
use std::time::Duration;

/// No wait is longer, whatever is asked.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The waits of one request or connection.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    longest: Duration,
    next: Duration,
    is_fresh: bool,
}

impl Backoff {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            first: options.first_wait.min(LONGEST),
            longest: options.longest_wait.min(LONGEST),
            next: options.first_wait.min(LONGEST),
            is_fresh: true,
        }
    }

    /// The next wait is the first one again.
    pub(crate) fn reset(&mut self) {
        self.next = self.first;
        self.is_fresh = true;
    }

    /// Whether no wait has begun since the last reset.
    pub(crate) const fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    /// The wait before the next attempt: half to one and a half times the doubling one or, if the server asks for
    /// a wait, that one to one and a half times it.
    pub(crate) fn wait(&mut self, asked: Option<Duration>) -> Duration {
        self.is_fresh = false;
        let wait = self.next;
        self.next = self.next.saturating_mul(2).min(self.longest);
        let jittered = wait.mul_f64(0.5 + fastrand::f64());
        match asked {
            Some(asked) => asked
                .min(LONGEST)
                .mul_f64(1.0 + fastrand::f64() / 2.0)
                .max(jittered),
            None => jittered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_begin_again_after_a_reset() {
        let options = Options::default();
        let mut backoff = Backoff::new(&options);
        let mut base = options.first_wait;
        for _ in 0..20 {
            let wait = backoff.wait(None);
            assert!(wait >= base / 2 && wait <= base * 3 / 2, "{wait:?}");
            base = (base * 2).min(options.longest_wait);
        }
        assert!(!backoff.is_fresh());
        backoff.reset();
        assert!(backoff.is_fresh());
        assert!(backoff.wait(None) <= options.first_wait * 3 / 2);
    }

    #[test]
    fn waits_without_bounds_are_capped() {
        let options = Options {
            first_wait: Duration::MAX,
            longest_wait: Duration::MAX,
            ..Options::default()
        };
        let mut backoff = Backoff::new(&options);
        for asked in [None, Some(Duration::MAX)] {
            assert!(backoff.wait(asked) <= LONGEST * 3 / 2);
        }
    }

    #[test]
    fn retry_is_never_earlier_than_the_server_allows() {
        for _ in 0..100 {
            let asked = Duration::from_secs(30);
            let wait = Backoff::new(&Options::default()).wait(Some(asked));
            assert!(wait >= asked && wait <= asked * 3 / 2, "{wait:?}");
        }
    }
}

//! When a failed delivery is sent again.

use std::time::Duration;

/// How long one event is sent again before its endpoint is disabled.
pub const WEBHOOK_RETRIES: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// The fewest attempts of one event before its endpoint is disabled: about as many as are made in a day. While this service is
/// down, it makes none, so its own downtime does not disable endpoints.
pub(crate) const FEWEST_ATTEMPTS: u32 = 30;

/// Time until the first retry. Each further one takes twice as long.
const FIRST: Duration = Duration::from_secs(5);

/// The longest time between two attempts: a receiver that is back waits no longer.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The longest time that a receiver's `Retry-After` is followed.
const LONGEST_ASKED: Duration = Duration::from_secs(6 * 60 * 60);

/// Time until the next attempt after some have failed. `jitter` is from 0 to 1, and makes it up to a quarter shorter or longer,
/// so that the endpoints of one receiver don't return together. `asked` is what the receiver asked for.
pub(crate) fn delay(failed: u32, jitter: f64, asked: Option<Duration>) -> Duration {
    let doublings = failed.saturating_sub(1).min(16);
    let delay = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    let delay = delay.mul_f64(0.75 + jitter.clamp(0.0, 1.0) / 2.0);
    delay.max(asked.unwrap_or_default().min(LONGEST_ASKED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_an_hour() {
        let seconds = |failed| delay(failed, 0.5, None).as_secs();
        assert_eq!([1, 2, 3, 4].map(seconds), [5, 10, 20, 40]);
        assert_eq!(
            [10, 11, 100, u32::MAX].map(seconds),
            [2_560, 3_600, 3_600, 3_600]
        );
    }

    #[test]
    fn jitter_is_a_quarter() {
        let seconds = |jitter| delay(100, jitter, None).as_secs();
        assert_eq!([0.0, 0.5, 1.0].map(seconds), [2_700, 3_600, 4_500]);
    }

    #[test]
    fn what_the_receiver_asks_for_is_followed_within_bounds() {
        let seconds = |asked| delay(1, 0.5, Some(Duration::from_secs(asked))).as_secs();
        assert_eq!([0, 4, 60, 21_600].map(seconds), [5, 5, 60, 21_600]);
        assert_eq!(seconds(u64::MAX), 21_600);
    }
}

//! Token buckets, bounded in number.
//!
//! Not by the crate `governor`: it bounds neither the number of buckets nor who is refused when there are too many, and
//! works without the paused clock of tests.

use std::{
    collections::HashMap,
    hash::Hash,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Maximum number of buckets. Further clients are not limited until a bucket is free, so that one
/// client's flood does not keep others out.
const MAX_BUCKETS: usize = 100_000;

/// Number of buckets at which full ones are first dropped; then again each time the number doubles.
const FIRST_SWEEP: usize = 1_024;

/// The minimum time between two sweeps of full buckets at the limit.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

const MINUTE: Duration = Duration::from_secs(60);

/// A token bucket: `burst` requests, refilled by one per `every`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The tokens of a full bucket.
    pub burst: u32,
    /// The time to refill one token.
    pub every: Duration,
}

impl Rate {
    /// A bucket of `burst` that gets this many tokens a second, at least one.
    #[must_use]
    pub const fn new(burst: u32, per_second: u32) -> Self {
        let per_second = if per_second == 0 { 1 } else { per_second };
        let every = Duration::from_micros(1_000_000 / per_second as u64);
        Self { burst, every }
    }

    /// A bucket of `count` that is filled in a minute; for at least one.
    #[must_use]
    pub fn per_minute(count: NonZeroU32) -> Self {
        let every = MINUTE / count.get();
        Self {
            burst: count.get(),
            every,
        }
    }

    /// Takes a token from the bucket that is full at `full_at`; otherwise returns the time until it has one.
    pub(crate) fn take(self, full_at: &mut Instant, now: Instant) -> Result<(), Duration> {
        let then = (*full_at).max(now) + self.every;
        let holds = self.every.saturating_mul(self.burst);
        match then.duration_since(now).checked_sub(holds) {
            Some(retry_after) if !retry_after.is_zero() => Err(retry_after),
            _ => {
                *full_at = then;
                Ok(())
            }
        }
    }
}

/// The buckets of all clients of one kind, by their keys.
pub struct RateBuckets<K> {
    max: usize,
    buckets: Mutex<Buckets<K>>,
}

struct Buckets<K> {
    /// When each bucket will be full again.
    full_at: HashMap<K, Instant>,
    sweep_at: usize,
    swept: Option<Instant>,
}

impl<K> Default for RateBuckets<K> {
    fn default() -> Self {
        Self {
            max: MAX_BUCKETS,
            buckets: Mutex::new(Buckets {
                full_at: HashMap::new(),
                sweep_at: 0,
                swept: None,
            }),
        }
    }
}

impl<K: Eq + Hash> RateBuckets<K> {
    /// Takes a token from the bucket of a key.
    ///
    /// # Errors
    /// How long it takes until there is one.
    pub fn take(&self, key: K, rate: Rate) -> Result<(), Duration> {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if !buckets.full_at.contains_key(&key) && !buckets.has_room(self.max, now) {
            return Ok(());
        }
        let full_at = buckets.full_at.entry(key).or_insert(now);
        rate.take(full_at, now)
    }
}

impl<K: Eq + Hash> Buckets<K> {
    /// Makes room for one more bucket by dropping full ones, which equal new ones.
    fn has_room(&mut self, max: usize, now: Instant) -> bool {
        let count = self.full_at.len();
        let crowded = count >= self.sweep_at.max(FIRST_SWEEP.min(max));
        let recently = self.swept.is_some_and(|at| now < at + SWEEP_EVERY);
        if crowded && !(recently && count >= max) {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.sweep_at = (self.full_at.len() * 2).clamp(FIRST_SWEEP.min(max), max);
            self.swept = Some(now);
        }
        self.full_at.len() < max
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn buckets_are_bounded_and_full_ones_are_dropped() {
        let buckets = RateBuckets {
            max: 5,
            ..RateBuckets::default()
        };
        let ask = |n: u32| buckets.take(n, Rate::new(3, 2)).is_ok();
        let kept = || buckets.buckets.lock().unwrap().full_at.len();
        for n in 0..50 {
            assert!(ask(n), "no one is limited by others");
        }
        assert_eq!(kept(), 5);
        assert!(ask(0) && ask(0));
        assert!(!ask(0), "clients with a bucket are still limited");
        tokio::time::advance(Duration::from_secs(2)).await;
        ask(99);
        assert_eq!(kept(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn rate_per_minute_fills_its_bucket_in_a_minute() {
        let rate = Rate::per_minute(NonZeroU32::new(60).unwrap());
        let buckets = RateBuckets::default();
        let admitted = || (0..100).filter(|_| buckets.take((), rate).is_ok()).count();
        assert_eq!(admitted(), 60);
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(admitted(), 10);
        tokio::time::advance(Duration::from_secs(600)).await;
        assert_eq!(admitted(), 60);
    }
}

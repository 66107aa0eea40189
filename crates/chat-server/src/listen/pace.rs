//! Detection of clients that read too slowly.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// The window over which the rate is measured. Only time in which bytes are pending counts.
pub(crate) const WINDOW: Duration = Duration::from_secs(30);

/// A client's limits for reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PaceLimits {
    /// How long it may read nothing.
    pub(crate) stall: Duration,
    /// The window over which its rate is measured.
    pub(crate) window: Duration,
    /// The bytes it must read in a window.
    pub(crate) bytes: u64,
}

/// Measures how fast a client reads. Only time in which bytes are pending counts.
pub(crate) struct Pace {
    limits: PaceLimits,
    /// Since when bytes are pending.
    since: Option<Instant>,
    /// How long bytes were pending in this window, up to `since`.
    waited: Duration,
    /// Bytes read in this window.
    taken: u64,
    /// Never later than the deadline; reset only after it has fired.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    pub(crate) const fn new(limits: PaceLimits) -> Self {
        Self {
            limits,
            since: None,
            waited: Duration::ZERO,
            taken: 0,
            sleep: None,
        }
    }

    /// Records that the client has read some bytes.
    pub(crate) fn took(&mut self, bytes: usize) {
        self.taken = self.taken.saturating_add(bytes as u64);
        if let Some(since) = self.since.take() {
            self.waited += since.elapsed();
        }
        if self.waited >= self.limits.window && self.taken >= self.limits.bytes {
            self.waited = Duration::ZERO;
            self.taken = 0;
        }
    }

    /// Records that the client reads nothing now. Ready with an error once it has been too slow.
    pub(crate) fn blocked(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        let since = *self.since.get_or_insert_with(Instant::now);
        let mut deadline = since + self.limits.stall;
        if self.taken < self.limits.bytes {
            let left = self.limits.window.saturating_sub(self.waited);
            deadline = deadline.min(since + left);
        }
        loop {
            let sleep = self
                .sleep
                .get_or_insert_with(|| Box::pin(sleep_until(deadline)));
            ready!(sleep.as_mut().poll(context));
            if Instant::now() >= deadline {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
            sleep.as_mut().reset(deadline);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::time::{advance, timeout};

    const LIMITS: PaceLimits = PaceLimits {
        stall: Duration::from_secs(20),
        window: Duration::from_secs(30),
        bytes: 3_000,
    };

    /// Whether a client that reads nothing is disconnected within this time.
    async fn disconnected_within(pace: &mut Pace, seconds: u64) -> bool {
        let blocked = poll_fn(|context| pace.blocked(context));
        timeout(Duration::from_secs(seconds), blocked).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn stalled_client_is_disconnected() {
        let mut pace = Pace::new(LIMITS);
        assert!(!disconnected_within(&mut pace, 19).await);
        assert!(disconnected_within(&mut pace, 2).await);
    }

    #[tokio::test(start_paused = true)]
    async fn too_slow_client_is_disconnected() {
        let mut pace = Pace::new(LIMITS);
        let mut seconds = 0;
        while !disconnected_within(&mut pace, 4).await {
            seconds += 4;
            pace.took(400);
        }
        assert_eq!(seconds, 28);
    }

    #[tokio::test(start_paused = true)]
    async fn slow_client_at_the_minimum_rate_is_kept() {
        let mut pace = Pace::new(LIMITS);
        for _ in 0..100 {
            assert!(!disconnected_within(&mut pace, 9).await);
            pace.took(1_100);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn idle_time_does_not_count() {
        let mut pace = Pace::new(LIMITS);
        for _ in 0..10 {
            assert!(!disconnected_within(&mut pace, 2).await);
            pace.took(1);
            advance(Duration::from_secs(100)).await;
        }
    }
}

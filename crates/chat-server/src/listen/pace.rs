//! Whether a client reads fast enough.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// Over how much time of waiting the rate is measured.
pub(crate) const WINDOW: Duration = Duration::from_secs(30);

/// What a client may take to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PaceLimits {
    /// How long it may take nothing.
    pub(crate) stall: Duration,
    /// Over how much time of waiting its rate is measured.
    pub(crate) window: Duration,
    /// The bytes it must take in that time.
    pub(crate) bytes: u64,
}

/// Measures how a client reads. Only the time in which bytes wait for it counts.
pub(crate) struct Pace {
    limits: PaceLimits,
    /// Since when bytes wait.
    since: Option<Instant>,
    /// For how long bytes have waited in this window, up to `since`.
    waited: Duration,
    /// What was taken in this window.
    taken: u64,
    /// Never later than the deadline; reset only when it has run out.
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

    /// The client has taken some bytes.
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

    /// The client takes nothing now. Ready with an error when it has been too slow.
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

    /// Whether the client is given up while it takes nothing for so long.
    async fn given_up_within(pace: &mut Pace, seconds: u64) -> bool {
        let blocked = poll_fn(|context| pace.blocked(context));
        timeout(Duration::from_secs(seconds), blocked).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_is_given_up() {
        let mut pace = Pace::new(LIMITS);
        assert!(!given_up_within(&mut pace, 19).await);
        assert!(given_up_within(&mut pace, 2).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_too_little_is_given_up() {
        let mut pace = Pace::new(LIMITS);
        let mut seconds = 0;
        while !given_up_within(&mut pace, 4).await {
            seconds += 4;
            pace.took(400);
        }
        assert_eq!(seconds, 28);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_client_that_keeps_the_rate_goes_on() {
        let mut pace = Pace::new(LIMITS);
        for _ in 0..100 {
            assert!(!given_up_within(&mut pace, 9).await);
            pace.took(1_100);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_which_nothing_waits_for_it_does_not_count() {
        let mut pace = Pace::new(LIMITS);
        for _ in 0..10 {
            assert!(!given_up_within(&mut pace, 2).await);
            pace.took(1);
            advance(Duration::from_secs(100)).await;
        }
    }
}

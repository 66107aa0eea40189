//! Limits of an exploration.

use std::time::Duration;

/// Limits of an exploration.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Maximum number of steps from the start.
    pub depth: usize,
    /// Maximum number of states; no level starts once it is reached.
    pub states: usize,
    /// Maximum time; the level in progress is then abandoned.
    pub time: Option<Duration>,
    /// Number of threads.
    pub threads: usize,
    /// One in this many merges is recorded for inspection; 0 records none.
    pub sample_merges: usize,
}

impl Limits {
    /// Limits the depth only, on one thread.
    #[must_use]
    pub const fn depth(depth: usize) -> Self {
        Self {
            depth,
            states: usize::MAX,
            time: None,
            threads: 1,
            sample_merges: 0,
        }
    }

    /// Limits the time only.
    #[must_use]
    pub const fn time(time: Duration, threads: usize) -> Self {
        Self {
            depth: usize::MAX,
            states: usize::MAX,
            time: Some(time),
            threads,
            sample_merges: 0,
        }
    }
}

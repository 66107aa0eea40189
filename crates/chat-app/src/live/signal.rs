//! Wake-ups for a follower: which visits and dashboard rows have changed.

use chat_domain::VisitId;
use futures::task::AtomicWaker;
use std::{
    collections::BTreeSet,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Waker,
};

/// Maximum number of tracked dashboard rows. Beyond it, all rows are listed and compared again.
const MAX_LINES: usize = 1_000;

/// The pending changes of one follower, raised by visits and taken by the follower. Bounded: each visit
/// is in it once.
#[derive(Default)]
pub(crate) struct Signal {
    raised: Mutex<Raised>,
    waker: AtomicWaker,
}

/// The changes since the last take.
#[derive(Default)]
pub(crate) struct Raised {
    /// Followed visits.
    pub(crate) visits: Vec<VisitId>,
    /// Visits that may look different on the dashboard.
    pub(crate) lines: Lines,
}

/// Changed rows of a dashboard.
pub(crate) enum Lines {
    /// These.
    Of(BTreeSet<VisitId>),
    /// Too many to count.
    All,
}

impl Default for Lines {
    fn default() -> Self {
        Self::Of(BTreeSet::new())
    }
}

impl Signal {
    /// Records that a followed visit has changed.
    pub(crate) fn raise_visit(&self, visit: VisitId) {
        let mut raised = self.lock();
        if raised.visits.contains(&visit) {
            return; // already raised
        }
        raised.visits.push(visit);
        drop(raised);
        self.waker.wake();
    }

    /// Records that a visit may look different on the dashboard.
    pub(crate) fn raise_line(&self, visit: VisitId) {
        let mut raised = self.lock();
        match &mut raised.lines {
            Lines::All => return,
            Lines::Of(visits) if visits.len() < MAX_LINES => {
                if !visits.insert(visit) {
                    return;
                }
            }
            lines => *lines = Lines::All,
        }
        drop(raised);
        self.waker.wake();
    }

    /// Records that any row of the dashboard may look different.
    pub(crate) fn raise_all_lines(&self) {
        self.lock().lines = Lines::All;
        self.waker.wake();
    }

    /// Takes the changes after registering `waker`, so that a later change wakes it.
    pub(crate) fn take(&self, waker: &Waker) -> Raised {
        self.waker.register(waker);
        mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Raised> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn all_rows_are_compared_beyond_a_thousand_changed_ones() {
        let signal = Signal::default();
        let raise = |n| signal.raise_line(VisitId::new(Uuid::from_u128(n)));
        let taken = || signal.take(Waker::noop()).lines;
        (0..MAX_LINES as u128).for_each(raise);
        assert!(matches!(taken(), Lines::Of(lines) if lines.len() == MAX_LINES));
        (0..=MAX_LINES as u128).for_each(raise);
        assert!(matches!(taken(), Lines::All));
        raise(1);
        assert!(matches!(taken(), Lines::Of(lines) if lines.len() == 1));
    }
}

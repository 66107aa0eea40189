//! What a follower has to look at.

use chat_domain::VisitId;
use futures::task::AtomicWaker;
use std::{
    collections::BTreeSet,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Waker,
};

/// Lines of a dashboard that wait to be compared. Beyond it, all lines are listed and compared again.
const MAX_LINES: usize = 1_000;

/// What one follower has to look at. Raised by visits, taken by the follower. Bounded: each visit
/// stands in it once.
#[derive(Default)]
pub(crate) struct Signal {
    raised: Mutex<Raised>,
    waker: AtomicWaker,
}

/// What has changed since it was taken last.
#[derive(Default)]
pub(crate) struct Raised {
    /// Visits that are followed.
    pub(crate) visits: Vec<VisitId>,
    /// Visits that may look different on the dashboard.
    pub(crate) lines: Lines,
}

/// Lines of a dashboard.
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
    /// A visit that is followed has changed.
    pub(crate) fn raise_visit(&self, visit: VisitId) {
        let mut raised = self.lock();
        if raised.visits.contains(&visit) {
            return; // the follower was told already
        }
        raised.visits.push(visit);
        drop(raised);
        self.waker.wake();
    }

    /// A visit may look different on the dashboard.
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

    /// Any line of the dashboard may look different.
    pub(crate) fn raise_all_lines(&self) {
        self.lock().lines = Lines::All;
        self.waker.wake();
    }

    /// What has been raised, after `waker` was registered: what comes later wakes it.
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
    fn beyond_a_thousand_lines_all_are_looked_at() {
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

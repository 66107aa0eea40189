//! The byte limit of the writer's queue.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

/// Counts the bytes of changes, from before they are queued until they are stored.
#[derive(Debug)]
pub struct Budget {
    max: usize,
    taken: AtomicUsize,
}

/// A share of the budget, released on drop.
#[derive(Debug)]
pub struct Share {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    /// A budget of this many bytes.
    #[must_use]
    pub fn new(max: usize) -> Arc<Self> {
        Arc::new(Self {
            max,
            taken: AtomicUsize::new(0),
        })
    }

    /// `None` if the budget is exceeded. An empty budget accepts any size, and a size of 0 always fits.
    #[must_use]
    pub fn take(self: &Arc<Self>, bytes: usize) -> Option<Share> {
        let take = |taken: usize| {
            let all = taken.saturating_add(bytes);
            (bytes == 0 || taken == 0 || all <= self.max).then_some(all)
        };
        self.taken.try_update(Relaxed, Relaxed, take).ok()?;
        Some(Share {
            budget: Arc::clone(self),
            bytes,
        })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.taken.fetch_sub(self.bytes, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn released_shares_can_be_taken_again() {
        let budget = Budget::new(10);
        let first = budget.take(6).unwrap();
        assert!(budget.take(5).is_none());
        let second = budget.take(4).unwrap();
        assert!(budget.take(1).is_none());
        drop(first);
        assert!(budget.take(7).is_none());
        let third = budget.take(6).unwrap();
        drop((second, third));
        assert!(budget.take(10).is_some());
    }

    #[test]
    fn change_larger_than_the_budget_is_accepted_alone() {
        let budget = Budget::new(10);
        let large = budget.take(11).unwrap();
        assert!(budget.take(1).is_none());
        assert!(budget.take(0).is_some(), "a probe has no size");
        drop(large);
        let small = budget.take(1).unwrap();
        assert!(budget.take(11).is_none());
        drop(small);
    }
}

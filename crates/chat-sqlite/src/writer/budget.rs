//! How many bytes may wait for the writer.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

/// Counts what waits, from before it is taken in until it is stored.
#[derive(Debug)]
pub(super) struct Budget {
    max: usize,
    taken: AtomicUsize,
}

/// A share of the budget, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    pub(super) fn new(max: usize) -> Arc<Self> {
        Arc::new(Self {
            max,
            taken: AtomicUsize::new(0),
        })
    }

    /// `None` if that is too much beside what waits already. Where nothing waits, nothing is too
    /// much; and nothing is always let in.
    pub(super) fn take(self: &Arc<Self>, bytes: usize) -> Option<Share> {
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
    fn shares_are_given_until_the_budget_is_spent_and_again_when_they_are_back() {
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
    fn what_is_larger_than_the_budget_is_let_in_alone() {
        let budget = Budget::new(10);
        let large = budget.take(11).unwrap();
        assert!(budget.take(1).is_none());
        assert!(budget.take(0).is_some(), "a probe weighs nothing");
        drop(large);
        let small = budget.take(1).unwrap();
        assert!(budget.take(11).is_none());
        drop(small);
    }
}

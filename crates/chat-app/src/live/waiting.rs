//! How many of a person's visits wait for their answer (R4), for a followed dashboard.

use crate::visits::list::MOST_WAITING;
use chat_domain::VisitId;
use std::collections::BTreeSet;

/// The visits that wait for the person's answer, whether or not the dashboard lists them. Read when the visits
/// are listed, and then kept up to date by each visit that changes.
#[derive(Default)]
pub(super) struct WaitingVisits {
    visits: BTreeSet<VisitId>,
    /// Whether there were more than are counted when they were read.
    more: bool,
    /// The number that was delivered last; `None` before the first read.
    delivered: Option<usize>,
    read: bool,
}

impl WaitingVisits {
    /// Replaces the visits by those that were read.
    pub(super) fn replace(&mut self, visits: BTreeSet<VisitId>, more: bool) {
        self.visits = visits;
        self.more = more;
        self.read = true;
    }

    /// Records whether a visit waits. Returns whether the visits must be read again, because others that
    /// were not counted take its place.
    pub(super) fn set(&mut self, visit: VisitId, waits: bool) -> bool {
        if !waits {
            return self.visits.remove(&visit) && self.more;
        }
        if self.visits.len() < MOST_WAITING {
            self.visits.insert(visit);
        } else if !self.visits.contains(&visit) {
            self.more = true;
        }
        false
    }

    /// The number of visits, if it differs from the one delivered last.
    pub(super) fn news(&mut self) -> Option<usize> {
        let count = self.visits.len();
        if !self.read || self.delivered == Some(count) {
            return None;
        }
        self.delivered = Some(count);
        Some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn visit(n: usize) -> VisitId {
        VisitId::new(Uuid::from_u128(n as u128))
    }

    #[test]
    fn count_is_delivered_once_it_is_known_and_whenever_it_changes() {
        let mut waiting = WaitingVisits::default();
        waiting.set(visit(1), true);
        assert_eq!(waiting.news(), None);
        waiting.replace(BTreeSet::new(), false);
        assert_eq!(waiting.news(), Some(0));
        assert!(!waiting.set(visit(2), true));
        assert_eq!((waiting.news(), waiting.news()), (Some(1), None));
        assert!(!waiting.set(visit(2), false));
        assert!(!waiting.set(visit(3), false));
        assert_eq!(waiting.news(), Some(0));
    }

    #[test]
    fn visits_beyond_the_most_are_read_again_once_one_no_longer_waits() {
        let mut waiting = WaitingVisits::default();
        waiting.replace((0..MOST_WAITING).map(visit).collect(), false);
        assert!(!waiting.set(visit(MOST_WAITING), true));
        assert_eq!(waiting.news(), Some(MOST_WAITING));
        assert!(waiting.set(visit(0), false));
    }
}

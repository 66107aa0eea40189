//! How many of a person's visits wait for their answer (R4), for a followed dashboard.

use crate::{
    error::AppError,
    visits::list::{DashboardFilter, MAX_PAGE},
};
use chat_domain::{ClinicId, PersonId, VisitId};
use chat_ports::VisitLog;
use std::collections::BTreeSet;

/// The most visits that are followed one by one.
const MOST_FOLLOWED: usize = MAX_PAGE;

/// The visits that wait for the person's answer, whether or not the dashboard lists them. Read when the visits
/// are listed, and then kept up to date by each visit that changes. Of more than [`MOST_FOLLOWED`], the number of the
/// others is as of the last read.
#[derive(Default)]
pub(super) struct WaitingVisits {
    visits: BTreeSet<VisitId>,
    /// The number of the others.
    others: usize,
    /// The number that was delivered last; `None` before the first read.
    delivered: Option<usize>,
    read: bool,
}

/// Reads the visits that wait for the person's answer.
///
/// # Errors
/// [`AppError::Unavailable`] or [`AppError::Corrupt`].
pub(super) async fn read(
    log: &dyn VisitLog,
    clinic: ClinicId,
    person: PersonId,
) -> Result<WaitingVisits, AppError> {
    let query = DashboardFilter::all_waiting().query((clinic, person), None, MOST_FOLLOWED);
    let page = log.list_visits(query).await?;
    let visits: BTreeSet<_> = page.visits.iter().map(|summary| summary.visit).collect();
    let others = match page.next {
        None => 0,
        Some(_) => log
            .count_waiting(clinic, person)
            .await?
            .saturating_sub(visits.len()),
    };
    Ok(WaitingVisits {
        visits,
        others,
        ..WaitingVisits::default()
    })
}

impl WaitingVisits {
    /// Replaces the visits by those that were read.
    pub(super) fn replace(&mut self, read: Self) {
        self.visits = read.visits;
        self.others = read.others;
        self.read = true;
    }

    /// Records whether a visit waits. Returns whether the visits must be read again, because one of the others
    /// takes its place.
    pub(super) fn set(&mut self, visit: VisitId, waits: bool) -> bool {
        if !waits {
            return self.visits.remove(&visit) && self.others > 0;
        }
        if self.visits.len() < MOST_FOLLOWED {
            self.visits.insert(visit);
        } else if self.others == 0 && !self.visits.contains(&visit) {
            self.others = 1;
        }
        false
    }

    /// The number of visits, if it differs from the one delivered last.
    pub(super) fn news(&mut self) -> Option<usize> {
        let count = self.visits.len() + self.others;
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

    fn waiting(visits: usize, others: usize) -> WaitingVisits {
        WaitingVisits {
            visits: (0..visits).map(visit).collect(),
            others,
            ..WaitingVisits::default()
        }
    }

    #[test]
    fn count_is_delivered_once_it_is_known_and_whenever_it_changes() {
        let mut counted = WaitingVisits::default();
        counted.set(visit(1), true);
        assert_eq!(counted.news(), None);
        counted.replace(waiting(0, 0));
        assert_eq!(counted.news(), Some(0));
        assert!(!counted.set(visit(2), true));
        assert_eq!((counted.news(), counted.news()), (Some(1), None));
        assert!(!counted.set(visit(2), false));
        assert!(!counted.set(visit(3), false));
        assert_eq!(counted.news(), Some(0));
    }

    #[test]
    fn visits_beyond_the_most_are_counted_and_read_again_once_one_no_longer_waits() {
        let mut counted = WaitingVisits::default();
        counted.replace(waiting(MOST_FOLLOWED, 0));
        assert!(!counted.set(visit(MOST_FOLLOWED), true));
        assert_eq!(counted.news(), Some(MOST_FOLLOWED + 1));
        assert!(counted.set(visit(0), false));
        counted.replace(waiting(MOST_FOLLOWED, 37));
        assert!(!counted.set(visit(MOST_FOLLOWED + 1), true));
        assert_eq!(counted.news(), Some(MOST_FOLLOWED + 37));
    }
}

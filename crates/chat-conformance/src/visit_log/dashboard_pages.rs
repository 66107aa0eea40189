//! Dashboard pages.

use super::{
    dashboard::{everything, listed},
    store,
};
use crate::fixture::{VisitScript, fresh_clinic};
use chat_domain::{ClinicId, PersonId, VisitSummary};
use chat_ports::{VisitLog, VisitQuery, WhoTakesPart};
use std::sync::Arc;
use time::{Duration, UtcOffset};

/// Stores twelve visits in no particular order, many with the same scheduled time; every second one
/// has the same provider. Returns the clinic, that provider and the summaries in order.
async fn stored(log: &Arc<dyn VisitLog>) -> (ClinicId, PersonId, Vec<VisitSummary>) {
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..12).map(|_| VisitScript::in_clinic(clinic)).collect();
    let provider = visits[0].cast.provider;
    let minutes = [3, 1, 2, 1, 1, 3, 0, 1, 2, 3, 1, -5];
    for (i, visit) in visits.iter_mut().enumerate() {
        visit.scheduled_for += Duration::minutes(minutes[i]);
        if i % 3 == 0 {
            // The same moment in another time zone.
            let kolkata = UtcOffset::from_hms(5, 30, 0).unwrap();
            visit.scheduled_for = visit.scheduled_for.to_offset(kolkata);
        }
        if i % 2 == 0 {
            visit.cast.provider = provider;
        }
    }
    for i in [7, 2, 11, 0, 5, 9, 1, 10, 3, 8, 6, 4] {
        store(&**log, visits[i].schedule()).await;
    }
    let mut summaries: Vec<_> = visits.iter().map(VisitScript::summary).collect();
    summaries.sort_by_key(|visit| (visit.scheduled_for, visit.visit));
    (clinic, provider, summaries)
}

async fn pages(log: &Arc<dyn VisitLog>, query: &VisitQuery, wanted: &[VisitSummary]) {
    for limit in 1..=wanted.len() + 1 {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = VisitQuery {
                after,
                limit,
                ..query.clone()
            };
            let page = log.list_visits(page).await.unwrap();
            let full = page.visits.len() == limit;
            found.extend(page.visits);
            let more = found.len() < wanted.len();
            assert_eq!(
                page.next.is_some(),
                more,
                "{limit} at a time, {} so far",
                found.len()
            );
            if !more {
                break;
            }
            assert!(full, "a page before the last is full");
            after = page.next;
        }
        assert_eq!(found, wanted, "{limit} at a time");
    }
}

/// Visits are ordered by scheduled time, then by id.
pub async fn dashboard_is_ordered_by_time_then_visit(log: &Arc<dyn VisitLog>) {
    let (clinic, _, summaries) = stored(log).await;
    assert_eq!(listed(log, clinic).await, summaries);
}

/// Pages of any size list every visit once, in order, including ties; `next` is `None` exactly on
/// the last page.
pub async fn dashboard_pages_cover_all_visits(log: &Arc<dyn VisitLog>) {
    let (clinic, _, summaries) = stored(log).await;
    pages(log, &everything(clinic), &summaries).await;
}

/// The same for a dashboard filtered by provider and start time.
pub async fn filtered_dashboard_pages_cover_all_matches(log: &Arc<dyn VisitLog>) {
    let (clinic, provider, mut summaries) = stored(log).await;
    let from = summaries[2].scheduled_for;
    summaries.retain(|visit| visit.scheduled_for >= from && visit.has_participant(provider));
    assert!(summaries.len() >= 4, "enough to page");
    let query = VisitQuery {
        who: Some(WhoTakesPart {
            person: provider,
            as_care_team: Some(true),
        }),
        from: Some(from),
        ..everything(clinic)
    };
    pages(log, &query, &summaries).await;
}

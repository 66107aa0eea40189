//! Paging a dashboard.

use super::{
    dashboard::{everything, listed},
    store,
};
use crate::fixture::{VisitScript, fresh_clinic};
use chat_domain::{ClinicId, PersonId, VisitSummary};
use chat_ports::{VisitLog, VisitQuery, WhoTakesPart};
use std::sync::Arc;
use time::{Duration, UtcOffset};

/// Twelve visits, most of them at times shared by several, appended in no order. One provider has
/// every second one. Answers with the clinic, the provider and the summaries in their order.
async fn stored(log: &Arc<dyn VisitLog>) -> (ClinicId, PersonId, Vec<VisitSummary>) {
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..12).map(|_| VisitScript::in_clinic(clinic)).collect();
    let provider = visits[0].cast.provider;
    let minutes = [3, 1, 2, 1, 1, 3, 0, 1, 2, 3, 1, -5];
    for (i, visit) in visits.iter_mut().enumerate() {
        visit.scheduled_for += Duration::minutes(minutes[i]);
        if i % 3 == 0 {
            // The same moment written in another time zone is no other time.
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
            assert!(full, "a page with a next one is full");
            after = page.next;
        }
        assert_eq!(found, wanted, "{limit} at a time");
    }
}

/// Visits are ordered by the moment that they are scheduled for, and by id where that is one.
pub async fn a_dashboard_is_ordered_by_time_then_visit(log: &Arc<dyn VisitLog>) {
    let (clinic, _, summaries) = stored(log).await;
    assert_eq!(listed(log, clinic).await, summaries);
}

/// Pages of any size give every visit once, in order, also among equal times; `next` is `None`
/// exactly on the last.
pub async fn a_dashboard_is_paged_to_its_end(log: &Arc<dyn VisitLog>) {
    let (clinic, _, summaries) = stored(log).await;
    pages(log, &everything(clinic), &summaries).await;
}

/// The same for a dashboard of one provider from some time on.
pub async fn a_filtered_dashboard_is_paged_to_its_end(log: &Arc<dyn VisitLog>) {
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

//! Visits in which the service may have something to do (W8).

use super::store;
use crate::fixture::{VisitScript, fresh_clinic};
use chat_domain::{Actor, Command, PolicyChoices, VisitEdit};
use chat_ports::{DueVisit, VisitKey, VisitLog};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// The listed visits of these clinics, read in pages of this size.
async fn listed(
    log: &Arc<dyn VisitLog>,
    of: &[VisitScript],
    by: OffsetDateTime,
    size: usize,
) -> Vec<VisitKey> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = log.visits_due(by, after, size).await.unwrap();
        assert!(page.len() <= size, "{} on a page of {size}", page.len());
        let Some(last) = page.last() else {
            break;
        };
        after = Some(*last);
        found.extend(page);
    }
    assert!(
        found.is_sorted_by(|one, next| one < next),
        "in order, each once"
    );
    assert!(found.iter().all(|due| due.at <= by));
    found.retain(|due| of.iter().any(|visit| visit.key == due.visit));
    found.iter().map(|due| due.visit).collect()
}

fn after_hours(hours: u32) -> Command {
    Command::EditVisit(VisitEdit {
        policy: PolicyChoices {
            complete_after_hours: Some(hours),
            follow_up_hours: Some(hours),
            ..PolicyChoices::default()
        },
        ..VisitEdit::default()
    })
}

/// Of all clinics' visits, exactly those are listed whose newest summary says that they are due by then.
pub async fn visits_due_are_listed_in_order(log: &Arc<dyn VisitLog>) {
    let mut visits: Vec<_> = (0..7)
        .map(|_| VisitScript::in_clinic(fresh_clinic()))
        .collect();
    for (visit, hours) in visits.iter_mut().zip([3, 1, 2, 2, 0, 4, 5]) {
        store(&**log, visit.schedule()).await;
        if hours > 0 {
            store(&**log, visit.run(Actor::Host, &after_hours(hours))).await;
        }
    }
    let due_by = |visits: &[VisitScript], by| {
        let due = visits.iter().filter_map(|visit| {
            let at = visit.summary().due?;
            (at <= by).then_some(DueVisit {
                at,
                visit: visit.key,
            })
        });
        let mut due: Vec<_> = due.collect();
        due.sort_unstable();
        due.into_iter().map(|due| due.visit).collect::<Vec<_>>()
    };
    let scheduled_for = visits[0].summary().scheduled_for;
    for (hours, count) in [(0, 0), (1, 1), (2, 3), (3, 4), (9, 6)] {
        let by = scheduled_for + Duration::hours(hours);
        let wanted = due_by(&visits, by);
        assert_eq!(wanted.len(), count, "after {hours} hours");
        for size in [1, 2, 1_000] {
            assert_eq!(
                listed(log, &visits, by, size).await,
                wanted,
                "in pages of {size}"
            );
        }
        let nearly = by - Duration::microseconds(1);
        assert_eq!(
            listed(log, &visits, nearly, 9).await,
            due_by(&visits, nearly)
        );
    }
    // A completion begins a follow-up, cancelling begins none, and a message changes nothing.
    let completed = visits[0].run(Actor::Host, &Command::CompleteVisit);
    store(&**log, completed).await;
    let cancelled = visits[1].run(Actor::Host, &Command::CancelVisit);
    store(&**log, cancelled).await;
    let message = visits[2].announce("still here");
    store(&**log, message).await;
    let by = OffsetDateTime::now_utc().max(scheduled_for) + Duration::hours(9);
    let wanted = due_by(&visits, by);
    assert_eq!(wanted.len(), 5);
    assert_eq!(listed(log, &visits, by, 3).await, wanted);
    let ended = visits[0].run(Actor::Host, &Command::EndFollowUp);
    store(&**log, ended).await;
    assert_eq!(listed(log, &visits, by, 3).await.len(), 4);
}

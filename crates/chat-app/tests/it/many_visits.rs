//! More visits than a followed dashboard shows.

use crate::clinic::{CLINIC, PATIENT, PROVIDER, every_day, group_visit, send, service};
use chat_app::{AppError, ChatService, DashboardFilter, DashboardUpdate};
use chat_domain::{ChatKey, ReaderNumber};
use chat_ports::VisitKey;
use futures::{StreamExt as _, future::join_all};
use std::collections::BTreeSet;

const MAX_VISITS: usize = 1_000;
const WITH_PATIENT: ChatKey = ChatKey::direct(PROVIDER, PATIENT);

#[tokio::test]
async fn dashboard_shows_a_thousand_visits_and_reports_when_there_are_more() {
    let service = service();
    join_all((0..MAX_VISITS).map(|_| group_visit(&service))).await;
    let follow = |filter| Box::pin(service.follow_dashboard(CLINIC, PROVIDER, filter));
    let shown = follow(every_day())
        .take(MAX_VISITS)
        .collect::<Vec<_>>()
        .await;
    assert!(
        shown
            .iter()
            .all(|update| matches!(update, Ok(DashboardUpdate::Shown(_))))
    );
    group_visit(&service).await;
    let mut list = follow(every_day());
    // The number of visits that wait is delivered before.
    let count = list.next().await.unwrap().unwrap();
    assert_eq!(count, DashboardUpdate::Waiting(0));
    let refused = list.next().await.unwrap();
    assert!(matches!(
        refused,
        Err(AppError::TooManyVisits { max: MAX_VISITS })
    ));
    assert!(list.next().await.is_none());
    // None of them is today.
    let mut today = follow(DashboardFilter::default());
    assert_eq!(
        today.next().await.unwrap().unwrap(),
        DashboardUpdate::Waiting(0)
    );
    let soon = std::time::Duration::from_millis(200);
    assert!(tokio::time::timeout(soon, today.next()).await.is_err());
}

#[tokio::test]
async fn waiting_visits_beyond_a_thousand_are_counted_and_the_longest_wait_is_listed() {
    let service = service();
    let visits = join_all((0..=MAX_VISITS).map(|_| waiting_visit(&service))).await;
    let filter = waiting();
    let page = service.dashboard(CLINIC, PROVIDER, &filter, None, 1).await;
    let page = page.unwrap();
    assert_eq!(page.waiting, MAX_VISITS + 1);
    let mut list = Box::pin(service.follow_dashboard(CLINIC, PROVIDER, waiting()));
    let mut shown = BTreeSet::new();
    let count = loop {
        match list.next().await.unwrap().unwrap() {
            DashboardUpdate::Shown(view) => shown.insert(view.visit),
            DashboardUpdate::Waiting(count) => break count,
            gone => panic!("{gone:?}"),
        };
    };
    assert_eq!((shown.len(), count), (MAX_VISITS, MAX_VISITS + 1));
    // The answered visit makes room for the one that was left out.
    let answered = visits.iter().find(|visit| shown.contains(&visit.visit));
    let answered = *answered.unwrap();
    let read = service.mark_read(answered, PROVIDER, WITH_PATIENT, ReaderNumber(2));
    read.await.unwrap();
    send(&service, answered, PROVIDER, WITH_PATIENT, 3)
        .await
        .unwrap();
    let (mut gone, mut new) = (false, false);
    while !(gone && new) {
        match list.next().await.unwrap().unwrap() {
            DashboardUpdate::Gone(visit) => gone = visit == answered.visit,
            DashboardUpdate::Shown(view) => new |= !shown.contains(&view.visit),
            DashboardUpdate::Waiting(count) => assert!(count <= MAX_VISITS + 1),
        }
    }
}

async fn waiting_visit(service: &ChatService) -> VisitKey {
    let visit = group_visit(service).await;
    for (author, id) in [(PROVIDER, 1), (PATIENT, 2)] {
        send(service, visit, author, WITH_PATIENT, id)
            .await
            .unwrap();
    }
    visit
}

fn waiting() -> DashboardFilter {
    DashboardFilter {
        waiting: true,
        ..DashboardFilter::default()
    }
}

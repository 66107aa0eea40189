//! More visits than a followed dashboard shows.

use crate::clinic::{CLINIC, PROVIDER, every_day, group_visit, service};
use chat_app::{AppError, DashboardFilter, DashboardUpdate};
use futures::{StreamExt as _, future::join_all};

const MAX_VISITS: usize = 1_000;

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

//! The list of a person's visits.

use crate::clinic::{
    CLINIC, OUTSIDER, PATIENT, PROVIDER, enter, every_day, group_visit, remove, service,
};
use chat_app::{DashboardFilter, DashboardUpdate};
use chat_domain::{Actor, Command, Phase, Presence};
use futures::StreamExt as _;

#[tokio::test]
async fn person_lists_only_own_visits() {
    let service = service();
    let visit = group_visit(&service).await;
    group_visit(&service).await;
    let list = async |person, phases: &[Phase]| {
        let filter = DashboardFilter {
            phases: phases.to_vec(),
            ..DashboardFilter::default()
        };
        service
            .dashboard(CLINIC, person, &filter, None, 50)
            .await
            .unwrap()
            .visits
            .len()
    };
    assert_eq!(list(PROVIDER, &[]).await, 2);
    assert_eq!(list(OUTSIDER, &[]).await, 0);
    service
        .execute(visit, Actor::Person(PROVIDER), Command::CancelVisit)
        .await
        .unwrap();
    assert_eq!(list(PROVIDER, &[Phase::Scheduled]).await, 1);
    assert_eq!(list(PROVIDER, &[Phase::Cancelled]).await, 1);
}

#[tokio::test]
async fn dashboard_is_updated_live() {
    let service = service();
    let visit = group_visit(&service).await;
    let filter = DashboardFilter {
        phases: vec![Phase::Scheduled],
        ..every_day()
    };
    let mut list = Box::pin(service.follow_dashboard(CLINIC, PROVIDER, filter.clone()));
    let mut next = async || list.next().await.unwrap().unwrap();
    let DashboardUpdate::Shown(first) = next().await else {
        panic!("expected the list first")
    };
    assert_eq!(first.visit, visit.visit);
    assert_eq!(next().await, DashboardUpdate::Waiting(0));

    enter(&service, visit, PATIENT).await;
    let DashboardUpdate::Shown(changed) = next().await else {
        panic!("a change")
    };
    let patient = changed
        .participants
        .iter()
        .find(|p| p.person == PATIENT)
        .unwrap();
    assert_eq!(patient.presence, Presence::Waiting);
    assert!(patient.is_primary);

    let added = group_visit(&service).await;
    let DashboardUpdate::Shown(new) = next().await else {
        panic!("expected a new visit")
    };
    assert_eq!(new.visit, added.visit);

    service
        .execute(visit, Actor::Host, Command::CompleteVisit)
        .await
        .unwrap();
    assert_eq!(next().await, DashboardUpdate::Gone(visit.visit));

    let mut mine = Box::pin(service.follow_dashboard(CLINIC, PATIENT, filter));
    mine.next().await.unwrap().unwrap();
    mine.next().await.unwrap().unwrap();
    remove(&service, added, PATIENT).await;
    assert_eq!(
        mine.next().await.unwrap().unwrap(),
        DashboardUpdate::Gone(added.visit)
    );
}

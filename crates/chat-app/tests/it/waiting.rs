//! Visits that wait for an answer (R4): the list, the count, and who sees them.

use crate::clinic::{
    CLINIC, COLLEAGUE, PATIENT, PROVIDER, enter, group_visit, ports, send, service, settings,
};
use chat_app::{ChatService, DashboardFilter, DashboardUpdate, ShownThrough};
use chat_domain::{Actor, ChatKey, Command, PersonId, Phase, ReaderNumber, VisitId, VisitView};
use futures::{Stream, StreamExt as _};
use std::pin::Pin;

const WITH_PATIENT: ChatKey = ChatKey::direct(PROVIDER, PATIENT);

fn waiting() -> DashboardFilter {
    DashboardFilter {
        waiting: true,
        ..DashboardFilter::default()
    }
}

/// The visits that wait for a person, and their number.
async fn listed(service: &ChatService, person: PersonId) -> (Vec<VisitId>, usize) {
    let page = service
        .dashboard(CLINIC, person, &waiting(), None, 50)
        .await;
    let page = page.unwrap();
    let visits = page.visits.iter().map(|view| view.visit).collect();
    (visits, page.waiting)
}

#[tokio::test]
async fn waiting_visits_are_listed_longest_first_and_counted() {
    let service = service();
    let mut visits = Vec::new();
    for _ in 0..4 {
        let visit = group_visit(&service).await;
        send(&service, visit, PROVIDER, WITH_PATIENT, 1)
            .await
            .unwrap();
        visits.push(visit);
    }
    assert_eq!(listed(&service, PROVIDER).await, (vec![], 0));
    for at in [2, 0] {
        send(&service, visits[at], PATIENT, WITH_PATIENT, 2)
            .await
            .unwrap();
    }
    let expected = vec![visits[2].visit, visits[0].visit];
    assert_eq!(listed(&service, PROVIDER).await, (expected, 2));
    assert_eq!(listed(&service, COLLEAGUE).await, (vec![], 0));
    assert_eq!(listed(&service, PATIENT).await, (vec![], 0));
    // The count is the same with any filter.
    let closed = DashboardFilter {
        phases: vec![Phase::Cancelled],
        ..DashboardFilter::default()
    };
    let page = service.dashboard(CLINIC, PROVIDER, &closed, None, 50).await;
    let page = page.unwrap();
    assert_eq!((page.visits.len(), page.waiting), (0, 2));

    // Before it is read, no message answers it.
    let answer = |id| send(&service, visits[2], PROVIDER, WITH_PATIENT, id);
    answer(3).await.unwrap();
    assert_eq!(listed(&service, PROVIDER).await.1, 2);
    let read = service.mark_read(visits[2], PROVIDER, WITH_PATIENT, ReaderNumber(2));
    read.await.unwrap();
    answer(4).await.unwrap();
    assert_eq!(listed(&service, PROVIDER).await, (vec![visits[0].visit], 1));
    service
        .execute(visits[0], Actor::Host, Command::CompleteVisit)
        .await
        .unwrap();
    assert_eq!(listed(&service, PROVIDER).await, (vec![], 0));
}

#[tokio::test]
async fn restarted_service_knows_what_waits() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), settings());
    let visit = group_visit(&service).await;
    send(&service, visit, PROVIDER, WITH_PATIENT, 1)
        .await
        .unwrap();
    send(&service, visit, PATIENT, WITH_PATIENT, 2)
        .await
        .unwrap();
    drop(service);
    let service = ChatService::new(ports, settings());
    assert_eq!(listed(&service, PROVIDER).await, (vec![visit.visit], 1));
    let view = service.view(visit, PROVIDER).await.unwrap();
    assert_eq!(number(&view), Some(2));
}

fn number(view: &VisitView) -> Option<u64> {
    let mut chats = view.chats.iter();
    let chat = chats.find(|chat| chat.chat == WITH_PATIENT).unwrap();
    chat.waiting.map(|oldest| oldest.number.0)
}

type Updates = Pin<Box<dyn Stream<Item = DashboardUpdate> + Send>>;

fn follow(service: &ChatService, person: PersonId, filter: DashboardFilter) -> Updates {
    let updates = service.follow_dashboard(CLINIC, person, filter);
    Box::pin(updates.map(Result::unwrap))
}

#[tokio::test]
async fn count_and_rows_follow_live_whatever_the_list_shows() {
    let service = service();
    let visit = group_visit(&service).await;
    send(&service, visit, PROVIDER, WITH_PATIENT, 1)
        .await
        .unwrap();
    let closed = DashboardFilter {
        phases: vec![Phase::Cancelled],
        ..DashboardFilter::default()
    };
    let mut elsewhere = follow(&service, PROVIDER, closed);
    let mut list = follow(&service, PROVIDER, waiting());
    assert_eq!(elsewhere.next().await, Some(DashboardUpdate::Waiting(0)));
    assert_eq!(list.next().await, Some(DashboardUpdate::Waiting(0)));

    let mark =
        |through| service.begin_mark_read(visit, PROVIDER, WITH_PATIENT, ReaderNumber(through));
    mark(1).await.unwrap().await.unwrap();
    for id in 2..=3 {
        send(&service, visit, PATIENT, WITH_PATIENT, id)
            .await
            .unwrap();
    }
    let Some(DashboardUpdate::Shown(view)) = list.next().await else {
        panic!("expected the visit")
    };
    assert_eq!(number(&view), Some(2));
    assert_eq!(list.next().await, Some(DashboardUpdate::Waiting(1)));
    assert_eq!(elsewhere.next().await, Some(DashboardUpdate::Waiting(1)));

    let (by, through) = (
        Actor::Person(PROVIDER),
        ShownThrough::Entry(ReaderNumber(2)),
    );
    let ended = service.no_answer_needed(visit, by, WITH_PATIENT, through);
    ended.await.unwrap();
    let Some(DashboardUpdate::Shown(view)) = list.next().await else {
        panic!("expected the next message")
    };
    assert_eq!(number(&view), Some(3));
    // Accepted, but not stored yet: it is stored before the answer.
    let _pending = mark(3).await.unwrap();
    send(&service, visit, PROVIDER, WITH_PATIENT, 4)
        .await
        .unwrap();
    assert_eq!(list.next().await, Some(DashboardUpdate::Gone(visit.visit)));
    assert_eq!(list.next().await, Some(DashboardUpdate::Waiting(0)));
    assert_eq!(elsewhere.next().await, Some(DashboardUpdate::Waiting(0)));
}

#[tokio::test]
async fn m7_colleague_is_shown_nothing_of_a_direct_chat_that_waits() {
    let service = service();
    let visit = group_visit(&service).await;
    send(&service, visit, PROVIDER, WITH_PATIENT, 1)
        .await
        .unwrap();
    let every_day = crate::clinic::every_day();
    let mut colleague = follow(&service, COLLEAGUE, every_day);
    assert!(matches!(
        colleague.next().await,
        Some(DashboardUpdate::Shown(_))
    ));
    assert_eq!(colleague.next().await, Some(DashboardUpdate::Waiting(0)));
    send(&service, visit, PATIENT, WITH_PATIENT, 2)
        .await
        .unwrap();
    enter(&service, visit, PATIENT).await;
    // The next update is about the patient's arrival.
    let Some(DashboardUpdate::Shown(view)) = colleague.next().await else {
        panic!("expected the arrival")
    };
    assert_eq!(view.waiting_since, None);
    let shown = service.view(visit, COLLEAGUE).await.unwrap();
    assert_eq!(*view, shown);
}

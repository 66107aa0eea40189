//! How often one of several nodes reads the log.

use crate::{
    adapters::FaultyLog,
    clinic::{
        CLINIC, OTHER_PATIENT, PATIENT, PROVIDER, direct, enter, every_day, group_visit, ports,
        send, settings,
    },
};
use chat_app::{ChatService, DashboardUpdate, Followed, Nodes, Seen, Update};
use chat_domain::{Presence, ReaderNumber, VisitView};
use chat_ports::VisitKey;
use futures::StreamExt as _;
use std::{
    pin::pin,
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};
use tokio::time::timeout;

/// A node that has read nothing, its log, and another node over the same one.
fn nodes() -> (Arc<FaultyLog>, ChatService, ChatService) {
    let ports = ports();
    let several = settings().with_nodes(Nodes::Several);
    let other = ChatService::new(ports.clone(), several.clone());
    let (log, ports) = FaultyLog::in_front_of(ports);
    (log, ChatService::new(ports, several), other)
}

#[tokio::test(start_paused = true)]
async fn visit_with_two_chats_is_opened_with_two_reads_and_sent_to_with_none() {
    let (log, node, other) = nodes();
    let visit = group_visit(&other).await;
    let chats = [PATIENT, OTHER_PATIENT].map(|patient| direct(PROVIDER, patient));
    for id in 0..10 {
        for (chat, from) in chats.into_iter().zip([PATIENT, OTHER_PATIENT]) {
            let question = 1_000 + 2 * id + u128::from(from == PATIENT);
            send(&other, visit, PROVIDER, chat, question).await.unwrap();
            send(&other, visit, from, chat, id).await.unwrap();
        }
    }
    let mut follower = node.follower(CLINIC, PROVIDER);
    follower.follow(visit.visit, Seen::new());
    let mut marked = 0;
    // Shorter than the interval of polls.
    while let Ok(followed) = timeout(Duration::from_secs(3), follower.next()).await {
        let Followed::Visit(_, Update::Chat(page)) = followed else {
            continue;
        };
        if let Some(last) = page.messages.last() {
            let through = ReaderNumber(last.number.0);
            node.mark_read(visit, PROVIDER, page.chat, through)
                .await
                .unwrap();
            marked += 1;
        }
    }
    assert_eq!(marked, 2);
    assert_eq!(
        log.reads.load(SeqCst),
        2,
        "the first, and after the subscription"
    );
    for id in 100..120 {
        send(&node, visit, PROVIDER, chats[0], id).await.unwrap();
    }
    assert_eq!(log.reads.load(SeqCst), 2);
    // A repeat is answered by the log.
    send(&node, visit, PROVIDER, chats[0], 100).await.unwrap();
    assert_eq!(log.reads.load(SeqCst), 3);
}

#[tokio::test]
async fn page_of_200_visits_is_three_queries() {
    let (log, node, other) = nodes();
    for _ in 0..200 {
        group_visit(&other).await;
    }
    let (all, mut grown, mut shown) = (every_day(), None, Vec::new());
    // The list, the count of those that wait and the visits; nothing is read of visits that have not grown.
    for (queries, visits) in [(3, &[200][..]), (2, &[]), (3, &[1]), (2, &[])] {
        log.queries.store(0, SeqCst);
        log.batches.lock().unwrap().clear();
        let page = node.dashboard(CLINIC, PROVIDER, &all, None, 200);
        let page = page.await.unwrap().visits;
        assert_eq!(page.len(), 200);
        assert_eq!(log.queries.load(SeqCst), queries);
        assert_eq!(*log.batches.lock().unwrap(), visits);
        if visits.is_empty() && grown.is_none() {
            let visit = VisitKey::new(CLINIC, page[7].visit);
            enter(&other, visit, PATIENT).await;
            grown = Some(visit.visit);
        }
        let is_waiting = |view: &VisitView| {
            let mut people = view.participants.iter();
            people.any(|person| person.presence == Presence::Waiting)
        };
        let waiting = page.iter().find(|view| is_waiting(view));
        assert!(waiting.is_none_or(|view| Some(view.visit) == grown));
        shown.push(waiting.is_some());
    }
    assert_eq!(shown, [false, false, true, true]);
    assert_eq!(log.probes.load(SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn followed_dashboard_of_200_visits_is_three_queries() {
    let (log, node, other) = nodes();
    for _ in 0..200 {
        group_visit(&other).await;
    }
    let mut live = pin!(node.follow_dashboard(CLINIC, PROVIDER, every_day()));
    let mut shown = 0;
    while let Some(Ok(DashboardUpdate::Shown(_))) = live.next().await {
        shown += 1;
    }
    assert_eq!(shown, 200);
    let queries = log.queries.load(SeqCst);
    assert!(queries <= 3, "{queries}");
    // Six polls and more.
    let nothing = timeout(Duration::from_secs(65), live.next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    assert_eq!(
        *log.batches.lock().unwrap(),
        [200],
        "unchanged visits are not read again"
    );
    assert!(log.queries.load(SeqCst) >= queries + 12, "they are listed");
}

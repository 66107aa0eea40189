//! Hints that are lost, reordered, or never announced.

use crate::{
    adapters::{DeadFanout, FaultyFanout, FaultyLog},
    clinic::{
        CLINIC, COLLEAGUE, OTHER_PATIENT, OUTSIDER, PATIENT, PROVIDER, direct, every_day,
        group_visit, ports, remove, send,
    },
    live::{drain, follow, numbers},
};
use chat_app::{ChatService, DashboardUpdate, Nodes, Ports, Seen, Settings};
use chat_domain::Seq;
use chat_ports::{Hint, VisitKey};
use futures::{FutureExt as _, Stream, StreamExt as _};
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

/// Short for tests that wait for a poll, long for tests that must pass without one.
fn polling(every: Duration) -> Settings {
    crate::clinic::settings().with_poll_every(every)
}

/// Whether the visit disappears from the dashboard in time.
async fn disappears(
    list: &mut (impl Stream<Item = Result<DashboardUpdate, chat_app::AppError>> + Unpin),
    visit: VisitKey,
) -> bool {
    let gone = async {
        while list.next().await.unwrap().unwrap() != DashboardUpdate::Gone(visit.visit) {}
    };
    tokio::time::timeout(Duration::from_secs(5), gone)
        .await
        .is_ok()
}

/// Keeps another chat of the visit busy.
fn keep_busy(service: &ChatService, visit: VisitKey) {
    let service = service.clone();
    tokio::spawn(async move {
        for id in 1_000.. {
            let chat = direct(PROVIDER, OTHER_PATIENT);
            send(&service, visit, PROVIDER, chat, id).await.unwrap();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
}

#[tokio::test]
async fn dead_fanout_delays_updates_until_the_next_poll() {
    let mut ports = ports();
    ports.fanout = Arc::new(DeadFanout);
    let service = ChatService::new(ports, polling(Duration::from_millis(20)));
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut live = follow(&service, visit, PATIENT, Seen::new()).await;
    drain(&mut live).await;
    for id in 1..=5 {
        send(&service, visit, PROVIDER, chat, id).await.unwrap();
    }
    assert_eq!(numbers(&drain(&mut live).await, chat), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn hanging_fanout_blocks_no_one() {
    let sound = ports();
    let fanout = FaultyFanout::over(&sound.fanout);
    let ports = Ports {
        fanout: Arc::clone(&fanout) as _,
        ..sound
    };
    let service = ChatService::new(ports, crate::clinic::settings());
    let visit = group_visit(&service).await;
    fanout.hangs.store(true, SeqCst);
    for id in 1..=20 {
        let sent = send(&service, visit, PROVIDER, direct(PROVIDER, PATIENT), id);
        tokio::time::timeout(Duration::from_secs(2), sent)
            .await
            .unwrap()
            .unwrap();
    }
}

#[tokio::test]
async fn dashboard_recovers_from_a_lost_hint_while_other_visits_are_busy() {
    let sound = ports();
    let fanout = FaultyFanout::over(&sound.fanout);
    let ports = Ports {
        fanout: Arc::clone(&fanout) as _,
        ..sound
    };
    let service = ChatService::new(ports, polling(Duration::from_millis(200)));
    let (quiet, busy) = (group_visit(&service).await, group_visit(&service).await);
    let filter = every_day();
    let mut list = Box::pin(service.follow_dashboard(CLINIC, PATIENT, filter));
    list.next().await.unwrap().unwrap();
    list.next().await.unwrap().unwrap();
    *fanout.loses.lock().unwrap() = Some(quiet);
    remove(&service, quiet, PATIENT).await;
    keep_busy(&service, busy);
    assert!(disappears(&mut list, quiet).await);
}

#[tokio::test]
async fn unread_dashboard_loses_no_visit_to_a_busy_one() {
    let service = ChatService::new(ports(), polling(Duration::from_secs(600)));
    let (quiet, busy) = (group_visit(&service).await, group_visit(&service).await);
    let filter = every_day();
    let mut list = Box::pin(service.follow_dashboard(CLINIC, PATIENT, filter));
    list.next().await.unwrap().unwrap();
    list.next().await.unwrap().unwrap();
    remove(&service, quiet, PATIENT).await;
    for id in 1..=500 {
        let chat = direct(PROVIDER, OTHER_PATIENT);
        send(&service, busy, PROVIDER, chat, id).await.unwrap();
    }
    assert!(disappears(&mut list, quiet).await);
}

#[tokio::test]
async fn highest_of_reordered_hints_counts() {
    let ports = ports();
    let fanout = FaultyFanout::over(&ports.fanout);
    let settings = polling(Duration::from_secs(600)).with_nodes(Nodes::Several);
    let silent = Ports {
        fanout: Arc::clone(&fanout) as _,
        ..ports.clone()
    };
    let writer = ChatService::new(silent, settings.clone());
    let reader = ChatService::new(ports.clone(), settings);
    let visit = group_visit(&writer).await;
    *fanout.loses.lock().unwrap() = Some(visit);
    let chat = direct(PROVIDER, PATIENT);
    let mut live = follow(&reader, visit, PATIENT, Seen::new()).await;
    drain(&mut live).await;
    send(&writer, visit, PROVIDER, chat, 1).await.unwrap();
    let entries = ports
        .log
        .read(visit, Seq::ZERO, 1_000)
        .await
        .unwrap()
        .entries;
    let version = entries.last().unwrap().seq;
    for version in [version, Seq(version.0 - 1), Seq(1)] {
        ports
            .fanout
            .announce(Hint {
                visit,
                version,
                views_changed: version,
            })
            .await
            .unwrap();
    }
    assert_eq!(numbers(&drain(&mut live).await, chat), [1]);
}

#[tokio::test]
async fn dashboard_does_not_reread_visits_with_only_new_messages() {
    let sound = ports();
    let log = FaultyLog::over(&sound.log);
    let settings = polling(Duration::from_secs(600)).with_nodes(Nodes::Several);
    let writer = ChatService::new(sound.clone(), settings.clone());
    let reader = ChatService::new(
        Ports {
            log: Arc::clone(&log) as _,
            ..sound
        },
        settings,
    );
    let visit = group_visit(&writer).await;
    let chat = direct(PROVIDER, PATIENT);
    for id in 1..=200 {
        send(&writer, visit, PROVIDER, chat, id).await.unwrap();
    }
    let mut list = Box::pin(reader.follow_dashboard(CLINIC, COLLEAGUE, every_day()));
    list.next().await.unwrap().unwrap();
    assert_eq!(
        list.next().await.unwrap().unwrap(),
        DashboardUpdate::Waiting(0)
    );
    let read = log.entries_read.load(SeqCst);
    assert!(read > 200, "the visit was read to be shown: {read}");
    let following = tokio::spawn(async move { list.next().await });
    for id in 1_001..=1_020 {
        send(&writer, visit, PROVIDER, chat, id).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(log.entries_read.load(SeqCst), read);
    assert!(!following.is_finished());
    // A change of its row is announced, and the visit is read from there on.
    remove(&writer, visit, PATIENT).await;
    let shown = tokio::time::timeout(Duration::from_secs(5), following).await;
    let shown = shown.unwrap().unwrap().unwrap().unwrap();
    assert!(matches!(shown, DashboardUpdate::Shown(_)));
    assert_eq!(log.entries_read.load(SeqCst), read + 21);
}

#[tokio::test]
async fn dashboard_shows_a_visit_scheduled_by_another_node() {
    let ports = ports();
    let settings = polling(Duration::from_secs(600)).with_nodes(Nodes::Several);
    let writer = ChatService::new(ports.clone(), settings.clone());
    let reader = ChatService::new(ports, settings);
    let followed = |person| Box::pin(reader.follow_dashboard(CLINIC, person, every_day()));
    let (mut theirs, mut others) = (followed(PATIENT), followed(OUTSIDER));
    assert!(theirs.next().now_or_never().is_none());
    assert!(others.next().now_or_never().is_none());
    tokio::time::sleep(Duration::from_millis(50)).await; // both are listening
    let visit = group_visit(&writer).await;
    let shown = tokio::time::timeout(Duration::from_secs(5), theirs.next()).await;
    let shown = shown.unwrap().unwrap().unwrap();
    assert!(matches!(shown, DashboardUpdate::Shown(view) if view.visit == visit.visit));
    assert!(others.next().now_or_never().is_none(), "M7");
}

#[tokio::test(start_paused = true)]
async fn w9_followed_dashboard_without_hints_drops_a_visit_after_a_removal_on_another_node() {
    let mut ports = ports();
    ports.fanout = Arc::new(DeadFanout);
    let several = crate::clinic::settings().with_nodes(Nodes::Several);
    let [a, b] = [(); 2].map(|()| ChatService::new(ports.clone(), several.clone()));
    let visit = group_visit(&a).await;
    let list = b.follow_dashboard(crate::clinic::CLINIC, PATIENT, crate::clinic::every_day());
    let mut list = Box::pin(list);
    let first = list.next().await.unwrap().unwrap();
    assert!(matches!(first, chat_app::DashboardUpdate::Shown(_)));
    remove(&a, visit, PATIENT).await;
    let gone = chat_app::DashboardUpdate::Gone(visit.visit);
    let within = tokio::time::timeout(Duration::from_secs(11), async {
        while list.next().await.unwrap().unwrap() != gone {}
    });
    within.await.unwrap();
}

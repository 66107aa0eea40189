//! Followers whose client does not read: they block no one and lose nothing.

use crate::{
    adapters::FaultyLog,
    clinic::{
        CLINIC, OTHER_PATIENT, PATIENT, PROVIDER, direct, every_day, group_visit, ports, remove,
        send, settings,
    },
    uploading::{new_upload, upload, with_file},
};
use bytes::Bytes;
use chat_app::{ChatService, DashboardUpdate, Followed, Ports, Seen, Update};
use chat_domain::Reason;
use futures::{FutureExt as _, StreamExt as _};
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

const TIMEOUT: Duration = Duration::from_secs(2);

#[tokio::test]
async fn follower_that_is_not_polled_blocks_no_one() {
    let sound = ports();
    let writer = ChatService::new(sound.clone(), settings());
    let visit = group_visit(&writer).await;
    let log = FaultyLog::over(&sound.log);
    log.slow.store(true, SeqCst);
    let ports = Ports {
        log: Arc::clone(&log) as _,
        ..sound
    };
    let service = ChatService::new(ports, settings());
    let mut stalled = service.follower(CLINIC, PATIENT);
    stalled.follow(visit.visit, Seen::new());
    while log.reads.load(SeqCst) == 0 {
        assert!(stalled.next().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    // It is no longer polled while it reads the visit.
    let view = tokio::time::timeout(TIMEOUT, service.view(visit, PROVIDER)).await;
    view.expect("a stalled follower blocks no reader").unwrap();
    let first = tokio::time::timeout(TIMEOUT, stalled.next()).await.unwrap();
    assert!(matches!(first, Followed::Visit(_, Update::View(_))));
}

#[tokio::test]
async fn visit_scheduled_while_the_list_is_read_is_shown() {
    let sound = ports();
    let log = FaultyLog::over(&sound.log);
    let ports = Ports {
        log: Arc::clone(&log) as _,
        ..sound
    };
    let service = ChatService::new(ports, settings());
    log.holds_lists.store(true, SeqCst);
    let list = service.follow_dashboard(CLINIC, PROVIDER, every_day());
    let mut list = Box::pin(list);
    while log.holds_lists.load(SeqCst) {
        assert!(list.next().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    let visit = group_visit(&service).await;
    log.list_released.notify_one();
    let shown = tokio::time::timeout(TIMEOUT, list.next()).await.unwrap();
    let shown = shown.unwrap().unwrap();
    assert!(matches!(shown, DashboardUpdate::Shown(view) if view.visit == visit.visit));
}

/// A file of several chunks on its way to the patient, and the message that carries it.
async fn downloading(
    service: &ChatService,
) -> (chat_ports::VisitKey, chat_app::Receipt, chat_app::Download) {
    let visit = group_visit(service).await;
    let chat = direct(PROVIDER, PATIENT);
    let text = Bytes::from(format!("{{\\rtf1 {}}}", "take it at night ".repeat(20_000)));
    let new = new_upload(chat, "plan.rtf", None);
    let file = upload(service, visit, PROVIDER, new, &text).await.unwrap();
    let message = with_file(chat, PATIENT, 1, &file.file);
    let receipt = service.send(visit, PROVIDER, message).await.unwrap();
    let attachment = file.file.attachment;
    let download = service.download(visit, PATIENT, attachment, None).await;
    (visit, receipt, download.unwrap())
}

#[tokio::test]
async fn w9_running_download_ends_when_its_reader_is_removed() {
    let service = ChatService::new(ports(), settings());
    let (visit, _, mut download) = downloading(&service).await;
    download.content.chunks.next().await.unwrap().unwrap();
    remove(&service, visit, OTHER_PATIENT).await;
    download.content.chunks.next().await.unwrap().unwrap();
    remove(&service, visit, PATIENT).await;
    assert!(download.content.chunks.next().await.unwrap().is_err());
    assert!(download.content.chunks.next().await.is_none());
}

#[tokio::test]
async fn running_download_ends_when_its_reader_is_signed_out() {
    let service = ChatService::new(ports(), settings());
    let (_, _, mut download) = downloading(&service).await;
    download.content.chunks.next().await.unwrap().unwrap();
    service.sign_out(CLINIC, OTHER_PATIENT).await.unwrap();
    download.content.chunks.next().await.unwrap().unwrap();
    service.sign_out(CLINIC, PATIENT).await.unwrap();
    assert!(download.content.chunks.next().await.unwrap().is_err());
    assert!(download.content.chunks.next().await.is_none());
}

#[tokio::test]
async fn f8_running_download_ends_when_its_message_is_retracted() {
    let service = ChatService::new(ports(), settings());
    let (visit, receipt, mut download) = downloading(&service).await;
    download.content.chunks.next().await.unwrap().unwrap();
    let why = Reason::new("wrong patient").unwrap();
    service
        .retract(visit, PROVIDER, receipt.message, why)
        .await
        .unwrap();
    assert!(download.content.chunks.next().await.unwrap().is_err());
}

#[tokio::test]
async fn returning_follower_gets_missed_entries_once() {
    let service = ChatService::new(ports(), settings());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut follower = service.follower(CLINIC, PATIENT);
    follower.follow(visit.visit, Seen::new());
    for _ in 0..3 {
        follower.next().await;
    }
    for id in 1..=400 {
        send(&service, visit, PROVIDER, chat, id).await.unwrap();
    }
    let mut numbers = Vec::new();
    while let Ok(followed) = tokio::time::timeout(Duration::from_millis(300), follower.next()).await
    {
        if let Followed::Visit(_, Update::Message(delivery)) = followed {
            numbers.push(delivery.number.0);
        }
    }
    assert_eq!(numbers, (1..=400).collect::<Vec<_>>());
}

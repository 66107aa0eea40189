//! Uploads that wait for the spool or for a scan.

use crate::{
    clinic::{COLLEAGUE, PROVIDER, group_visit, ports},
    scanners::Slow,
    uploading::{World, new_upload, picture, upload},
};
use bytes::Bytes;
use chat_app::{AppError, ChatService};
use chat_attachments::fixture;
use chat_domain::{ChatKey, PersonId};
use futures::{StreamExt as _, future::join_all, stream};
use std::{sync::atomic::Ordering::SeqCst, time::Duration};
use tokio::sync::mpsc;

#[tokio::test]
async fn v5_scans_count_as_uploads_in_progress_and_are_limited() {
    let world = World::new();
    let scanner = Slow::new();
    let mut settings = crate::clinic::settings();
    settings.uploads.at_once_per_person = 3;
    settings.uploads.scans_at_once = 2;
    let service = ChatService::new(world.ports.clone().scanned_by(scanner.clone()), settings);
    let visit = group_visit(&service).await;
    let begin = |from: PersonId, n: u128| {
        let service = service.clone();
        let new = picture(ChatKey::Visit, n);
        tokio::spawn(async move { upload(&service, visit, from, new, &fixture::png(8, 8)).await })
    };
    let under_way: Vec<_> = (0..3)
        .flat_map(|n| [begin(PROVIDER, n), begin(COLLEAGUE, n)])
        .collect();
    while world.store.keys().len() < 6 || scanner.now.load(SeqCst) < 2 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let more = begin(PROVIDER, 9).await.unwrap();
    assert!(matches!(more, Err(AppError::TooManyUploads { max: 3 })));
    scanner.leave.add_permits(1);
    for uploaded in join_all(under_way).await {
        assert!(!uploaded.unwrap().unwrap().held);
    }
    assert_eq!(scanner.most.load(SeqCst), 2);
    let again = begin(PROVIDER, 9).await.unwrap();
    assert!(!again.unwrap().held);
}

#[tokio::test]
async fn concurrent_rescans_of_held_files_are_limited() {
    let world = World::new();
    let scanner = Slow::new();
    let mut settings = crate::clinic::settings();
    settings.uploads.held_scans_at_once = 2;
    world.scanner.stop();
    let silent = ChatService::new(world.ports.clone(), settings.clone());
    let visit = group_visit(&silent).await;
    for n in 0..6 {
        let new = picture(ChatKey::Visit, n);
        let held = upload(&silent, visit, PROVIDER, new, &fixture::png(8, 8)).await;
        assert!(held.unwrap().held);
    }
    let service = ChatService::new(world.ports.clone().scanned_by(scanner.clone()), settings);
    let released = tokio::spawn(async move { service.release_held().await });
    while scanner.now.load(SeqCst) < 2 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    scanner.leave.add_permits(1);
    assert_eq!(released.await.unwrap().unwrap().released, 6);
    assert_eq!(scanner.most.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn upload_is_held_after_waiting_too_long_for_a_scan() {
    let world = World::new();
    let mut settings = crate::clinic::settings();
    settings.uploads.scans_at_once = 1;
    let ports = world.ports.clone().scanned_by(Slow::new());
    let service = ChatService::new(ports, settings);
    let visit = group_visit(&service).await;
    let bytes = fixture::png(8, 8);
    let new = |n| picture(ChatKey::Visit, n);
    let (first, second) = futures::join!(
        upload(&service, visit, PROVIDER, new(1), &bytes),
        upload(&service, visit, COLLEAGUE, new(1), &bytes),
    );
    for held in [first, second] {
        assert!(held.unwrap().held);
    }
}

#[tokio::test]
async fn spool_is_bounded_in_bytes_of_all_people() {
    let mut settings = crate::clinic::settings();
    settings.uploads.spool_bytes = 10_000;
    let service = ChatService::new(ports(), settings);
    let visit = group_visit(&service).await;
    let pdf = fixture::pdf();
    assert!(pdf.len() < 2_000, "{}", pdf.len());
    let new = || new_upload(ChatKey::Visit, "a.pdf", None);
    // Each upload releases its bytes, refused ones too.
    for _ in 0..20 {
        upload(&service, visit, PROVIDER, new(), &pdf)
            .await
            .unwrap();
        let large = [&pdf[..], &[b' '; 10_000]].concat();
        let full = upload(&service, visit, PROVIDER, new(), &large).await;
        assert!(matches!(full, Err(AppError::Unavailable(_))), "{full:?}");
    }
    // Another person's upload takes its share.
    let (waits, mut waiting) = mpsc::unbounded_channel();
    let start = Bytes::from([&pdf[..9], &[b' '; 9_900]].concat());
    // More chunks than are read ahead, so that the first is spooled before the last is read.
    let small = std::iter::repeat_n(Bytes::from_static(b" "), 10);
    let begun = stream::iter(std::iter::once(start).chain(small).map(Ok::<_, ()>));
    let begun = begun.chain(stream::poll_fn(move |_| {
        let _ = waits.send(());
        std::task::Poll::Pending
    }));
    let upload_of_another = {
        let service = service.clone();
        let begun = begun.boxed();
        tokio::spawn(async move { service.upload(visit, COLLEAGUE, new(), begun).await })
    };
    waiting.recv().await.unwrap();
    let full = upload(&service, visit, PROVIDER, new(), &pdf).await;
    assert!(matches!(full, Err(AppError::Unavailable(_))), "{full:?}");
    upload_of_another.abort();
    assert!(upload_of_another.await.unwrap_err().is_cancelled());
    // It leaves the spool in the background.
    while let Err(full) = upload(&service, visit, PROVIDER, new(), &pdf).await {
        assert!(matches!(full, AppError::Unavailable(_)), "{full:?}");
    }
}

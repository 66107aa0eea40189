//! One upload, tried more than once (F7).

use crate::{
    clinic::{GUEST, PATIENT, PROVIDER, direct, group_visit, refusal, remove, send},
    scanners::Slow,
    uploading::{World, new_upload, picture, upload, upload_id, with_file},
};
use chat_app::ChatService;
use chat_attachments::fixture;
use chat_domain::{Actor, Command, Refusal};
use std::time::Duration;

#[tokio::test]
async fn concurrent_attempts_are_the_same_upload() {
    let world = World::new();
    let scanner = Slow::new();
    let ports = world.ports.clone().scanned_by(scanner.clone());
    let service = ChatService::new(ports, crate::clinic::settings());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let attempt = |size: u32| {
        let service = service.clone();
        let new = picture(chat, 1);
        tokio::spawn(async move {
            upload(&service, visit, PROVIDER, new, &fixture::png(size, size)).await
        })
    };
    let mut same = Vec::new();
    for _ in 0..3 {
        same.push(attempt(8));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let other = attempt(9);
    while world.store.keys().len() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(world.staged(visit).await, []);
    scanner.leave.add_permits(1);
    let mut files = Vec::new();
    let mut refused = 0;
    for attempt in same.into_iter().chain([other]) {
        match attempt.await.unwrap() {
            Ok(uploaded) => {
                assert!(!uploaded.held);
                files.push(uploaded.file);
            }
            failed => {
                assert_eq!(refusal(failed), Refusal::UploadIdReused);
                refused += 1;
            }
        }
    }
    assert!(refused == 1 || refused == 3, "{refused}");
    files.dedup();
    assert_eq!(files.len(), 1);
    assert_eq!(world.staged(visit).await, [files[0].attachment]);
    assert_eq!(world.store.keys().len(), 1);
    assert_eq!(world.records().await.len(), 1);
}

#[tokio::test]
async fn retry_gets_the_original_answer_whatever_happened_since() {
    let (world, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let photo = fixture::png_with_location(8, 8);
    let new = picture(chat, 1);
    let again = async |new| upload(&service, visit, PATIENT, new, &photo).await;
    let first = again(new.clone()).await.unwrap();
    let repeated = again(new.clone()).await.unwrap();
    assert_eq!(first.file, repeated.file);
    assert_eq!(first.removed, repeated.removed);

    // The chat is locked, and the file sent.
    let message = with_file(chat, PROVIDER, 2, &first.file);
    service.send(visit, PATIENT, message).await.unwrap();
    let lock = Command::LockChat { chat };
    service
        .execute(visit, Actor::Person(PROVIDER), lock)
        .await
        .unwrap();
    assert_eq!(again(new.clone()).await.unwrap().file, first.file);
    let unheard = picture(chat, 2);
    assert_eq!(refusal(again(unheard).await), Refusal::Locked);
    assert_eq!(world.store.keys().len(), 1);

    // Another's upload of that id is another upload.
    let own = upload(&service, visit, PROVIDER, new.clone(), &photo).await;
    assert_ne!(own.unwrap().file.attachment, first.file.attachment);

    remove(&service, visit, PATIENT).await;
    assert_eq!(refusal(again(new).await), Refusal::Removed);
}

#[tokio::test]
async fn upload_id_is_for_one_file() {
    let (world, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    for (n, held) in [(1, false), (2, true)] {
        let new = |name| new_upload(chat, name, Some(upload_id(n)));
        if held {
            world.scanner.stop();
        }
        let photo = fixture::png(8, 8);
        let first = upload(&service, visit, PROVIDER, new("a.png"), &photo).await;
        let first = first.unwrap();
        assert_eq!(first.held, held);
        let same = upload(&service, visit, PROVIDER, new("a.png"), &photo).await;
        assert_eq!(same.unwrap().file, first.file);
        let content = upload(&service, visit, PROVIDER, new("a.png"), &fixture::png(9, 9)).await;
        assert_eq!(refusal(content), Refusal::UploadIdReused);
        let name = upload(&service, visit, PROVIDER, new("b.png"), &photo).await;
        assert_eq!(refusal(name), Refusal::UploadIdReused);
        let elsewhere = new_upload(direct(PROVIDER, GUEST), "a.png", Some(upload_id(n)));
        upload(&service, visit, PROVIDER, elsewhere, &photo)
            .await
            .unwrap_err();
        assert_eq!(world.store.keys().len() as u128, n);
    }
}

#[tokio::test]
async fn v6_discarded_upload_cannot_be_restored_by_its_id() {
    let (world, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(8, 8);
    let new = picture(chat, 1);
    upload(&service, visit, PROVIDER, new.clone(), &photo)
        .await
        .unwrap();
    service
        .discard_upload(visit, PROVIDER, upload_id(1))
        .await
        .unwrap();
    let again = upload(&service, visit, PROVIDER, new, &photo).await;
    assert_eq!(refusal(again), Refusal::UploadIdReused);
    assert_eq!(world.store.keys().len(), 0);
}

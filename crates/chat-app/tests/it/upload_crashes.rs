//! Uploads that fail or crash at each of their steps, and are then retried (F7, G3).

use crate::{
    clinic::{PATIENT, PROVIDER, direct, group_visit, settings},
    saboteur::{Fault, Saboteur},
    uploading::{World, new_upload, picture, upload, upload_id, with_file},
};
use chat_app::{AppError, ChatService, UploadStatus};
use chat_attachments::fixture;
use chat_ports::{AttachmentKey, UploadStage};
use std::{collections::BTreeSet, time::Duration};

const LONG: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// One run with a fault at one call. Returns whether that call was reached.
async fn survives(fault: Fault, at: usize, scanner_works: bool) -> bool {
    let world = World::new();
    if !scanner_works {
        world.scanner.stop();
    }
    let visit = group_visit(&world.service()).await;
    let saboteur = Saboteur::new(fault, at);
    let ports = saboteur.within(&world.ports);
    let service = ChatService::new(ports, crate::clinic::settings());
    service.view(visit, PROVIDER).await.unwrap();
    saboteur.arm();
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png_with_location(64, 48);
    let new = new_upload(chat, "rash.png", Some(upload_id(1)));
    let first = upload(&service, visit, PROVIDER, new.clone(), &photo);
    let first = tokio::time::timeout(LONG, first).await;
    let context = format!("{fault:?} at call {at}, scanner works: {scanner_works}");
    world.knows_all_bytes(visit).await;
    if !saboteur.has_struck() {
        first.expect(&context).expect(&context);
        return false;
    }
    // A failure is reported as unavailable, never as a bad file or corruption.
    match first {
        Ok(Ok(_) | Err(AppError::Unavailable(_))) => {}
        Ok(Err(error)) => panic!("{context}: {error}"),
        Err(_) => assert!(fault.is_death(), "{context}: it hangs"),
    }
    // After a crash a new process starts; after a failure the same one continues.
    let service = if fault.is_death() {
        world.service()
    } else {
        service
    };
    let again = upload(&service, visit, PROVIDER, new, &photo).await;
    let again = again.expect(&context);
    world.knows_all_bytes(visit).await;
    if again.held {
        world.scanner.start();
        service.release_held().await.expect(&context);
    }
    let status = service.upload_status(visit, PROVIDER, upload_id(1)).await;
    let UploadStatus { file, stage } = status.expect(&context);
    assert_eq!(stage, UploadStage::Released, "{context}");
    assert_eq!(world.staged(visit).await, [file.attachment], "{context}");
    let message = with_file(chat, PATIENT, 1, &file);
    service
        .send(visit, PROVIDER, message)
        .await
        .expect(&context);

    // In the end there is one file and no work left.
    for _ in 0..3 {
        world.clock.advance(DAY.try_into().unwrap());
        service.release_held().await.expect(&context);
        service.collect_uploads(DAY / 2).await.expect(&context);
    }
    let key = AttachmentKey {
        visit,
        attachment: file.attachment,
    };
    assert_eq!(world.store.keys(), BTreeSet::from([key]), "{context}");
    assert_eq!(world.records().await, [], "{context}");
    assert_eq!(world.staged(visit).await, [file.attachment], "{context}");
    let read = service
        .download(visit, PATIENT, file.attachment, None)
        .await;
    assert_eq!(read.expect(&context).content.size, file.size, "{context}");
    true
}

#[tokio::test(start_paused = true)]
async fn f7_retry_after_any_fault_leaves_one_file_and_no_other_bytes() {
    for scanner_works in [true, false] {
        for fault in Fault::ALL {
            let mut calls = 0;
            while survives(fault, calls, scanner_works).await {
                calls += 1;
            }
            assert!(calls >= 8, "{fault:?}: only {calls} calls were reached");
        }
    }
}

/// An upload that crashes at one call, and a restart. Returns whether that call was reached.
async fn restart_clears(fault: Fault, at: usize) -> bool {
    let world = World::new();
    let visit = group_visit(&world.service()).await;
    let saboteur = Saboteur::new(fault, at);
    let service = ChatService::new(saboteur.within(&world.ports), settings());
    service.view(visit, PROVIDER).await.unwrap();
    saboteur.arm();
    let photo = fixture::png(8, 8);
    let new = new_upload(direct(PROVIDER, PATIENT), "a.png", Some(upload_id(1)));
    let upload = upload(&service, visit, PROVIDER, new, &photo);
    let _ = tokio::time::timeout(LONG, upload).await;
    let started = world.service();
    let context = format!("{fault:?} at call {at}");
    let collected = started.collect_broken_off().await.expect(&context);
    // What was being released is staged, as the upkeep's first round does.
    started.release_held().await.expect(&context);
    let staged = world.staged(visit).await.into_iter();
    let staged = staged.map(|attachment| AttachmentKey { visit, attachment });
    assert_eq!(world.store.keys(), staged.collect(), "{context}");
    let again = started.collect_broken_off().await.expect(&context);
    assert_eq!((again, collected.min(1)), (0, collected), "{context}");
    saboteur.has_struck()
}

#[tokio::test(start_paused = true)]
async fn restart_after_any_crash_leaves_only_staged_bytes() {
    for fault in [Fault::DiesBefore, Fault::DiesAfter] {
        let mut calls = 0;
        while restart_clears(fault, calls).await {
            calls += 1;
        }
        assert!(calls >= 8, "{fault:?}: only {calls} calls were reached");
    }
}

/// One round of releasing and collecting with a fault at one call, then rounds without.
async fn upkeep_survives(fault: Fault, at: usize) -> bool {
    let world = World::new();
    let sound = world.service();
    let visit = group_visit(&sound).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(8, 8);
    let sent = |n| picture(chat, n);
    let kept = upload(&sound, visit, PROVIDER, sent(1), &photo)
        .await
        .unwrap();
    let message = with_file(chat, PATIENT, 1, &kept.file);
    sound.send(visit, PROVIDER, message).await.unwrap();
    upload(&sound, visit, PROVIDER, sent(2), &photo)
        .await
        .unwrap();
    world.scanner.stop();
    upload(&sound, visit, PROVIDER, sent(3), &photo)
        .await
        .unwrap();
    world.scanner.start();
    world.clock.advance(DAY.try_into().unwrap());

    let saboteur = Saboteur::new(fault, at);
    let service = ChatService::new(saboteur.within(&world.ports), crate::clinic::settings());
    saboteur.arm();
    let round = async {
        let _ = service.release_held().await;
        let _ = service.collect_uploads(DAY / 2).await;
    };
    let _ = tokio::time::timeout(LONG, round).await;
    world.knows_all_bytes(visit).await;
    let service = world.service();
    for _ in 0..3 {
        service.release_held().await.unwrap();
        service.collect_uploads(DAY / 2).await.unwrap();
        world.clock.advance(DAY.try_into().unwrap());
    }
    let key = AttachmentKey {
        visit,
        attachment: kept.file.attachment,
    };
    assert_eq!(
        world.store.keys(),
        BTreeSet::from([key]),
        "{fault:?} at {at}"
    );
    assert_eq!(world.records().await, [], "{fault:?} at {at}");
    saboteur.has_struck()
}

#[tokio::test(start_paused = true)]
async fn upkeep_faults_lose_nothing() {
    for fault in Fault::ALL {
        let mut calls = 0;
        while upkeep_survives(fault, calls).await {
            calls += 1;
        }
        assert!(calls >= 10, "{fault:?}: only {calls} calls were reached");
    }
}

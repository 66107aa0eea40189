//! Concurrent sends, releases and collections of one file, on two nodes.

use crate::{
    clinic::{PATIENT, PROVIDER, direct, group_visit},
    uploading::{World, new_upload, picture, upload, upload_id, with_file},
};
use chat_app::{AppError, ChatService, Nodes};
use chat_attachments::fixture;
use chat_domain::{Refusal, Seq, chat::UploadFate, log::replay};
use chat_ports::{AttachmentKey, VisitKey};
use std::time::Duration;
use time::Duration as Span;

fn nodes(world: &World) -> [ChatService; 2] {
    let settings = crate::clinic::settings().with_nodes(Nodes::Several);
    [(); 2].map(|()| ChatService::new(world.ports.clone(), settings.clone()))
}

/// Every file that is not discarded in the log has its bytes. Returns the number of these files.
async fn keeps_what_the_log_has(world: &World, visit: VisitKey) -> usize {
    let entries = world
        .ports
        .log
        .read(visit, Seq::ZERO, 10_000)
        .await
        .unwrap()
        .entries;
    let state = replay(&entries).unwrap();
    let mut kept = 0;
    for (attachment, upload) in &state.uploads {
        let key = AttachmentKey {
            visit,
            attachment: *attachment,
        };
        if upload.fate != UploadFate::Discarded {
            assert!(world.store.keys().contains(&key), "{:?}", upload.fate);
            kept += 1;
        }
    }
    kept
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v6_collection_never_deletes_the_bytes_of_a_sent_file() {
    let world = World::new();
    let [a, b] = nodes(&world);
    let visit = group_visit(&a).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(8, 8);
    let (mut sent, mut discarded) = (0, 0);
    for n in 0..150 {
        let new = new_upload(chat, "a.png", None);
        let file = upload(&a, visit, PROVIDER, new, &photo).await.unwrap().file;
        world.clock.advance(Span::SECOND);
        let collect = |service: &ChatService| {
            let service = service.clone();
            tokio::spawn(async move { service.collect_uploads(Duration::ZERO).await.unwrap() })
        };
        let node = if n % 2 == 0 { &a } else { &b };
        let message = with_file(chat, PATIENT, n, &file);
        // In some rounds one of the two is certainly first.
        let mut answer = None;
        if n % 10 == 0 {
            answer = Some(node.send(visit, PROVIDER, message.clone()).await);
        }
        let mut collecting = vec![collect(&a), collect(&b)];
        if n % 10 == 9 {
            for collected in futures::future::join_all(collecting.drain(..)).await {
                collected.unwrap();
            }
        }
        for _ in 0..n % 8 {
            tokio::task::yield_now().await;
        }
        let answer = match answer {
            Some(answer) => answer,
            None => node.send(visit, PROVIDER, message).await,
        };
        for collected in futures::future::join_all(collecting).await {
            collected.unwrap();
        }
        let key = AttachmentKey {
            visit,
            attachment: file.attachment,
        };
        match answer {
            Ok(_) => {
                sent += 1;
                assert!(world.store.keys().contains(&key));
                for reader in [&a, &b] {
                    let read = reader.download(visit, PATIENT, file.attachment, None).await;
                    assert_eq!(read.unwrap().content.size, file.size);
                }
            }
            Err(AppError::Refused(Refusal::FileUnknown)) => {
                discarded += 1;
                assert!(!world.store.keys().contains(&key));
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(
        sent > 0 && discarded > 0,
        "{sent} sent, {discarded} discarded"
    );
    a.collect_uploads(Duration::ZERO).await.unwrap();
    assert_eq!(keeps_what_the_log_has(&world, visit).await, sent);
    assert_eq!(world.store.keys().len(), sent);
    assert_eq!(world.records().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn held_file_released_by_two_nodes_during_its_discard_is_whole_or_gone() {
    let world = World::new();
    let [a, b] = nodes(&world);
    let visit = group_visit(&a).await;
    let chat = direct(PROVIDER, PATIENT);
    let photo = fixture::png(8, 8);
    let mut kept = 0;
    for n in 0..100 {
        world.scanner.stop();
        let new = picture(chat, n);
        let held = upload(&a, visit, PROVIDER, new, &photo).await.unwrap();
        assert!(held.held);
        world.scanner.start();
        world.clock.advance(Span::SECOND);
        let release = |service: &ChatService| {
            let service = service.clone();
            tokio::spawn(async move { service.release_held().await.unwrap() })
        };
        let tasks = (release(&a), release(&b));
        for _ in 0..n % 16 {
            tokio::task::yield_now().await;
        }
        let given_up = match n % 2 {
            0 => b
                .discard_upload(visit, PROVIDER, upload_id(n))
                .await
                .is_ok(),
            _ => b.collect_uploads(Duration::ZERO).await.is_ok(),
        };
        tasks.0.await.unwrap();
        tasks.1.await.unwrap();
        keeps_what_the_log_has(&world, visit).await;
        kept += usize::from(!given_up);
    }
    // Settle the rest.
    for _ in 0..3 {
        world.clock.advance(Span::DAY);
        a.release_held().await.unwrap();
        b.collect_uploads(Duration::from_secs(3_600)).await.unwrap();
    }
    assert_eq!(keeps_what_the_log_has(&world, visit).await, 0);
    assert_eq!(world.store.keys().len(), 0);
    assert_eq!(world.records().await, []);
    assert!(kept < 100, "no file was discarded");
}

//! The life of an upload: stripped, scanned, held, released, refused, discarded, collected.

use crate::{
    clinic::{
        OTHER_PATIENT, OUTSIDER, PATIENT, PROVIDER, direct, group_visit, ports, refusal, send,
    },
    scanners::Hangs,
    uploading::{World, picture, read, send_file, upload, upload_id, with_file},
};
use chat_app::{
    AppError, ChatService, Collected, FileRefused, NewUpload, Released, Removed, UploadStatus,
    Uploaded,
};
use chat_attachments::fixture;
use chat_domain::{Actor, Command, PersonId, Refusal, RuleId, chat::Sha256};
use chat_ports::{UploadStage, VisitKey};
use sha2::Digest as _;
use std::time::Duration;
use time::Duration as Span;

const DAY: Duration = Duration::from_secs(24 * 3_600);

fn photo(n: u128) -> NewUpload {
    picture(direct(PROVIDER, PATIENT), n)
}

async fn by_provider(service: &ChatService, visit: VisitKey, n: u128) -> Uploaded {
    let bytes = fixture::png(8, 8);
    upload(service, visit, PROVIDER, photo(n), &bytes)
        .await
        .unwrap()
}

async fn status(
    service: &ChatService,
    visit: VisitKey,
    person: PersonId,
    n: u128,
) -> Result<UploadStatus, AppError> {
    service.upload_status(visit, person, upload_id(n)).await
}

fn released(uploaded: &Uploaded) -> UploadStatus {
    UploadStatus {
        file: uploaded.file.clone(),
        stage: UploadStage::Released,
    }
}

async fn why_refused(
    service: &ChatService,
    visit: VisitKey,
    person: PersonId,
    n: u128,
) -> (String, String) {
    let UploadStage::Refused { code, sentence } =
        status(service, visit, person, n).await.unwrap().stage
    else {
        panic!("it is not refused")
    };
    (code, sentence)
}

#[tokio::test]
async fn f9_stored_and_downloaded_photos_have_no_metadata() {
    let (_, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    for (n, name, bytes) in [
        (1, "a.jpg", fixture::jpeg_with_location()),
        (2, "a.png", fixture::png_with_location(8, 8)),
    ] {
        let (uploaded, _) = send_file(&service, visit, chat, n, (name, &bytes)).await;
        assert!(uploaded.removed.contains(&Removed::Location));
        let stored = read(&service, visit, PATIENT, &uploaded.file).await;
        assert!(stored.len() < bytes.len());
        assert!(!stored.windows(4).any(|w| w == b"Exif" || w == b"eXIf"));
        assert_eq!(uploaded.file.size, stored.len() as u64);
        assert_eq!(
            uploaded.file.sha256,
            Sha256(sha2::Sha256::digest(&stored).into())
        );
    }
    // A file without metadata is stored unchanged.
    let clean = fixture::pdf();
    let (uploaded, _) = send_file(&service, visit, chat, 3, ("a.pdf", &clean)).await;
    assert_eq!(uploaded.removed, []);
    assert_eq!(read(&service, visit, PATIENT, &uploaded.file).await, clean);
}

#[tokio::test]
async fn file_without_a_verdict_is_held_and_cannot_be_sent() {
    let (world, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    world.scanner.stop();
    let held = by_provider(&service, visit, 1).await;
    assert!(held.held);
    assert_eq!(world.staged(visit).await, []);
    let message = with_file(chat, PATIENT, 1, &held.file);
    let sent = service.send(visit, PROVIDER, message.clone()).await;
    assert_eq!(refusal(sent), Refusal::FileUnknown);
    for person in [PROVIDER, PATIENT] {
        let read = service.download(visit, person, held.file.attachment, None);
        assert_eq!(refusal(read.await.map(drop)), Refusal::FileUnknown);
    }
    assert_eq!(
        status(&service, visit, PROVIDER, 1).await.unwrap(),
        UploadStatus {
            file: held.file.clone(),
            stage: UploadStage::Held,
        }
    );
    // Another process finds it by the ledger, and the scanner is still down.
    let service = world.service();
    let round = service.release_held().await.unwrap();
    let still = Released {
        held: 1,
        ..Released::default()
    };
    assert_eq!(round, still);
    world.scanner.start();
    let round = service.release_held().await.unwrap();
    let now = Released {
        released: 1,
        ..Released::default()
    };
    assert_eq!(round, now);
    assert_eq!(service.release_held().await.unwrap(), Released::default());
    assert_eq!(
        status(&service, visit, PROVIDER, 1).await.unwrap(),
        released(&held)
    );
    service.send(visit, PROVIDER, message).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn hanging_scanner_gives_no_verdict() {
    let service = ChatService::new(ports().scanned_by(Hangs), crate::clinic::settings());
    let visit = group_visit(&service).await;
    assert!(by_provider(&service, visit, 1).await.held);
}

fn is_malware<T: std::fmt::Debug>(answer: Result<T, AppError>) {
    let Err(AppError::FileRefused(FileRefused { rule, code, .. })) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((rule, code), (RuleId::F4, "malware"));
}

#[tokio::test]
async fn malware_is_deleted_and_its_uploader_can_ask() {
    let (world, service, visit) = World::with_visit().await;
    let bytes = fixture::png(8, 8);
    world.scanner.stop();
    by_provider(&service, visit, 1).await;
    world.scanner.start();
    world.scanner.teach("Test.Everything", "IHDR");
    is_malware(upload(&service, visit, PROVIDER, photo(2), &bytes).await);
    // Again with the same id: it is scanned again, since the scanner may have learned.
    is_malware(upload(&service, visit, PROVIDER, photo(2), &bytes).await);
    let round = service.release_held().await.unwrap();
    assert_eq!((round.released, round.refused, round.held), (0, 1, 0));
    for n in [1, 2] {
        let (code, sentence) = why_refused(&service, visit, PROVIDER, n).await;
        assert_eq!(code, "malware");
        assert!(sentence.contains("malware"), "{sentence}");
    }
    assert_eq!(world.store.keys().len(), 0);
    assert_eq!(world.staged(visit).await, []);
    // It can be asked about for a while, and then the ledger forgets it.
    world.clock.advance(Span::hours(30));
    service.collect_uploads(DAY).await.unwrap();
    assert!(status(&service, visit, PROVIDER, 2).await.is_ok());
    world.clock.advance(Span::hours(30));
    service.collect_uploads(DAY).await.unwrap();
    assert_eq!(world.records().await, []);
    assert_eq!(
        refusal(status(&service, visit, PROVIDER, 2).await),
        Refusal::FileUnknown
    );
}

#[tokio::test]
async fn w6_held_file_is_refused_when_its_uploader_lost_the_permission() {
    let (world, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    world.scanner.stop();
    let bytes = fixture::png(8, 8);
    upload(&service, visit, PATIENT, photo(1), &bytes)
        .await
        .unwrap();
    world.scanner.start();
    let lock = Command::LockChat { chat };
    service
        .execute(visit, Actor::Person(PROVIDER), lock)
        .await
        .unwrap();
    let round = service.release_held().await.unwrap();
    assert_eq!((round.released, round.refused, round.held), (0, 1, 0));
    let explained = Refusal::Locked.explain();
    assert_eq!(
        why_refused(&service, visit, PATIENT, 1).await,
        (explained.code.to_owned(), explained.sentence.into_owned())
    );
    assert_eq!(world.store.keys().len(), 0);
}

#[tokio::test]
async fn m7_upload_is_visible_to_its_uploader_only() {
    let (world, service, visit) = World::with_visit().await;
    by_provider(&service, visit, 1).await;
    world.scanner.stop();
    by_provider(&service, visit, 2).await;
    for n in [1, 2, 3] {
        for other in [PATIENT, OTHER_PATIENT] {
            let id = upload_id(n);
            let unknown = status(&service, visit, other, n).await;
            assert_eq!(refusal(unknown), Refusal::FileUnknown);
            let unknown = service.discard_upload(visit, other, id).await;
            assert_eq!(refusal(unknown), Refusal::FileUnknown);
        }
        let outside = status(&service, visit, OUTSIDER, n).await;
        assert_eq!(refusal(outside), Refusal::VisitUnknown);
        let outside = service.discard_upload(visit, OUTSIDER, upload_id(n)).await;
        assert_eq!(refusal(outside), Refusal::VisitUnknown);
    }
    assert_eq!(world.store.keys().len(), 2);
}

#[tokio::test]
async fn v6_uploader_can_discard_an_unsent_upload() {
    let (world, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    let staged = by_provider(&service, visit, 1).await;
    let bytes = fixture::png(8, 8);
    send_file(&service, visit, chat, 2, ("a.png", &bytes)).await;
    world.scanner.stop();
    by_provider(&service, visit, 3).await;

    let discard = async |n| service.discard_upload(visit, PROVIDER, upload_id(n)).await;
    discard(1).await.unwrap();
    discard(1).await.unwrap();
    let message = with_file(chat, PATIENT, 1, &staged.file);
    let sent = service.send(visit, PROVIDER, message).await;
    assert_eq!(refusal(sent), Refusal::FileUnknown);
    assert_eq!(
        refusal(status(&service, visit, PROVIDER, 1).await),
        Refusal::FileUnknown
    );
    assert_eq!(refusal(discard(2).await), Refusal::FileAlreadySent);
    discard(3).await.unwrap();
    assert_eq!(refusal(discard(3).await), Refusal::FileUnknown);
    world.scanner.start();
    assert_eq!(service.release_held().await.unwrap(), Released::default());
    assert_eq!(world.store.keys().len(), 1);
}

#[tokio::test]
async fn unsent_files_are_collected_after_a_while() {
    let (world, service, visit) = World::with_visit().await;
    let chat = direct(PROVIDER, PATIENT);
    let unsent = by_provider(&service, visit, 1).await;
    let bytes = fixture::png(8, 8);
    let (carried, _) = send_file(&service, visit, chat, 2, ("a.png", &bytes)).await;
    world.scanner.stop();
    by_provider(&service, visit, 3).await;
    world.clock.advance(Span::hours(23));
    let nothing = service.collect_uploads(DAY).await.unwrap();
    assert_eq!(nothing, Collected::default());
    assert_eq!(world.store.keys().len(), 3);

    // Also after the visit was closed.
    let complete = Command::CompleteVisit;
    service
        .execute(visit, Actor::Person(PROVIDER), complete)
        .await
        .unwrap();
    world.clock.advance(Span::hours(2));
    let round = service.collect_uploads(DAY).await.unwrap();
    let expected = Collected {
        deleted: 2,
        carried: 1,
    };
    assert_eq!(round, expected);
    assert_eq!(
        world
            .store
            .keys()
            .iter()
            .map(|k| k.attachment)
            .collect::<Vec<_>>(),
        [carried.file.attachment]
    );
    assert_eq!(
        refusal(status(&service, visit, PROVIDER, 1).await),
        Refusal::FileUnknown
    );
    let read = service.download(visit, PROVIDER, unsent.file.attachment, None);
    assert_eq!(refusal(read.await.map(drop)), Refusal::FileUnknown);
    assert_eq!(
        status(&service, visit, PROVIDER, 2).await.unwrap(),
        released(&carried)
    );
    let (code, _) = why_refused(&service, visit, PROVIDER, 3).await;
    assert_eq!(code, "not_scanned");
    let read = service.download(visit, PATIENT, carried.file.attachment, None);
    read.await.unwrap();
    // Nothing more is done about any of them.
    let entries = world.staged(visit).await.len();
    let round = service.collect_uploads(DAY).await.unwrap();
    assert_eq!(round, Collected::default());
    assert_eq!(world.staged(visit).await.len(), entries);
}

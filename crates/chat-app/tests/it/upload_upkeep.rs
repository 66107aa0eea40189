//! The upkeep of uploads while the scanner gives verdicts on some files or none.

use crate::{
    clinic::{PROVIDER, group_visit},
    scanners::Hangs,
    uploading::{World, picture, upload},
};
use async_trait::async_trait;
use bytes::Bytes;
use chat_app::{ChatService, Released, Settings, Upkeep};
use chat_attachments::fixture;
use chat_domain::ChatKey;
use chat_ports::{PortError, ScanVerdict, Scanner};
use futures::{TryStreamExt as _, stream::BoxStream};
use std::time::Duration;
use time::Duration as Span;

/// Says nothing of files of some size.
struct SilentAbout(usize);

#[async_trait]
impl Scanner for SilentAbout {
    async fn scan(
        &self,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError> {
        let pieces: Vec<Bytes> = bytes.try_collect().await?;
        if pieces.concat().len() == self.0 {
            return Err(PortError::unavailable("a limit of the scanner's"));
        }
        Ok(ScanVerdict::Clean)
    }
}

#[tokio::test]
async fn files_without_a_verdict_do_not_block_others() {
    let world = World::new();
    let (unscannable, sound) = (fixture::png(8, 8), fixture::png(80, 80));
    assert_ne!(unscannable.len(), sound.len());
    let mut settings = crate::clinic::settings();
    settings.uploads.held_per_person = 1_000;
    world.scanner.stop();
    let service = ChatService::new(world.ports.clone(), settings.clone());
    let visit = group_visit(&service).await;
    for n in 0..150 {
        let held = upload(
            &service,
            visit,
            PROVIDER,
            picture(ChatKey::Visit, n),
            &unscannable,
        );
        assert!(held.await.unwrap().held);
        world.clock.advance(Span::SECOND);
    }
    let held = upload(
        &service,
        visit,
        PROVIDER,
        picture(ChatKey::Visit, 999),
        &sound,
    );
    assert!(held.await.unwrap().held);
    let ports = world.ports.clone();
    let ports = ports.scanned_by(SilentAbout(unscannable.len()));
    let service = ChatService::new(ports, settings);
    let (mut released, mut rounds) = (0, 0);
    while released == 0 && rounds < 5 {
        released = service.release_held().await.unwrap().released;
        rounds += 1;
    }
    assert_eq!((released, rounds), (1, 3));
    // And then it begins with the oldest again.
    let held = service.release_held().await.unwrap().held;
    assert_eq!(held, 64);
}

#[tokio::test(start_paused = true)]
async fn hanging_scanner_does_not_prevent_collection() {
    let (world, service, visit) = World::with_visit().await;
    let bytes = fixture::png(8, 8);
    upload(
        &service,
        visit,
        PROVIDER,
        picture(ChatKey::Visit, 1),
        &bytes,
    )
    .await
    .unwrap();
    world.clock.advance(Span::hours(30));
    world.scanner.stop();
    upload(
        &service,
        visit,
        PROVIDER,
        picture(ChatKey::Visit, 2),
        &bytes,
    )
    .await
    .unwrap();
    assert_eq!(world.store.keys().len(), 2);
    let mut settings = automatic();
    settings.uploads.scan_timeout = Duration::from_secs(100 * 3_600);
    let _service = ChatService::new(world.ports.clone().scanned_by(Hangs), settings);
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(world.store.keys().len(), 1);
    assert_eq!(world.records().await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn service_releases_held_files_by_itself_once_the_scanner_is_back() {
    let world = World::new();
    let service = ChatService::new(world.ports.clone(), automatic());
    let visit = group_visit(&service).await;
    world.scanner.stop();
    let bytes = fixture::png(8, 8);
    upload(
        &service,
        visit,
        PROVIDER,
        picture(ChatKey::Visit, 1),
        &bytes,
    )
    .await
    .unwrap();
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(world.staged(visit).await, []);
    world.scanner.start();
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(world.staged(visit).await.len(), 1);
    assert_eq!(service.release_held().await.unwrap(), Released::default());
}

#[tokio::test(start_paused = true)]
async fn upkeep_ends_when_the_last_clone_of_the_service_is_dropped() {
    let world = World::new();
    let service = ChatService::new(world.ports.clone(), automatic());
    let visit = group_visit(&service).await;
    world.scanner.stop();
    let bytes = fixture::png(8, 8);
    upload(
        &service,
        visit,
        PROVIDER,
        picture(ChatKey::Visit, 1),
        &bytes,
    )
    .await
    .unwrap();
    drop(service);
    world.scanner.start();
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(world.staged(visit).await, []);
    // A service that starts later takes over.
    let _service = ChatService::new(world.ports.clone(), automatic());
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(world.staged(visit).await.len(), 1);
}

#[test]
fn service_created_outside_a_runtime_starts_its_upkeep_with_the_first_upload() {
    let world = World::new();
    let service = ChatService::new(world.ports.clone(), automatic());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let visit = group_visit(&service).await;
        world.scanner.stop();
        let bytes = fixture::png(8, 8);
        upload(
            &service,
            visit,
            PROVIDER,
            picture(ChatKey::Visit, 1),
            &bytes,
        )
        .await
        .unwrap();
        world.scanner.start();
        tokio::time::sleep(Duration::from_secs(100)).await;
        assert_eq!(world.staged(visit).await.len(), 1);
    });
}

/// Settings with the background upkeep.
fn automatic() -> Settings {
    let mut settings = crate::clinic::settings();
    settings.uploads.upkeep = Upkeep::Automatic;
    settings
}

use super::{Place, open};
use chat_conformance::{
    Fed, Shared, access_log_laws, event_feed_laws, invitations_laws, node_leases_laws,
    shared_log_laws, visit_log_laws, webhook_store_laws,
};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn passes_the_conformance_laws() {
    let place = Place::new();
    let file = place.file();
    visit_log_laws(Arc::new(place.open()), |log| async move {
        drop(log);
        Arc::new(open(&file)) as _
    })
    .await;
}

/// The smallest limits change only the speed.
#[tokio::test]
async fn passes_the_conformance_laws_with_one_reader_and_no_batching() {
    let place = Place::new();
    let file = place.file();
    let narrow = SqliteOptions::default()
        .with_readers(1)
        .with_max_batch(1)
        .with_queue(1);
    let log = SqliteVisitLog::open(&file, narrow).unwrap();
    visit_log_laws(Arc::new(log), |log| async move {
        drop(log);
        Arc::new(SqliteVisitLog::open(&file, narrow).unwrap()) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clones_of_a_log_pass_the_laws_of_several_handles() {
    let place = Place::new();
    let log = place.open();
    let clone = move || std::future::ready(Arc::new(log.clone()) as _);
    shared_log_laws(Shared::new(clone)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_pass_the_laws() {
    let invitations = Place::new().open().invitations();
    invitations_laws(Arc::new(invitations)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_log_passes_the_laws() {
    let place = Place::new();
    let file = place.file();
    let log = place.open().access_log();
    access_log_laws(Arc::new(log), |log| async move {
        drop(log);
        Arc::new(open(&file).access_log()) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_leases_pass_the_laws() {
    let leases = Place::new().open().node_leases();
    node_leases_laws(Arc::new(leases)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn event_feed_passes_the_conformance_laws() {
    let place = Place::new();
    let log = place.open();
    let clone =
        move || std::future::ready((Arc::new(log.clone()) as _, Arc::new(log.clone()) as _));
    event_feed_laws(Fed::new(clone)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webhook_store_passes_the_conformance_laws() {
    let place = Place::new();
    let file = place.file();
    webhook_store_laws(Arc::new(place.open()), |store| async move {
        drop(store);
        Arc::new(open(&file)) as _
    })
    .await;
}

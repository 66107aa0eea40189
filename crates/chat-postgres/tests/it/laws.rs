use crate::{cluster::database, open};
use chat_conformance::{
    Fed, Shared, access_log_laws, event_feed_laws, invitations_laws, node_leases_laws,
    shared_log_laws, upload_ledger_laws, visit_log_laws, webhook_store_laws,
};
use chat_postgres::{PostgresOptions, PostgresVisitLog};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn log_passes_the_conformance_laws() {
    let database = database();
    visit_log_laws(Arc::new(open(&database).await), |log| async move {
        drop(log);
        Arc::new(open(&database).await) as _
    })
    .await;
}

/// The smallest limits change only the speed.
#[tokio::test]
async fn log_passes_the_conformance_laws_with_one_reader_and_no_batching() {
    let database = database();
    let narrow = PostgresOptions::default()
        .with_readers(1)
        .with_max_batch(1)
        .with_queue(1);
    let log = PostgresVisitLog::open(&database, narrow).await.unwrap();
    visit_log_laws(Arc::new(log), |log| async move {
        drop(log);
        Arc::new(PostgresVisitLog::open(&database, narrow).await.unwrap()) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ledger_passes_the_conformance_laws() {
    let database = database();
    let ledger = open(&database).await.upload_ledger();
    upload_ledger_laws(Arc::new(ledger), |ledger| async move {
        drop(ledger);
        Arc::new(open(&database).await.upload_ledger()) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webhook_store_passes_the_conformance_laws() {
    let database = database();
    webhook_store_laws(Arc::new(open(&database).await), |store| async move {
        drop(store);
        Arc::new(open(&database).await) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_pass_the_laws() {
    let invitations = open(&database()).await.invitations();
    invitations_laws(Arc::new(invitations)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_log_passes_the_laws() {
    let database = database();
    let log = open(&database).await.access_log();
    access_log_laws(Arc::new(log), |log| async move {
        drop(log);
        Arc::new(open(&database).await.access_log()) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_leases_pass_the_laws() {
    let leases = open(&database()).await.node_leases();
    node_leases_laws(Arc::new(leases)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_of_several_nodes_pass_the_conformance_laws() {
    let database: Arc<str> = database().into();
    let node = move || {
        let database = Arc::clone(&database);
        async move { Arc::new(open(&database).await) as _ }
    };
    shared_log_laws(Shared::new(node)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn event_feed_of_several_nodes_passes_the_conformance_laws() {
    let database: Arc<str> = database().into();
    let node = move || {
        let database = Arc::clone(&database);
        async move {
            let log = open(&database).await;
            (Arc::new(log.clone()) as _, Arc::new(log) as _)
        }
    };
    event_feed_laws(Fed::new(node)).await;
}

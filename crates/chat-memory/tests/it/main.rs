//! Runs the conformance laws on the in-memory adapters.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use chat_conformance::{
    Audited, Fed, Scanned, Shared, access_log_laws, attachment_store_laws, event_feed_laws,
    fanout_laws, invitations_laws, log_audit_laws, node_leases_laws, scanner_laws, shared_log_laws,
    upload_ledger_laws, visit_log_laws, webhook_store_laws,
};
use chat_memory::{
    LocalFanout, ManualScanner, MemoryAccessLog, MemoryAttachmentStore, MemoryInvitations,
    MemoryLogAudit, MemoryNodeLeases, MemoryUploadLedger, MemoryVisitLog, MemoryWebhookStore,
};
use std::{future::ready, sync::Arc};

#[tokio::test(flavor = "multi_thread")]
async fn visit_log_passes_the_laws() {
    let log = MemoryVisitLog::new();
    let again = log.clone();
    visit_log_laws(Arc::new(log), |log| async move {
        drop(log);
        Arc::new(again) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clones_of_a_log_pass_the_laws_of_several_handles() {
    let log = MemoryVisitLog::new();
    shared_log_laws(Shared::new(move || ready(Arc::new(log.clone()) as _))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn event_feed_passes_the_laws() {
    let log = MemoryVisitLog::new();
    let open = move || ready((Arc::new(log.clone()) as _, Arc::new(log.clone()) as _));
    event_feed_laws(Fed::new(open)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn log_audit_passes_the_laws() {
    let log = MemoryVisitLog::new();
    let (again, stored) = (log.clone(), log.clone());
    let audit = move || ready(Arc::new(MemoryLogAudit::of(&stored)) as _);
    log_audit_laws(Audited::new(Arc::new(log), audit), |log| async move {
        drop(log);
        Arc::new(again) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attachment_store_passes_the_laws() {
    attachment_store_laws(Arc::new(MemoryAttachmentStore::new())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn upload_ledger_passes_the_laws() {
    let ledger = MemoryUploadLedger::new();
    let again = ledger.clone();
    upload_ledger_laws(Arc::new(ledger), |ledger| async move {
        drop(ledger);
        Arc::new(again) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webhook_store_passes_the_laws() {
    let store = MemoryWebhookStore::new();
    let again = store.clone();
    webhook_store_laws(Arc::new(store), |store| async move {
        drop(store);
        Arc::new(again) as _
    })
    .await;
}

#[tokio::test]
async fn invitations_pass_the_laws() {
    invitations_laws(Arc::new(MemoryInvitations::new())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_log_passes_the_laws() {
    let log = MemoryAccessLog::new();
    let again = log.clone();
    access_log_laws(Arc::new(log), |log| async move {
        drop(log);
        Arc::new(again) as _
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_leases_pass_the_laws() {
    node_leases_laws(Arc::new(MemoryNodeLeases::new())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scanner_passes_the_laws() {
    let scanner = ManualScanner::new();
    scanner.teach("Test.Worm", "here is a worm");
    scanner_laws(Scanned {
        scanner: Arc::new(scanner),
        infected: "here is a worm".into(),
        signature: "Test.Worm".to_owned(),
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fanout_passes_the_laws() {
    fanout_laws(Arc::new(LocalFanout::new())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fanout_passes_the_laws_with_a_queue_of_one() {
    fanout_laws(Arc::new(LocalFanout::with_capacity(1))).await;
}

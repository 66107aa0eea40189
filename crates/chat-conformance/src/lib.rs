//! Conformance laws that every adapter of the ports must pass.
//!
//! A law is a plain async function that exercises a port and panics if the port breaks its
//! contract. The author of an adapter calls [`visit_log_laws`], [`shared_log_laws`], [`log_audit_laws`],
//! [`event_feed_laws`], [`webhook_store_laws`], [`attachment_store_laws`], [`upload_ledger_laws`], [`invitations_laws`], [`access_log_laws`], [`node_leases_laws`],
//! [`scanner_laws`] or [`fanout_laws`] from a test:
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use chat_conformance::visit_log_laws;
//! use chat_memory::MemoryVisitLog;
//! use std::sync::Arc;
//!
//! let log = MemoryVisitLog::new();
//! let again = log.clone();
//! // The second argument closes the given log and reopens its storage.
//! visit_log_laws(Arc::new(log), |log| async move {
//!     drop(log);
//!     Arc::new(again) as _
//! })
//! .await;
//! # });
//! ```
//!
//! Each law is public, so a failing one can be run alone; the lists are data ([`visit_log::LAWS`]
//! and so on). Laws use fresh clinics, visits and keys: they can run in parallel, repeatedly, and
//! on storage that already holds data; only those of node leases need one without other nodes. They spawn tasks, so a Tokio runtime is needed; a
//! multi-threaded one finds more.
//!
//! [`fixture::VisitScript`] builds the entries by running commands through `chat-domain`, so they
//! are always realistic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken law is reported by panicking in a test"
)]

pub mod access_log;
pub mod attachment_store;
pub mod event_feed;
pub mod fanout;
pub mod fixture;
pub mod invitations;
mod law;
pub mod log_audit;
pub mod node_leases;
pub mod scanner;
pub mod upload_ledger;
pub mod visit_log;
pub mod webhook_store;

pub use event_feed::Fed;
pub use law::Law;
pub use log_audit::Audited;
pub use scanner::Scanned;
pub use visit_log::shared::Shared;

use chat_ports::{
    AccessLog, AttachmentStore, Fanout, Invitations, NodeLeases, UploadLedger, VisitLog,
    WebhookStore,
};
use std::sync::Arc;

/// Checks every law of a [`VisitLog`], including [the one about reopening](visit_log::reopening).
///
/// `reopen` closes the given log and reopens its storage.
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn visit_log_laws<F, R>(log: Arc<dyn VisitLog>, reopen: R)
where
    R: FnOnce(Arc<dyn VisitLog>) -> F,
    F: Future<Output = Arc<dyn VisitLog>>,
{
    law::check_all(visit_log::LAWS, &log).await;
    visit_log::reopening::acknowledged_entries_survive_reopening(log, reopen).await;
}

/// Checks every law of a storage that several handles use at a time, such as those of several nodes.
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn shared_log_laws(shared: Shared) {
    law::check_all(visit_log::shared::LAWS, &Arc::new(shared)).await;
}

/// Checks every law of a [`LogAudit`](chat_ports::LogAudit), including [the one about
/// reopening](log_audit::reopening).
///
/// `reopen` closes the given log and reopens its storage, which the audits of `audited` then read.
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn log_audit_laws<F, R>(audited: Audited, reopen: R)
where
    R: FnOnce(Arc<dyn VisitLog>) -> F,
    F: Future<Output = Arc<dyn VisitLog>>,
{
    let audited = Arc::new(audited);
    law::check_all(log_audit::LAWS, &audited).await;
    let audited = Arc::into_inner(audited).expect("no law keeps a reference");
    log_audit::reopening::reopened_storage_continues_the_chain(audited, reopen).await;
}

/// Checks every law of an [`EventFeed`](chat_ports::EventFeed).
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn event_feed_laws(fed: Fed) {
    law::check_all(event_feed::LAWS, &Arc::new(fed)).await;
}

/// Checks every law of a [`WebhookStore`], including [the one about reopening](webhook_store::reopening).
///
/// `reopen` closes the given store and reopens its storage.
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn webhook_store_laws<F, R>(store: Arc<dyn WebhookStore>, reopen: R)
where
    R: FnOnce(Arc<dyn WebhookStore>) -> F,
    F: Future<Output = Arc<dyn WebhookStore>>,
{
    law::check_all(webhook_store::LAWS, &store).await;
    webhook_store::reopening::endpoints_survive_reopening(store, reopen).await;
}

/// Checks every law of an [`AttachmentStore`].
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn attachment_store_laws(store: Arc<dyn AttachmentStore>) {
    law::check_all(attachment_store::LAWS, &store).await;
}

/// Checks every law of an [`UploadLedger`], including [the one about
/// reopening](upload_ledger::reopening).
///
/// `reopen` closes the given ledger and reopens its storage.
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn upload_ledger_laws<F, R>(ledger: Arc<dyn UploadLedger>, reopen: R)
where
    R: FnOnce(Arc<dyn UploadLedger>) -> F,
    F: Future<Output = Arc<dyn UploadLedger>>,
{
    law::check_all(upload_ledger::LAWS, &ledger).await;
    upload_ledger::reopening::puts_and_removes_survive_reopening(ledger, reopen).await;
}

/// Checks every law of [`Invitations`].
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn invitations_laws(invitations: Arc<dyn Invitations>) {
    law::check_all(invitations::LAWS, &invitations).await;
}

/// Checks every law of an [`AccessLog`], including [the one about reopening](access_log::reopening).
///
/// `reopen` closes the given log and reopens its storage.
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn access_log_laws<F, R>(log: Arc<dyn AccessLog>, reopen: R)
where
    R: FnOnce(Arc<dyn AccessLog>) -> F,
    F: Future<Output = Arc<dyn AccessLog>>,
{
    law::check_all(access_log::LAWS, &log).await;
    access_log::reopening::recorded_entries_survive_reopening(log, reopen).await;
}

/// Checks every law of [`NodeLeases`], on a storage that no other node uses meanwhile.
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn node_leases_laws(leases: Arc<dyn NodeLeases>) {
    law::check_all(node_leases::LAWS, &leases).await;
}

/// Checks every law of a [`Scanner`](chat_ports::Scanner).
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn scanner_laws(scanned: Scanned) {
    law::check_all(scanner::LAWS, &Arc::new(scanned)).await;
}

/// Checks every law of a [`Fanout`].
///
/// # Panics
/// At the first broken law. Its name is printed to standard error.
pub async fn fanout_laws(fanout: Arc<dyn Fanout>) {
    law::check_all(fanout::LAWS, &fanout).await;
}

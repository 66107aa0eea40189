//! Mutation tests for the laws: each adapter with a single fault is reported by the law about that
//! fault.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod access_log;
mod attachment_store;
mod event_feed;
mod fanout;
mod invitations;
mod log_audit;
mod node_leases;
mod scanner;
mod upload_ledger;
mod visit_log;

use chat_conformance::Law;
use std::{collections::BTreeSet, fmt::Debug, sync::Arc};

/// The broken laws among those named, or among all if none are named.
async fn broken<P: ?Sized + Send + Sync>(
    laws: &'static [Law<P>],
    named: &[&str],
    port: impl Fn() -> Arc<P>,
) -> BTreeSet<&'static str> {
    let mut broken = BTreeSet::new();
    let chosen = |law: &&Law<P>| named.is_empty() || named.contains(&law.name);
    for law in laws.iter().filter(chosen) {
        let port = port();
        let check = tokio::spawn(async move { law.check(&port).await });
        if check.await.is_err() {
            broken.insert(law.name);
        }
    }
    broken
}

/// Checks that each fault breaks all its listed laws, that no law breaks without a fault, and that
/// every law is broken by some fault.
async fn each_fault_breaks<P: ?Sized + Send + Sync, F: Copy + Debug>(
    laws: &'static [Law<P>],
    none: F,
    faults: &[(F, &[&'static str])],
    port: impl Fn(F) -> Arc<P>,
) {
    assert_eq!(broken(laws, &[], || port(none)).await, BTreeSet::new());
    let mut broken_once = BTreeSet::new();
    for (fault, named) in faults {
        let broken = broken(laws, named, || port(*fault)).await;
        assert_eq!(broken, named.iter().copied().collect(), "{fault:?}");
        broken_once.extend(broken);
    }
    let all = laws.iter().map(|law| law.name).collect();
    assert_eq!(broken_once, all, "every law is broken by some fault");
}

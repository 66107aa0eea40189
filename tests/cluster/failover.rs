//! A database server that dies, and its standby.

use crate::{
    balancer::Balancer,
    commands::verify,
    findings::Findings,
    load::Load,
    nodes::{Cluster, rounds},
};
use chat_test_servers::Postgres;
use std::time::Duration;
use tokio::task::block_in_place;
use visit_chat_tests::Clinic;

/// Pairs of people who write.
const PAIRS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn promoted_standby_has_all_that_was_acknowledged() {
    let failovers = rounds(1, 20);
    let mut findings = Findings::default();
    for _ in 0..failovers {
        let (mut primary, standby) = block_in_place(|| {
            let primary = Postgres::start();
            let standby = primary.synchronous_standby();
            (primary, standby)
        });
        let connection = primary.new_database();
        let (here, there) = (primary.folder().display(), standby.folder().display());
        let both = connection.replace(&here.to_string(), &format!("{here},{there}"));
        let cluster = block_in_place(|| Cluster::with_connection(both, 2));
        let balancer = Balancer::start().await;
        balancer.balance(cluster.urls());
        let clinic = Clinic::new(&balancer.url);
        let load = Load::begin(&clinic, &clinic, PAIRS).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let before = load.acknowledged();
        assert!(before > 0);
        block_in_place(|| {
            primary.kill();
            standby.promote();
        });
        // The nodes find the new primary by themselves.
        visit_chat_tests::eventually("messages after the failover", async || {
            (load.acknowledged() > before + 20 * PAIRS).then_some(())
        })
        .await;
        findings.add(load.end().await);
        block_in_place(|| verify(&cluster));
    }
    let faults = "primary databases killed, and their synchronous standbys promoted";
    findings.report(&format!("{failovers} {faults}"));
}

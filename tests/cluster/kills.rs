//! Nodes that are killed under load.

use crate::{
    balancer::Balancer,
    commands::verify,
    load::Load,
    nodes::{Cluster, rounds},
};
use std::time::Duration;
use tokio::task::block_in_place;
use visit_chat_tests::Clinic;

/// Pairs of people who write.
const PAIRS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn killed_nodes_lose_double_and_misplace_nothing() {
    let mut cluster = block_in_place(|| Cluster::start(3));
    let balancer = Balancer::start().await;
    balancer.balance(cluster.urls());
    let clinic = Clinic::new(&balancer.url);
    let load = Load::begin(&clinic, &clinic, PAIRS).await;
    let kills = rounds(6, 200);
    for kill in 0..kills {
        let before = load.acknowledged();
        tokio::time::sleep(Duration::from_millis(300)).await;
        block_in_place(|| cluster.restart(kill % 3));
        balancer.balance(cluster.urls());
        // The others go on.
        assert!(load.acknowledged() > before);
    }
    let findings = load.end().await;
    block_in_place(|| verify(&cluster));
    findings.report(&format!("{kills} nodes killed, one of three at a time"));
}

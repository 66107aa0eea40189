//! Processes of different versions on one database.

use crate::{
    balancer::Balancer,
    commands::{command, verify},
    load::Load,
    nodes::{Cluster, rounds},
    previous::PreviousProcess,
};
use std::{process::Output, time::Duration};
use tokio::{task::block_in_place, time::sleep};
use visit_chat_tests::{Clinic, ServerProcess};

/// Pairs of people who write.
const PAIRS: usize = 4;

/// Nodes of the previous version are replaced by ones of this version, one after the other. Without a previous program
/// (`cargo xtask cluster` builds it), both are this one.
#[tokio::test(flavor = "multi_thread")]
async fn nodes_are_replaced_one_at_a_time_and_people_go_on() {
    let mut cluster = block_in_place(|| Cluster::start(0));
    let mut previous: Vec<_> = (0..3)
        .map(|number| PreviousProcess::serve(&cluster, number))
        .collect();
    let balancer = Balancer::start().await;
    balancer.balance(previous.iter().map(PreviousProcess::url));
    let clinic = Clinic::new(&balancer.url);
    let load = Load::begin(&clinic, &clinic, PAIRS).await;
    for number in 0..3 {
        // Both versions write.
        sleep(Duration::from_secs(rounds(1, 20) as u64)).await;
        let before = load.acknowledged();
        let old = previous.remove(0);
        let others = previous.iter().map(PreviousProcess::url);
        balancer.balance(others.chain(cluster.urls()));
        block_in_place(|| old.terminate());
        let node = block_in_place(|| cluster.start_node(number));
        cluster.nodes.push(node);
        let others = previous.iter().map(PreviousProcess::url);
        balancer.balance(others.chain(cluster.urls()));
        assert!(load.acknowledged() > before, "the others go on");
    }
    sleep(Duration::from_secs(rounds(1, 20) as u64)).await;
    let findings = load.end().await;
    block_in_place(|| verify(&cluster));
    findings.report("3 nodes of the previous version replaced under load");
}

#[tokio::test(flavor = "multi_thread")]
async fn node_goes_on_while_another_process_migrates() {
    let cluster = block_in_place(|| Cluster::start(1));
    let clinic = cluster.clinic();
    let load = Load::begin(&clinic, &clinic, 1).await;
    for _ in 0..rounds(3, 30) {
        let before = load.acknowledged();
        let (code, text) = block_in_place(|| command(&cluster, &["migrate"]));
        assert_eq!(code, Some(0), "{text}");
        visit_chat_tests::eventually("messages after the migration", async || {
            (load.acknowledged() > before).then_some(())
        })
        .await;
    }
    let findings = load.end().await;
    findings.report("`migrate` by another process, without anything to do");
}

/// A newer program has migrated the database: this one must not write into it, and says what to do.
#[tokio::test(flavor = "multi_thread")]
async fn node_refuses_a_database_with_a_newer_schema() {
    let cluster = block_in_place(|| Cluster::start(0));
    let (code, text) = block_in_place(|| command(&cluster, &["migrate"]));
    assert_eq!(code, Some(0), "{text}");
    let newer = "INSERT INTO schema_migration VALUES (99, 'of_tomorrow', now())";
    block_in_place(|| cluster.sql(newer));
    for arguments in [["serve"], ["migrate"], ["verify"]] {
        let mut refused = ServerProcess::command(arguments);
        refused.envs(cluster.variables());
        refused.env("VISIT_CHAT_DATA", cluster.path("refused"));
        refused.env("VISIT_CHAT_JWT_SECRET", visit_chat_tests::SECRET);
        refused.env("VISIT_CHAT_LISTEN", "127.0.0.1:0");
        let Output { status, stderr, .. } = block_in_place(|| refused.output().unwrap());
        let text = String::from_utf8(stderr).unwrap();
        assert_ne!(status.code(), Some(0), "{arguments:?}");
        assert!(status.code().is_some(), "{arguments:?}: {status}");
        let reason = "schema has version 99; this program knows versions up to";
        assert!(text.contains(reason), "{arguments:?}: {text}");
    }
    let left = block_in_place(|| cluster.sql("SELECT max(version) FROM schema_migration"));
    assert_eq!(left, "99");
}

//! Processes of different versions on one database.

use crate::{
    balancer::Balancer,
    commands::{command, verify},
    load::Load,
    nodes::{Cluster, rounds},
    previous::PreviousProcess,
    readiness::becomes,
};
use reqwest::StatusCode;
use std::{process::Output, time::Duration};
use tokio::{task::block_in_place, time::sleep};
use uuid::Uuid;
use visit_chat_tests::{Clinic, ServerProcess};

/// Pairs of people who write.
const PAIRS: usize = 4;

/// Nodes of the previous version are replaced by ones of this version, one after the other. Without a previous program
/// (`cargo xtask cluster --long` builds it), both are this one.
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

/// A newer program has migrated as migrations do: it added a table, columns with defaults and an index.
#[tokio::test(flavor = "multi_thread")]
async fn running_node_goes_on_after_a_migration_of_a_newer_program() {
    let cluster = block_in_place(|| Cluster::start(2));
    let clinic = cluster.clinic();
    let load = Load::begin(&clinic, &cluster.at(1, &clinic), PAIRS).await;
    let further = async || {
        let before = load.acknowledged();
        visit_chat_tests::eventually("messages after the migration", async || {
            (load.acknowledged() > before + PAIRS).then_some(())
        })
        .await;
    };
    further().await;
    let migration = "BEGIN;
        ALTER TABLE visit ADD COLUMN of_tomorrow BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE entry ADD COLUMN of_tomorrow TEXT;
        ALTER TABLE seat ADD COLUMN of_tomorrow TEXT;
        CREATE TABLE of_tomorrow (visit UUID NOT NULL PRIMARY KEY);
        CREATE INDEX visit_of_tomorrow ON visit (of_tomorrow);
        INSERT INTO schema_migration VALUES (99, 'of_tomorrow', now());
        COMMIT";
    block_in_place(|| cluster.sql(migration));
    further().await;
    becomes(&cluster.nodes[0], StatusCode::OK, "log writes: ok").await;
    let findings = load.end().await;
    // Only to verify: this program opens no newer schema.
    block_in_place(|| cluster.sql("DELETE FROM schema_migration WHERE version = 99"));
    block_in_place(|| verify(&cluster));
    findings.report("1 migration of a newer program, beside two running nodes");
}

/// No migration does this, but if the schema no longer fits, nothing is stored in part or acknowledged.
#[tokio::test(flavor = "multi_thread")]
async fn node_whose_schema_was_changed_refuses_messages_until_it_fits_again() {
    let cluster = block_in_place(|| Cluster::start(1));
    let clinic = cluster.clinic();
    let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
    let patient = clinic.person("patient", "Carla Mendes");
    let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
    let (before, during) = (Uuid::now_v7(), Uuid::now_v7());
    let send = async |id| {
        let sent = clinic.send(&provider, visit, "visit", id, "Good morning");
        sent.await.unwrap()
    };
    assert!(send(before).await["message"].is_string());
    let entries = || block_in_place(|| cluster.sql("SELECT count(*), max(seq) FROM entry"));
    let stored = entries();
    block_in_place(|| cluster.sql("ALTER TABLE entry RENAME COLUMN body TO of_tomorrow"));
    let refused = send(during).await;
    assert_eq!(refused["status"], 503, "{refused}");
    let failing = StatusCode::SERVICE_UNAVAILABLE;
    becomes(&cluster.nodes[0], failing, "log writes: failing").await;
    assert_eq!(entries(), stored);
    block_in_place(|| cluster.sql("ALTER TABLE entry RENAME COLUMN of_tomorrow TO body"));
    let mut receipts = Vec::new();
    for _ in 0..2 {
        let sent = visit_chat_tests::eventually("the message", async || {
            let sent = send(during).await;
            sent["message"].is_string().then_some(sent)
        });
        receipts.push(sent.await["message"].clone());
    }
    assert_eq!(receipts[0], receipts[1]);
    block_in_place(|| verify(&cluster));
}

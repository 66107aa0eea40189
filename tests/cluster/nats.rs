//! NATS servers that die.

use crate::{
    delivery::{clinics, say},
    load::Load,
    nodes::{Cluster, rounds},
    reader::Reader,
    readiness::becomes,
};
use chat_test_servers::Nats;
use reqwest::StatusCode;
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::{task::block_in_place, time::sleep};

/// Pairs of people who write.
const PAIRS: usize = 4;

/// Less than the time after which a node polls without hints.
const BY_HINT: Duration = Duration::from_secs(1);

/// Messages after which hints must be back.
const ATTEMPTS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_delivered_while_nats_is_down() {
    let mut cluster = block_in_place(|| Cluster::start(2));
    let (here, there, ..) = clinics(&cluster).await;
    let load = Load::begin(&here, &there, PAIRS).await;
    let outages = rounds(1, 2);
    let length = Duration::from_secs(rounds(4, 60) as u64);
    for _ in 0..outages {
        sleep(Duration::from_secs(1)).await;
        cluster.nats[0].kill();
        sleep(length).await;
        block_in_place(|| cluster.nats[0].restart());
        becomes(&cluster.nodes[1], StatusCode::OK, "fanout: ok").await;
    }
    sleep(Duration::from_secs(1)).await;
    let findings = load.end().await;
    let length = length.as_secs();
    findings.report(&format!("{outages} times no NATS for {length} s"));
}

/// The server that the second node is connected to dies, again and again.
#[tokio::test(flavor = "multi_thread")]
async fn node_whose_nats_server_dies_gets_hints_from_another() {
    let mut cluster = block_in_place(|| Cluster::with_nats(Nats::cluster(3), 2));
    let (here, there, provider, patient, visit) = clinics(&cluster).await;
    let chat = patient.direct(&provider);
    let load = Load::begin(&here, &there, PAIRS).await;
    let mut reader = Reader::follow(&there, &patient, visit).await;
    let kills = rounds(2, 30);
    for kill in 0..kills {
        becomes(&cluster.nodes[0], StatusCode::OK, "fanout: ok").await;
        becomes(&cluster.nodes[1], StatusCode::OK, "fanout: ok").await;
        let used = used(&cluster.nats, kill).await;
        cluster.nats[used].kill();
        let mut attempt = 0;
        // Until both nodes have found another server, a message waits for a poll, which several in a row do not.
        loop {
            let text = format!("{kill}: {attempt}");
            let begun = Instant::now();
            say(&here, &provider, visit, &chat, &text).await;
            reader.until(&text).await;
            attempt += 1;
            if attempt > 2 && begun.elapsed() < BY_HINT {
                break;
            }
            assert!(attempt < ATTEMPTS, "hints don't come back");
        }
        block_in_place(|| cluster.nats[used].restart());
    }
    let findings = load.end().await;
    findings.report(&format!(
        "{kills} NATS servers killed, of three the one that a node used"
    ));
}

/// A server that has connections of nodes: each in turn, if there are several.
async fn used(servers: &[Nats], turn: usize) -> usize {
    let mut used = Vec::new();
    for (place, server) in servers.iter().enumerate() {
        let answer = reqwest::get(format!("{}/varz", server.monitoring())).await;
        let answer: Value = answer.unwrap().json().await.unwrap();
        if answer["connections"].as_u64().unwrap() > 0 {
            used.push(place);
        }
    }
    used[turn % used.len()]
}

//! What a node reports of the servers that it needs.

use crate::nodes::Cluster;
use chat_test_servers::Postgres;
use reqwest::StatusCode;
use visit_chat_tests::{ServerProcess, eventually};

async fn ready(node: &ServerProcess) -> (StatusCode, String) {
    let answer = reqwest::get(format!("{}/readyz", node.url()))
        .await
        .unwrap();
    (answer.status(), answer.text().await.unwrap())
}

pub(crate) async fn becomes(node: &ServerProcess, expected: StatusCode, line: &str) {
    eventually(line, async || {
        let (status, text) = ready(node).await;
        (status == expected && text.lines().any(|found| found == line)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn node_without_nats_is_ready_and_says_so() {
    let mut cluster = Cluster::start(1);
    becomes(&cluster.nodes[0], StatusCode::OK, "fanout: ok").await;
    cluster.nats[0].kill();
    becomes(&cluster.nodes[0], StatusCode::OK, "fanout: failing").await;
    cluster.nats[0].restart();
    becomes(&cluster.nodes[0], StatusCode::OK, "fanout: ok").await;
}

#[tokio::test]
async fn node_without_its_database_is_not_ready_and_recovers_by_itself() {
    let mut postgres = Postgres::start();
    let cluster = Cluster::on(&postgres, 1);
    becomes(&cluster.nodes[0], StatusCode::OK, "log writes: ok").await;
    postgres.kill();
    becomes(
        &cluster.nodes[0],
        StatusCode::SERVICE_UNAVAILABLE,
        "log reads: failing",
    )
    .await;
    postgres.restart();
    becomes(&cluster.nodes[0], StatusCode::OK, "log writes: ok").await;
    becomes(&cluster.nodes[0], StatusCode::OK, "log reads: ok").await;
}

//! Signing people out, on every node.

use crate::{
    adapters::DeadFanout,
    clinic::{CLINIC, COLLEAGUE, PATIENT, ports},
};
use chat_app::{AppError, ChatService, Nodes, Ports, Settings, SignOutWatch};
use chat_domain::ClinicId;
use chat_ports::SignOut;
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;
use uuid::Uuid;

fn several() -> Settings {
    Settings::default()
        .with_nodes(Nodes::Several)
        .with_poll_every(Duration::from_millis(20))
}

async fn ends(watch: &SignOutWatch) -> bool {
    let patience = Duration::from_secs(10);
    timeout(patience, watch.signed_out()).await.is_ok()
}

async fn stays(watch: &SignOutWatch) -> bool {
    let moment = Duration::from_millis(100);
    timeout(moment, watch.signed_out()).await.is_err()
}

#[tokio::test]
async fn person_is_signed_out_on_every_node() {
    let ports = ports();
    let nodes = [(); 3].map(|()| ChatService::new(ports.clone(), several()));
    let watches = nodes
        .each_ref()
        .map(|node| node.watch_sign_out(CLINIC, PATIENT));
    let other = nodes[1].watch_sign_out(CLINIC, COLLEAGUE);
    let elsewhere = nodes[1].watch_sign_out(ClinicId::new(Uuid::nil()), PATIENT);
    // The nodes begin to listen when their tasks run; until then a sign-out can be lost, as with any fan-out.
    let signed_out = async {
        loop {
            nodes[0].sign_out(CLINIC, PATIENT).await.unwrap();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let all_end = async {
        for watch in &watches {
            watch.signed_out().await;
        }
    };
    tokio::select! {
        () = signed_out => {}
        ended = timeout(Duration::from_secs(10), all_end) => ended.unwrap(),
    }
    assert!(stays(&other).await && stays(&elsewhere).await);
    // Someone who is back is not affected by what was sent before.
    let back = nodes[0].watch_sign_out(CLINIC, PATIENT);
    assert!(stays(&back).await);
}

#[tokio::test]
async fn dead_fanout_is_reported_and_this_node_signs_out_anyway() {
    let dead = Ports {
        fanout: Arc::new(DeadFanout),
        ..ports()
    };
    let node = ChatService::new(dead.clone(), several());
    let watch = node.watch_sign_out(CLINIC, PATIENT);
    let answer = node.sign_out(CLINIC, PATIENT).await;
    assert!(
        matches!(answer, Err(AppError::Unavailable(_))),
        "{answer:?}"
    );
    assert!(ends(&watch).await);
    // One process needs no fan-out.
    let single = ChatService::new(dead, Settings::default());
    let watch = single.watch_sign_out(CLINIC, PATIENT);
    single.sign_out(CLINIC, PATIENT).await.unwrap();
    assert!(ends(&watch).await);
}

#[tokio::test]
async fn sign_out_by_another_program_on_the_fanout_counts() {
    let ports = ports();
    let node = ChatService::new(ports.clone(), several());
    let watch = node.watch_sign_out(CLINIC, PATIENT);
    let person = SignOut {
        clinic: CLINIC,
        person: PATIENT,
    };
    let ended = async {
        while stays(&watch).await {
            ports.fanout.sign_out(person).await.unwrap();
        }
    };
    timeout(Duration::from_secs(10), ended).await.unwrap();
}

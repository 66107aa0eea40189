//! Presence that people report themselves (V9), with several nodes: it lasts as long as their live connections to any of
//! them, and a while longer.

use crate::{
    clinic::{PATIENT, PROVIDER, direct, group_visit, send},
    leases::{LEASE, connect, dropped, in_the_call, join, leased, presence},
    nodes::{Node, Shared},
};
use chat_domain::Presence;
use std::{sync::atomic::Ordering::SeqCst, time::Duration};
use tokio::time::{Instant, sleep};

/// Until all nodes know each other.
const SETTLED: Duration = Duration::from_secs(60);

/// With several nodes, a lease may end this much later.
const LATER: Duration = Duration::from_secs(3);

/// Until the presence of a dead node's people ends: the lease, what it takes to notice, and a round.
const AFTER_A_DEATH: Duration = Duration::from_secs(70);

async fn two(shared: &Shared) -> (Node, Node) {
    let nodes = (shared.node(leased()), shared.node(leased()));
    sleep(SETTLED).await;
    nodes
}

#[tokio::test(start_paused = true)]
async fn patient_of_a_dead_node_is_dropped_after_the_lease() {
    let shared = Shared::new();
    let (dies, lives) = two(&shared).await;
    let (visit, provider, patient) = in_the_call(&dies.service).await;
    let colleague = connect(&lives.service, visit, PROVIDER).await;
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
    let died = Instant::now();
    drop((dies, patient, provider));
    while dropped(&shared.ports, visit).await.is_empty() {
        sleep(Duration::from_millis(100)).await;
        assert!(died.elapsed() < AFTER_A_DEATH);
    }
    assert!(died.elapsed() >= LEASE, "{:?}", died.elapsed());
    sleep(10 * LEASE).await;
    // The provider is connected to the other node.
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
    drop(colleague);
}

#[tokio::test(start_paused = true)]
async fn patient_who_reconnects_after_their_node_died_is_not_dropped() {
    let shared = Shared::new();
    let (dies, lives) = two(&shared).await;
    let (visit, provider, patient) = in_the_call(&dies.service).await;
    drop((dies, patient, provider));
    sleep(LEASE - Duration::from_secs(1)).await;
    let _patient = connect(&lives.service, visit, PATIENT).await;
    let _provider = connect(&lives.service, visit, PROVIDER).await;
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
}

#[tokio::test(start_paused = true)]
async fn patient_without_a_connection_is_dropped_although_their_node_died() {
    let shared = Shared::new();
    let (dies, lives) = two(&shared).await;
    let (visit, provider, patient) = in_the_call(&dies.service).await;
    drop((patient, provider));
    sleep(LEASE / 3).await;
    drop(dies);
    sleep(AFTER_A_DEATH).await;
    let mut gone = dropped(&shared.ports, visit).await;
    gone.sort_unstable();
    assert_eq!(gone, [PROVIDER, PATIENT]);
    drop(lives);
}

#[tokio::test(start_paused = true)]
async fn presence_reported_to_one_node_lasts_while_connected_to_another() {
    let shared = Shared::new();
    let (reported, connected) = two(&shared).await;
    let visit = group_visit(&reported.service).await;
    let patient = connect(&connected.service, visit, PATIENT).await;
    crate::clinic::enter(&reported.service, visit, PATIENT).await;
    join(&reported.service, visit, PROVIDER).await;
    join(&reported.service, visit, PATIENT).await;
    sleep(10 * LEASE).await;
    // The provider has no connection to any node.
    assert_eq!(dropped(&shared.ports, visit).await, [PROVIDER]);
    drop(patient);
    sleep(LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PROVIDER]);
    sleep(LATER).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PROVIDER, PATIENT]);
}

#[tokio::test(start_paused = true)]
async fn person_who_moves_between_nodes_is_dropped_one_lease_after_the_last_connection() {
    let shared = Shared::new();
    let (one, other) = two(&shared).await;
    let (visit, _provider, mut patient) = in_the_call(&one.service).await;
    for service in [&other.service, &one.service, &other.service, &one.service] {
        drop(patient);
        sleep(LEASE - Duration::from_secs(1)).await;
        patient = connect(service, visit, PATIENT).await;
    }
    drop(patient);
    sleep(LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
    sleep(LATER).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
}

#[tokio::test(start_paused = true)]
async fn person_connected_to_two_nodes_is_dropped_once_after_losing_both() {
    let shared = Shared::new();
    let (one, other) = two(&shared).await;
    let (visit, _provider, here) = in_the_call(&one.service).await;
    let there = connect(&other.service, visit, PATIENT).await;
    drop(here);
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
    let here = connect(&one.service, visit, PATIENT).await;
    drop((here, there));
    sleep(LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
    sleep(LATER).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
}

/// Each node records late that it lost the person, and sees that the other one lost them late, too.
#[tokio::test(start_paused = true)]
async fn person_who_loses_both_nodes_during_a_failure_of_the_storage_is_dropped_once() {
    let shared = Shared::new();
    let (one, other) = two(&shared).await;
    let (visit, _provider, here) = in_the_call(&one.service).await;
    let there = connect(&other.service, visit, PATIENT).await;
    sleep(SETTLED).await;
    let cut_off = |cut_off| {
        for node in [&one, &other] {
            node.leases.cut_off.store(cut_off, SeqCst);
        }
    };
    cut_off(true);
    drop((here, there));
    let failure = Duration::from_secs(8);
    sleep(failure).await;
    cut_off(false);
    sleep(LEASE - failure).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
    // One more attempt, five seconds or a little more after the record is as old as the lease.
    sleep(failure + 4 * LATER).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
}

#[tokio::test(start_paused = true)]
async fn short_visit_of_another_node_postpones_the_end() {
    let shared = Shared::new();
    let (one, other) = two(&shared).await;
    let (visit, _provider, patient) = in_the_call(&one.service).await;
    drop(patient);
    sleep(LEASE / 2).await;
    let patient = connect(&other.service, visit, PATIENT).await;
    sleep(Duration::from_secs(5)).await;
    drop(patient);
    sleep(LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
    sleep(LATER).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
}

#[tokio::test(start_paused = true)]
async fn people_of_a_node_that_was_cut_off_for_a_while_stay() {
    let shared = Shared::new();
    let (cut_off, _other) = two(&shared).await;
    let (visit, _provider, _patient) = in_the_call(&cut_off.service).await;
    sleep(SETTLED).await;
    cut_off.leases.cut_off.store(true, SeqCst);
    sleep(Duration::from_secs(40)).await;
    cut_off.leases.cut_off.store(false, SeqCst);
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
}

#[tokio::test(start_paused = true)]
async fn people_of_a_node_that_leaves_have_one_lease_to_reconnect() {
    let shared = Shared::new();
    let (leaves, stays) = two(&shared).await;
    let (visit, provider, patient) = in_the_call(&leaves.service).await;
    sleep(SETTLED).await;
    leaves.service.leave().await.unwrap();
    drop((leaves, provider, patient));
    sleep(LEASE - Duration::from_secs(1)).await;
    assert_eq!(dropped(&shared.ports, visit).await, []);
    let _provider = connect(&stays.service, visit, PROVIDER).await;
    sleep(LATER + Duration::from_secs(1)).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
    let present = presence(&stays.service, visit, PROVIDER).await;
    assert_eq!(present, Presence::InCall);
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_of_all_nodes_those_who_do_not_come_back_are_dropped() {
    let shared = Shared::new();
    let (one, other) = two(&shared).await;
    let (visit, provider, patient) = in_the_call(&one.service).await;
    drop((one, other, provider, patient));
    sleep(10 * LEASE).await;
    assert_eq!(dropped(&shared.ports, visit).await, [], "no node, no entry");
    let node = shared.node(leased());
    sleep(Duration::from_secs(5)).await;
    let _provider = connect(&node.service, visit, PROVIDER).await;
    sleep(AFTER_A_DEATH).await;
    assert_eq!(dropped(&shared.ports, visit).await, [PATIENT]);
}

#[tokio::test(start_paused = true)]
async fn message_costs_no_request_about_presence() {
    let shared = Shared::new();
    let (one, other) = two(&shared).await;
    let (visit, _provider, _patient) = in_the_call(&one.service).await;
    let _elsewhere = connect(&other.service, visit, PROVIDER).await;
    sleep(2 * LEASE).await;
    let calls = || one.leases.calls.load(SeqCst) + other.leases.calls.load(SeqCst);
    let records = || one.leases.records.load(SeqCst) + other.leases.records.load(SeqCst);
    let (before, recorded) = (calls(), records());
    for id in 0..600 {
        let service = if id % 2 == 0 {
            &one.service
        } else {
            &other.service
        };
        let chat = direct(PROVIDER, PATIENT);
        send(service, visit, PROVIDER, chat, id).await.unwrap();
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(records(), recorded);
    // Two nodes renew their leases every ten seconds or a little earlier, and look at all leases every five minutes.
    let calls = calls() - before;
    assert!(calls <= 2 * 7 + 4, "{calls}");
}

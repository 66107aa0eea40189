//! Of several nodes, one does the upkeep of a clinic, and another takes over.

use crate::{
    clinic::{PROVIDER, group_visit},
    closing::{HOUR, TestClock, closing},
    nodes::{Node, Reached, Shared},
    uploading::{World, picture, upload},
};
use chat_app::{ChatService, Nodes, Ports, Upkeep};
use chat_attachments::fixture;
use chat_domain::{Actor, ChatKey, Event, Seq};
use chat_memory::MemoryNodeLeases;
use chat_ports::{Members, NodeId, NodeLeases as _, Shard, VisitKey};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};
use time::OffsetDateTime;
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

/// When a node dies, another has its shards after this time.
const TAKEOVER: Duration = Duration::from_secs(60);

/// A new visit, which is completed 12 hours later.
async fn visit(shared: &Shared) -> VisitKey {
    group_visit(&ChatService::new(shared.ports.clone(), closing())).await
}

/// When the service did this, if it did; it did so once.
async fn done_at(shared: &Shared, visit: VisitKey, event: Event) -> Option<OffsetDateTime> {
    let log = shared.ports.log.read(visit, Seq::ZERO, 1_000);
    let entries = log.await.unwrap().entries;
    let mut done = entries.iter().filter(|entry| entry.event == event);
    let entry = done.next()?;
    assert_eq!((entry.actor, done.next()), (Actor::Service, None));
    Some(entry.at)
}

/// Three nodes of which the first joined first, so that it had all shards for a while.
async fn three(shared: &Shared) -> [Node; 3] {
    let mut nodes = Vec::new();
    for _ in 0..3 {
        nodes.push(shared.node(closing()));
        sleep(TAKEOVER).await;
    }
    nodes.try_into().ok().unwrap()
}

fn appended(nodes: &[Node]) -> Vec<u32> {
    nodes.iter().map(|node| node.log.appended()).collect()
}

#[tokio::test(start_paused = true)]
async fn one_node_closes_a_visit_and_the_others_do_not_try() {
    let shared = Shared::new();
    let nodes = three(&shared).await;
    let visit = visit(&shared).await;
    sleep(13 * HOUR).await;
    assert!(
        done_at(&shared, visit, Event::VisitCompleted)
            .await
            .is_some()
    );
    let mut appended = appended(&nodes);
    appended.sort_unstable();
    assert_eq!(appended, [0, 0, 1]);
}

#[tokio::test(start_paused = true)]
async fn another_node_closes_the_visits_of_a_node_that_died() {
    let shared = Shared::new();
    let mut nodes = Vec::from(three(&shared).await);
    while nodes.len() > 1 {
        let visit = visit(&shared).await;
        let before: u32 = appended(&nodes).iter().sum();
        let counts = appended(&nodes);
        sleep(13 * HOUR).await;
        let completed = done_at(&shared, visit, Event::VisitCompleted)
            .await
            .unwrap();
        let grown = appended(&nodes).into_iter().zip(counts);
        let holder = grown
            .enumerate()
            .find(|(_, (now, then))| now > then)
            .unwrap()
            .0;
        // It dies shortly before the follow-up ends.
        let due = completed + 72 * HOUR;
        let now = shared.ports.clock.now();
        sleep((due - now - time::Duration::seconds(30)).unsigned_abs()).await;
        let by_the_dead = nodes.remove(holder).log.appended();
        assert_eq!(done_at(&shared, visit, Event::FollowUpEnded).await, None);
        sleep(3 * TAKEOVER).await;
        let ended = done_at(&shared, visit, Event::FollowUpEnded).await.unwrap();
        assert!(ended >= due && ended <= due + TAKEOVER, "{due} {ended}");
        // The completion and the end: each once, and tried by one node.
        let after: u32 = appended(&nodes).iter().sum();
        assert_eq!(after + by_the_dead, before + 2);
    }
}

#[tokio::test(start_paused = true)]
async fn node_that_cannot_renew_its_lease_stops_and_another_takes_over() {
    let shared = Shared::new();
    let nodes = three(&shared).await;
    let visit = visit(&shared).await;
    sleep(13 * HOUR).await;
    let holder = appended(&nodes)
        .iter()
        .position(|count| *count > 0)
        .unwrap();
    // It can still append, but does not know whether it still holds the clinic's shard.
    nodes[holder].leases.cut_off.store(true, SeqCst);
    sleep(TAKEOVER).await;
    let next = self::visit(&shared).await;
    sleep(100 * HOUR).await;
    assert!(
        done_at(&shared, next, Event::VisitCompleted)
            .await
            .is_some()
    );
    assert!(
        done_at(&shared, visit, Event::VisitCompleted)
            .await
            .is_some()
    );
    let counts = appended(&nodes);
    assert_eq!(counts[holder], 1, "it did nothing without a lease");
    assert_eq!(counts.iter().sum::<u32>(), 4, "{counts:?}");
    // Back again, it gets a share.
    nodes[holder].leases.cut_off.store(false, SeqCst);
    sleep(TAKEOVER).await;
    let members = members(&shared).await;
    assert_eq!(members.nodes.len(), 4, "and this one: {members:?}");
    let shares: Vec<_> = members
        .nodes
        .iter()
        .map(|node| share(&members, *node))
        .collect();
    assert!(
        shares
            .iter()
            .filter(|share| (4..=6).contains(*share))
            .count()
            == 3,
        "{shares:?}"
    );
}

fn share(members: &Members, node: NodeId) -> usize {
    members.shards.values().filter(|of| **of == node).count()
}

/// The members, as another node sees them.
async fn members(shared: &Shared) -> Members {
    let witness = NodeId::new(uuid::Uuid::now_v7());
    shared.leases.join(witness, TAKEOVER).await.unwrap();
    let members = shared.leases.renew(witness, TAKEOVER).await.unwrap();
    shared.leases.leave(witness).await.unwrap();
    members
}

#[tokio::test(start_paused = true)]
async fn shards_are_shared_evenly_and_all_have_a_node() {
    let shared = Shared::new();
    let mut nodes = Vec::new();
    for count in 1..=5 {
        nodes.push(shared.node(closing()));
        sleep(TAKEOVER).await;
        let members = members(&shared).await;
        assert_eq!(members.shards.len(), usize::from(Shard::COUNT));
        let most = usize::from(Shard::COUNT).div_ceil(count);
        assert!(
            members
                .nodes
                .iter()
                .all(|node| share(&members, *node) <= most)
        );
    }
    for count in (1..=4).rev() {
        nodes.pop();
        sleep(TAKEOVER).await;
        let members = members(&shared).await;
        assert_eq!(members.shards.len(), usize::from(Shard::COUNT), "{count}");
        assert_eq!(members.nodes.len(), count + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn node_that_leaves_is_replaced_at_the_next_renewal() {
    let shared = Shared::new();
    let (leaves, stays) = (shared.node(closing()), shared.node(closing()));
    sleep(TAKEOVER).await;
    leaves.service.leave().await.unwrap();
    sleep(Duration::from_secs(11)).await;
    let members = members(&shared).await;
    assert_eq!(members.shards.len(), usize::from(Shard::COUNT));
    assert_eq!(members.nodes.len(), 2, "it and the witness: {members:?}");
    // It does not come back, although it still serves.
    sleep(10 * TAKEOVER).await;
    let visit = group_visit(&leaves.service).await;
    sleep(13 * HOUR).await;
    assert!(
        done_at(&shared, visit, Event::VisitCompleted)
            .await
            .is_some()
    );
    assert_eq!(stays.log.appended(), 1);
}

#[tokio::test(start_paused = true)]
async fn single_node_asks_no_storage_of_leases() {
    let shared = Shared::new();
    let leases = Reached::over(&shared.leases);
    let ports = Ports {
        leases: Some(Arc::clone(&leases) as _),
        ..shared.ports.clone()
    };
    let service = ChatService::new(ports, closing());
    let visit = group_visit(&service).await;
    sleep(13 * HOUR).await;
    assert!(
        done_at(&shared, visit, Event::VisitCompleted)
            .await
            .is_some()
    );
    assert_eq!(leases.calls.load(SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn held_file_is_rescanned_by_one_node() {
    let world = World::new();
    let clock = TestClock::start();
    let leases = MemoryNodeLeases::with_clock(clock);
    let mut settings = crate::clinic::settings();
    settings.nodes = Nodes::Several;
    settings.uploads.upkeep = Upkeep::Automatic;
    let ports = world.ports.clone().leased_by(leases);
    let nodes = [(); 3].map(|()| ChatService::new(ports.clone(), settings.clone()));
    sleep(TAKEOVER).await;
    let visit = group_visit(&nodes[0]).await;
    world.scanner.stop();
    let bytes = fixture::png(8, 8);
    let held = upload(
        &nodes[1],
        visit,
        PROVIDER,
        picture(ChatKey::Visit, 1),
        &bytes,
    );
    assert!(held.await.unwrap().held);
    let before = world.scanner.calls();
    sleep(20 * settings.uploads.upkeep_every).await;
    let calls = world.scanner.calls() - before;
    assert!((18..=21).contains(&calls), "{calls} in 20 rounds");
}

/// What nodes do for all: each counts its acts.
fn sweeping(nodes: &[Node], every: Duration) -> (Vec<Arc<AtomicU32>>, JoinSet<Infallible>) {
    let counts: Vec<Arc<AtomicU32>> = nodes.iter().map(|_| Arc::default()).collect();
    let mut tasks = JoinSet::new();
    for (node, count) in nodes.iter().zip(&counts) {
        let (service, count) = (node.service.clone(), Arc::clone(count));
        tasks.spawn(async move {
            let act = async || {
                count.fetch_add(1, SeqCst);
            };
            service.on_one_node(every, act).await
        });
    }
    (counts, tasks)
}

#[tokio::test(start_paused = true)]
async fn store_is_swept_by_one_node_and_by_another_when_that_leaves() {
    let shared = Shared::new();
    let nodes = three(&shared).await;
    let (counts, _tasks) = sweeping(&nodes, HOUR / 6);
    sleep(HOUR).await;
    let acts = |counts: &[Arc<AtomicU32>]| -> Vec<u32> {
        counts.iter().map(|count| count.load(SeqCst)).collect()
    };
    let before = acts(&counts);
    let holder = before.iter().position(|count| *count > 0).unwrap();
    assert_eq!(
        before.iter().sum::<u32>(),
        before[holder],
        "one: {before:?}"
    );
    assert!((6..=7).contains(&before[holder]), "{before:?}");
    nodes[holder].service.leave().await.unwrap();
    sleep(HOUR).await;
    let after = acts(&counts);
    assert_eq!(after[holder], before[holder], "it left");
    let others: Vec<_> = (0..3).filter(|node| after[*node] > before[*node]).collect();
    assert_eq!(others.len(), 1, "{after:?}");
}

#[tokio::test(start_paused = true)]
async fn single_node_sweeps_at_the_start_and_every_day() {
    let shared = Shared::new();
    let service = ChatService::new(shared.ports.clone(), closing());
    let count = AtomicU32::new(0);
    let act = async || {
        count.fetch_add(1, SeqCst);
    };
    let swept = service.on_one_node(24 * HOUR, act);
    assert!(timeout(49 * HOUR, swept).await.is_err());
    assert_eq!(count.load(SeqCst), 3);
}

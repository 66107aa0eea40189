//! Reads of many visits share queries, and none of them depends on another.

use crate::{
    adapters::FaultyLog,
    clinic::{PATIENT, PROVIDER, group_visit, ports, refusal, remove, settings},
};
use chat_app::{AppError, ChatService, Nodes};
use chat_domain::Refusal;
use chat_ports::VisitKey;
use std::{sync::Arc, sync::atomic::Ordering::SeqCst, time::Duration};
use tokio::task::{JoinHandle, yield_now};

struct World {
    log: Arc<FaultyLog>,
    /// Writes through its own node.
    writer: ChatService,
    /// Reads through the counted log.
    node: ChatService,
    visits: Vec<VisitKey>,
}

/// One of several nodes, with visits in memory.
async fn world(visits: usize) -> World {
    let ports = ports();
    let writer = ChatService::new(ports.clone(), settings());
    let (log, ports) = FaultyLog::in_front_of(ports);
    let several = settings().with_nodes(Nodes::Several);
    let node = ChatService::new(ports, several);
    let mut keys = Vec::new();
    for _ in 0..visits {
        let visit = group_visit(&writer).await;
        node.view(visit, PROVIDER).await.unwrap();
        keys.push(visit);
    }
    log.batches.lock().unwrap().clear();
    World {
        log,
        writer,
        node,
        visits: keys,
    }
}

impl World {
    fn view(&self, visit: VisitKey) -> JoinHandle<Result<(), AppError>> {
        let node = self.node.clone();
        tokio::spawn(async move { node.view(visit, PROVIDER).await.map(drop) })
    }

    fn batches(&self) -> Vec<usize> {
        self.log.batches.lock().unwrap().clone()
    }

    /// Views of the first visits, each with a query that waits.
    async fn held(&self) -> Vec<JoinHandle<Result<(), AppError>>> {
        self.log.holds_reads.store(true, SeqCst);
        let mut views = Vec::new();
        for visit in &self.visits[..4] {
            views.push(self.view(*visit));
            settle().await;
        }
        assert_eq!(self.batches(), [1; 4]);
        views
    }

    fn release(&self) {
        self.log.holds_reads.store(false, SeqCst);
        self.log.read_released.add_permits(100);
    }
}

/// Every task has come as far as it can.
async fn settle() {
    for _ in 0..100 {
        yield_now().await;
    }
}

#[tokio::test]
async fn reads_during_four_queries_share_the_next_one() {
    let world = world(60).await;
    let mut views = world.held().await;
    views.extend(world.visits[4..].iter().map(|visit| world.view(*visit)));
    settle().await;
    assert_eq!(world.batches(), [1; 4], "four queries at a time");
    world.release();
    for view in views {
        view.await.unwrap().unwrap();
    }
    assert_eq!(world.batches(), [1, 1, 1, 1, 56]);
}

#[tokio::test]
async fn answer_of_a_query_that_began_before_the_request_is_not_used() {
    let world = world(4).await;
    let views = world.held().await;
    let visit = world.visits[0];
    remove(&world.writer, visit, PATIENT).await;
    let node = world.node.clone();
    let removed = tokio::spawn(async move { node.view(visit, PATIENT).await });
    settle().await;
    world.release();
    for view in views {
        view.await.unwrap().unwrap();
    }
    assert_eq!(refusal(removed.await.unwrap()), Refusal::Removed);
}

#[tokio::test]
async fn visit_that_cannot_be_read_fails_alone() {
    for panics in [false, true] {
        let world = world(20).await;
        let views = world.held().await;
        let broken = world.visits[9];
        let at = if panics {
            &world.log.panics_at
        } else {
            &world.log.damaged
        };
        *at.lock().unwrap() = Some(broken);
        let later = world.visits[4..].iter();
        let later: Vec<_> = later.map(|visit| (*visit, world.view(*visit))).collect();
        settle().await;
        world.release();
        for view in views {
            view.await.unwrap().unwrap();
        }
        for (visit, view) in later {
            let view = view.await.unwrap();
            assert_eq!(view.is_err(), visit == broken, "{view:?}");
        }
        *at.lock().unwrap() = None;
        world.view(broken).await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn dropped_callers_block_no_other() {
    let world = world(30).await;
    let views = world.held().await;
    let later: Vec<_> = world.visits[4..]
        .iter()
        .map(|visit| world.view(*visit))
        .collect();
    // Others wait for the same visits.
    let same: Vec<_> = world
        .visits
        .iter()
        .map(|visit| world.view(*visit))
        .collect();
    settle().await;
    for view in views.iter().chain(&later) {
        view.abort();
    }
    settle().await;
    world.release();
    for view in same {
        let view = tokio::time::timeout(Duration::from_secs(1), view).await;
        view.unwrap().unwrap().unwrap();
    }
    assert_eq!(world.batches().iter().skip(4).sum::<usize>(), 30);
}

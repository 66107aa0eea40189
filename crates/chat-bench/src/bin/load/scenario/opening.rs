//! Reads of the log for each visit that is opened.

mod counted;

use super::sends::service::{Service, send, service};
use crate::{
    Result,
    all_cores::{Failed, on_all_cores},
    figures::{Figures, Latency, as_f64},
    nodes::Shared,
};
use chat_app::{ChatService, Followed, Nodes, Ports, Update};
use chat_bench::{CLINIC, person};
use chat_memory::MemoryAttachmentStore;
use chat_nats::{NatsFanout, NatsOptions};
use chat_ports::VisitKey;
use chat_postgres::{PostgresOptions, PostgresVisitLog};
use counted::{Counted, Counts};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::timeout};

const VISITS: usize = 1_000;
/// Number of visits that are opened at a time.
const AT_A_TIME: usize = 20;
/// Messages in each visit.
const MESSAGES: usize = 50;
/// Timeout of one opening.
const PATIENCE: Duration = Duration::from_secs(20);

/// Patients connect to a node of several that has none of the visits in memory, and each follows one, up to its newest 50
/// messages.
pub(super) async fn run() -> Result<Figures> {
    on_all_cores(measure).await
}

async fn measure() -> std::result::Result<Figures, Failed> {
    let shared = Shared::start();
    let database = shared.database();
    let ports = async || {
        let log = PostgresVisitLog::open(&database, PostgresOptions::default()).await?;
        let uploads = log.upload_ledger();
        let fanout = NatsFanout::connect(&shared.nats(), NatsOptions::default()).await?;
        let counts = Arc::new(Counts::default());
        let log = Counted::new(log, Arc::clone(&counts));
        let files = MemoryAttachmentStore::new();
        Ok::<_, Failed>((Ports::new(log, files, uploads, fanout), counts))
    };
    let (writer, _) = ports().await?;
    let written = Service::with(writer, Nodes::Several, VISITS).await?;
    let mut writing = JoinSet::new();
    for visit in &written.visits {
        let (service, visit) = (written.service.clone(), *visit);
        writing.spawn(async move {
            for _ in 0..MESSAGES {
                send(&service, visit).await?;
            }
            Ok::<_, Failed>(())
        });
    }
    while let Some(done) = writing.join_next().await {
        done??;
    }
    let (reader, counts) = ports().await?;
    let node = service(reader, Nodes::Several);
    let mut latency = Latency::default();
    let mut open = Vec::new();
    let start = Instant::now();
    for some in written.visits.chunks(AT_A_TIME) {
        let mut opening = JoinSet::new();
        for visit in some {
            opening.spawn(timeout(PATIENCE, opened(node.clone(), *visit)));
        }
        while let Some(follower) = opening.join_next().await {
            let (follower, took) = follower???;
            latency.add(took);
            open.push(follower);
        }
    }
    let took = start.elapsed();
    let visits = as_f64(open.len());
    let each = |count: usize| as_f64(count) / visits;
    Ok(Figures::default()
        .with("visits_per_s", visits / took.as_secs_f64())
        .with("reads_per_visit", each(counts.reads()))
        .with("visit_reads_per_visit", each(counts.visits()))
        .latency("open", latency))
}

/// A patient's connection that has the visit's view and the newest messages of their direct chat.
async fn opened(
    node: ChatService,
    visit: VisitKey,
) -> std::result::Result<(chat_app::Follower, Duration), Failed> {
    let start = Instant::now();
    let mut follower = node.follower(CLINIC, person(2));
    follower.follow(visit.visit, chat_app::Seen::default());
    let (mut viewed, mut read) = (false, false);
    while !(viewed && read) {
        match follower.next().await {
            Followed::Visit(_, Update::View(_)) => viewed = true,
            Followed::Visit(_, Update::Chat(page)) => read |= page.messages.len() == MESSAGES,
            Followed::VisitFailed(_, error) => return Err(error.into()),
            _ => {}
        }
    }
    Ok((follower, start.elapsed()))
}

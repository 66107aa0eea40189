//! Completing visits and ending follow-ups by the host's policy, when it is time (W8).

use crate::{engine::Engine, error::AppError, visits::snapshot::Snapshot};
use chat_domain::{
    Actor, Refusal,
    access::{Due, due},
};
use chat_ports::DueVisit;
use futures::{FutureExt as _, future::join_all};
use std::{collections::HashMap, convert::Infallible, panic::AssertUnwindSafe, sync::Arc};
use time::{Duration, OffsetDateTime};
use tokio::time::{MissedTickBehavior, interval};

/// How long the service waits before it looks again at a visit that the rules keep open.
const AGAIN: Duration = Duration::minutes(5);

/// The shortest time between two rounds.
const SHORTEST: std::time::Duration = std::time::Duration::from_millis(1);

/// Number of visits per read.
const PAGE: usize = 500;

/// Number of visits that are read and closed together.
const TOGETHER: usize = 64;

/// Visits that may be due by their dashboard rows, but not before a later time.
type Later = HashMap<DueVisit, OffsetDateTime>;

/// Closes visits that are due, until dropped. A panic in an adapter does not end the task. With several nodes, each
/// closes those of its shards.
pub(crate) async fn run(engine: Arc<Engine>) -> Infallible {
    let mut later = Later::new();
    let every = engine.settings.close_every.max(SHORTEST);
    let mut rounds = interval(every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut handovers = engine.membership.handovers();
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            // What the previous node has not closed. The sender lives as long as the engine.
            _ = handovers.changed() => {}
        }
        match AssertUnwindSafe(round(&engine, &mut later))
            .catch_unwind()
            .await
        {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "visits are closed later"),
            Err(_) => tracing::error!("closing visits panicked"),
        }
    }
}

async fn round(engine: &Engine, later: &mut Later) -> Result<(), AppError> {
    let now = engine.ports.clock.now();
    later.retain(|_, at| *at > now);
    let mut after = None;
    loop {
        let mut page = engine.ports.log.visits_due(now, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        page.retain(|listed| is_ours(engine, listed) && !later.contains_key(listed));
        while !page.is_empty() {
            let some: Vec<_> = page.drain(..page.len().min(TOGETHER)).collect();
            let closed = close_all(engine, some.clone(), now).await;
            for (listed, closed) in some.into_iter().zip(closed) {
                let look_again = closed.unwrap_or_else(|error| {
                    let DueVisit { at, visit } = listed;
                    tracing::warn!(%error, ?visit, %at, "a visit is closed later");
                    Some(now + AGAIN)
                });
                if let Some(at) = look_again {
                    later.insert(listed, at);
                }
            }
        }
    }
}

/// Visits of other shards are read and skipped: the index has only visits that are due, and each for a short time.
fn is_ours(engine: &Engine, listed: &DueVisit) -> bool {
    engine.membership.is_responsible(listed.visit.clinic)
}

/// Closes the visits that are due, and returns for each when to look again, if it is not. Each fails alone, even if the
/// adapter panics at it.
async fn close_all(
    engine: &Engine,
    listed: Vec<DueVisit>,
    now: OffsetDateTime,
) -> Vec<Result<Option<OffsetDateTime>, AppError>> {
    let visits: Vec<_> = listed.iter().map(|listed| listed.visit).collect();
    let states = engine.snapshots(visits).await;
    let closed = listed.into_iter().zip(states).map(|(listed, state)| {
        let closed = AssertUnwindSafe(close(engine, listed, state, now)).catch_unwind();
        let panicked = |_| Err(AppError::unavailable("closing a visit panicked"));
        closed
            .map(move |closed| closed.unwrap_or_else(panicked))
            .boxed()
    });
    join_all(closed).await
}

/// Closes the visit if that is due. Returns when to look again, if not.
async fn close(
    engine: &Engine,
    listed: DueVisit,
    state: Result<Snapshot, AppError>,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, AppError> {
    let Some(Due { at, command }) = due(&state?.state) else {
        return Ok(None);
    };
    if at > now {
        return Ok(Some(at));
    }
    // This process may have stood still since the list was read.
    if !is_ours(engine, &listed) {
        return Ok(None);
    }
    match engine.execute(listed.visit, Actor::Service, command).await {
        Ok(_) => Ok(None),
        Err(AppError::Refused(Refusal::CallUnderway | Refusal::SomeoneWaits)) => {
            Ok(Some(now + AGAIN))
        }
        Err(error) => Err(error),
    }
}

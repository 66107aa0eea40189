//! What the service does in visits by their policy, when it is time: reminding people (R6, R7) and closing (W8).

use super::{
    closing::close,
    look::{AGAIN, Look, is_ours},
    reminding::remind,
};
use crate::{engine::Engine, error::AppError, visits::snapshot::Snapshot};
use chat_domain::access::hides_reminders;
use chat_ports::DueVisit;
use futures::{FutureExt as _, future::join_all};
use std::{collections::HashMap, convert::Infallible, panic::AssertUnwindSafe, sync::Arc};
use time::OffsetDateTime;
use tokio::time::{MissedTickBehavior, interval};

/// The shortest time between two rounds.
const SHORTEST: std::time::Duration = std::time::Duration::from_millis(1);

/// Number of visits per read.
const PAGE: usize = 500;

/// Number of visits that are read and looked after together.
const TOGETHER: usize = 64;

/// Visits that may be due by their dashboard rows, but not before a later time. A changed row is another key.
type Later = HashMap<DueVisit, Look>;

/// Looks after visits that are due, until dropped. A panic in an adapter does not end the task. With several nodes, each
/// looks after those of its shards.
pub(crate) async fn run(engine: Arc<Engine>) -> Infallible {
    let mut later = Later::new();
    let every = engine.settings.close_every.max(SHORTEST);
    let mut rounds = interval(every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut handovers = engine.membership.handovers();
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            // What the previous node has not done. The sender lives as long as the engine.
            _ = handovers.changed() => {}
        }
        match AssertUnwindSafe(round(&engine, &mut later))
            .catch_unwind()
            .await
        {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "visits are looked after later"),
            Err(_) => tracing::error!("looking after visits panicked"),
        }
    }
}

async fn round(engine: &Engine, later: &mut Later) -> Result<(), AppError> {
    let now = engine.ports.clock.now();
    later.retain(|_, look| !matches!(look, Look::At(at) if *at <= now));
    let mut listed = Later::new();
    let done = all_due(engine, now, later, &mut listed).await;
    if done.is_ok() {
        // Rows that are no longer listed are forgotten.
        *later = listed;
    } else {
        later.extend(listed);
    }
    done
}

/// Goes through all visits that are listed as due, and keeps in `listed` which to look at later.
async fn all_due(
    engine: &Engine,
    now: OffsetDateTime,
    later: &Later,
    listed: &mut Later,
) -> Result<(), AppError> {
    let mut after = None;
    loop {
        let mut page = engine.ports.log.visits_due(now, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        page.retain(|row| is_ours(engine, row));
        let known = page.iter().filter_map(|row| Some((*row, *later.get(row)?)));
        listed.extend(known);
        page.retain(|row| !later.contains_key(row));
        while !page.is_empty() {
            let some: Vec<_> = page.drain(..page.len().min(TOGETHER)).collect();
            let looks = look_after_all(engine, some.clone(), now).await;
            for (row, look) in some.into_iter().zip(looks) {
                let look = look.unwrap_or_else(|error| {
                    let DueVisit { at, visit } = row;
                    tracing::warn!(%error, ?visit, %at, "a visit is looked after later");
                    Look::At(now + AGAIN)
                });
                if look != Look::Next {
                    listed.insert(row, look);
                }
            }
        }
    }
}

/// Looks after the visits that are due. Each fails alone, even if the adapter panics at it.
async fn look_after_all(
    engine: &Engine,
    listed: Vec<DueVisit>,
    now: OffsetDateTime,
) -> Vec<Result<Look, AppError>> {
    let visits: Vec<_> = listed.iter().map(|listed| listed.visit).collect();
    let states = engine.snapshots(visits).await;
    let looks = listed.into_iter().zip(states).map(|(listed, state)| {
        let look = AssertUnwindSafe(look_after(engine, listed, state, now)).catch_unwind();
        let panicked = |_| Err(AppError::unavailable("looking after a visit panicked"));
        look.map(move |look| look.unwrap_or_else(panicked)).boxed()
    });
    join_all(looks).await
}

async fn look_after(
    engine: &Engine,
    listed: DueVisit,
    state: Result<Snapshot, AppError>,
    now: OffsetDateTime,
) -> Result<Look, AppError> {
    let state = state?.state;
    let reminded = remind(engine, &listed, &state, now).await?;
    let closed = close(engine, &listed, &state, now).await?;
    let look = reminded.or(closed);
    Ok(match hides_reminders(&state, now) {
        true => look.or(Look::At(now + AGAIN)),
        false => look,
    })
}

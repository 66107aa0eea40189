//! Completing visits and ending follow-ups by the host's policy, when it is time (W8).

use crate::{engine::Engine, error::AppError};
use chat_domain::{
    Actor, Refusal,
    access::{Due, due},
};
use chat_ports::{DueVisit, VisitKey};
use futures::FutureExt as _;
use std::{collections::HashMap, convert::Infallible, panic::AssertUnwindSafe, sync::Arc};
use time::{Duration, OffsetDateTime};
use tokio::time::{MissedTickBehavior, interval};

/// How long the service waits before it looks again at a visit that the rules keep open.
const AGAIN: Duration = Duration::minutes(5);

/// The shortest time between two rounds.
const SHORTEST: std::time::Duration = std::time::Duration::from_millis(1);

/// Number of visits per read.
const PAGE: usize = 500;

/// Visits that may be due by their dashboard rows, but not before a later time.
type Later = HashMap<DueVisit, OffsetDateTime>;

/// Closes visits that are due, until dropped. A panic in an adapter does not end the task.
pub(crate) async fn run(engine: Arc<Engine>) -> Infallible {
    let mut later = Later::new();
    let every = engine.settings.close_every.max(SHORTEST);
    let mut rounds = interval(every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
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
        let page = engine.ports.log.visits_due(now, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        for listed in page {
            if later.contains_key(&listed) {
                continue;
            }
            // The others must not wait for a visit that can't be read.
            let closed = AssertUnwindSafe(close(engine, listed.visit, now)).catch_unwind();
            let look_again = closed
                .await
                .unwrap_or_else(|_| Err(AppError::unavailable("closing a visit panicked")));
            let look_again = look_again.unwrap_or_else(|error| {
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

/// Closes the visit if that is due. Returns when to look again, if not.
async fn close(
    engine: &Engine,
    visit: VisitKey,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, AppError> {
    let state = engine.snapshot(visit).await?.state;
    let Some(Due { at, command }) = due(&state) else {
        return Ok(None);
    };
    if at > now {
        return Ok(Some(at));
    }
    match engine.execute(visit, Actor::Service, command).await {
        Ok(_) => Ok(None),
        Err(AppError::Refused(Refusal::CallUnderway | Refusal::SomeoneWaits)) => {
            Ok(Some(now + AGAIN))
        }
        Err(error) => Err(error),
    }
}

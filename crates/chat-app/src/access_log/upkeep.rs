//! Deleting old entries of the access log, in the background.

use crate::{engine::Engine, error::AppError};
use futures::FutureExt as _;
use std::{convert::Infallible, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};

/// The most entries that are deleted in one step, so that other writes come between.
const STEP: usize = 1_000;

/// The shortest time between two rounds.
const SHORTEST: Duration = Duration::from_millis(1);

/// Deletes what is old until dropped, on each node: deleting again does nothing. A panic in an adapter ends a round only.
pub(crate) async fn run(engine: Arc<Engine>) -> Infallible {
    let every = engine.settings.access_log.delete_every.max(SHORTEST);
    let mut rounds = interval(every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        match AssertUnwindSafe(delete(&engine)).catch_unwind().await {
            Ok(Ok(0)) => {}
            Ok(Ok(deleted)) => {
                tracing::info!(deleted, "old entries of the access log were deleted")
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "old entries of the access log can't be deleted");
            }
            Err(_) => tracing::error!("deleting old entries of the access log panicked"),
        }
    }
}

/// Deletes the entries that are older than the settings keep them. Returns their number.
pub(crate) async fn delete(engine: &Engine) -> Result<u64, AppError> {
    let (Some(log), Some(kept)) = (&engine.ports.accesses, engine.settings.access_log.kept) else {
        return Ok(0);
    };
    let kept = time::Duration::try_from(kept).unwrap_or(time::Duration::MAX);
    let before = engine.ports.clock.now().saturating_sub(kept);
    let mut deleted = 0;
    loop {
        let step = log.delete_before(before, STEP).await?;
        if step == 0 {
            return Ok(deleted);
        }
        deleted += step;
    }
}

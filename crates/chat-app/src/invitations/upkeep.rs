//! Deleting old links and sessions, in the background.

use crate::{engine::Engine, error::AppError};
use futures::FutureExt as _;
use std::{convert::Infallible, panic::AssertUnwindSafe, sync::Arc};
use tokio::time::{MissedTickBehavior, interval};

/// The shortest time between two rounds.
const SHORTEST: std::time::Duration = std::time::Duration::from_millis(1);

/// Deletes what is old until dropped, on each node: deleting again does nothing. A panic in an adapter ends a round only.
pub(crate) async fn run(engine: Arc<Engine>) -> Infallible {
    let every = engine.settings.invitations.collect_every.max(SHORTEST);
    let mut rounds = interval(every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        match AssertUnwindSafe(collect(&engine)).catch_unwind().await {
            Ok(Ok(0)) => {}
            Ok(Ok(deleted)) => tracing::info!(deleted, "expired invitation links were deleted"),
            Ok(Err(error)) => {
                tracing::warn!(%error, "expired invitation links can't be deleted");
            }
            Err(_) => tracing::error!("deleting expired invitation links panicked"),
        }
    }
}

/// Deletes links that expired long ago, and sessions that have expired. Returns the number of links.
pub(crate) async fn collect(engine: &Engine) -> Result<u64, AppError> {
    let Some(store) = &engine.ports.invitations else {
        return Ok(0);
    };
    let now = engine.ports.clock.now();
    let kept = engine.settings.invitations.expired_kept;
    let kept = time::Duration::try_from(kept).unwrap_or(time::Duration::MAX);
    Ok(store.collect(now.saturating_sub(kept), now).await?)
}

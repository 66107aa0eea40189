//! The upkeep of uploads, in the background.

use super::{
    collect::{Collected, Collector},
    held::{Released, Releaser},
};
use crate::settings::UploadSettings;
use futures::{FutureExt as _, future};
use std::{convert::Infallible, panic::AssertUnwindSafe};
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Looks after uploads until dropped. A panic in an adapter ends a round, not the upkeep.
pub(crate) async fn run(
    releaser: &Releaser,
    collector: &Collector,
    settings: &UploadSettings,
) -> Infallible {
    loop {
        // Concurrently: a scanner that hangs must not keep unsent files from being collected.
        let rounds = future::join(
            releasing(releaser, settings),
            collecting(collector, settings),
        );
        if AssertUnwindSafe(rounds).catch_unwind().await.is_err() {
            tracing::error!("the upkeep of uploads panicked");
        }
        tokio::time::sleep(settings.upkeep_every).await;
    }
}

async fn releasing(releaser: &Releaser, settings: &UploadSettings) -> Infallible {
    let mut ticks = ticks(settings);
    loop {
        ticks.tick().await;
        match releaser.release_held().await {
            Ok(Released {
                released,
                refused,
                held,
            }) if released + refused + held > 0 => {
                tracing::info!(released, refused, held, "held uploads were rescanned");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "held uploads can't be listed"),
        }
    }
}

async fn collecting(collector: &Collector, settings: &UploadSettings) -> Infallible {
    let mut ticks = ticks(settings);
    loop {
        ticks.tick().await;
        match collector.collect_uploads(settings.unsent_kept).await {
            Ok(Collected { deleted, .. }) if deleted > 0 => {
                tracing::info!(deleted, "unsent uploads were deleted");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "unsent uploads can't be collected"),
        }
    }
}

fn ticks(settings: &UploadSettings) -> Interval {
    let mut ticks = interval(settings.upkeep_every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

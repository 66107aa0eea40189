//! The upkeep of uploads, in the background.

use super::{
    collect::{Collected, Collector},
    held::{Released, Releaser},
};
use crate::{nodes::Membership, settings::UploadSettings};
use futures::{FutureExt as _, future};
use std::{convert::Infallible, panic::AssertUnwindSafe};
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Looks after uploads until dropped. A panic in an adapter ends a round, not the upkeep. With several nodes, each looks
/// after those of its shards.
pub(crate) async fn run(
    releaser: &Releaser,
    collector: &Collector,
    settings: &UploadSettings,
    membership: &Membership,
) -> Infallible {
    loop {
        // Concurrently: a scanner that hangs must not keep unsent files from being collected.
        let rounds = future::join(
            releasing(releaser, settings, membership),
            collecting(collector, settings, membership),
        );
        if AssertUnwindSafe(rounds).catch_unwind().await.is_err() {
            tracing::error!("the upkeep of uploads panicked");
        }
        tokio::time::sleep(settings.upkeep_every).await;
    }
}

async fn releasing(
    releaser: &Releaser,
    settings: &UploadSettings,
    membership: &Membership,
) -> Infallible {
    let mut ticks = ticks(settings);
    loop {
        ticks.tick().await;
        let released = releaser.release_held(|clinic| membership.is_responsible(clinic));
        match released.await {
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

async fn collecting(
    collector: &Collector,
    settings: &UploadSettings,
    membership: &Membership,
) -> Infallible {
    let mut ticks = ticks(settings);
    loop {
        ticks.tick().await;
        let ours = |clinic| membership.is_responsible(clinic);
        match collector.collect_uploads(settings.unsent_kept, ours).await {
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

//! Hints to other nodes.

use crate::meters::METERS;
use chat_ports::{Fanout, Hint};
use std::{sync::Arc, time::Duration};

/// How long a fan-out may take to spread a hint.
const ANNOUNCE: Duration = Duration::from_secs(5);

/// Announces a new version to other nodes. Continues in the background if the fan-out is not
/// immediately done: a hint may be lost, so no caller waits for it.
pub(super) async fn announce(fanout: Arc<dyn Fanout>, hint: Hint) {
    let mut announcing = Box::pin(async move {
        match tokio::time::timeout(ANNOUNCE, fanout.announce(hint)).await {
            Ok(Ok(())) => METERS.hints.add("announced"),
            Ok(Err(error)) => {
                METERS.hints.add("lost");
                tracing::warn!(%error, "a hint was lost; subscribers poll");
            }
            Err(_) => {
                METERS.hints.add("lost");
                tracing::warn!("the fan-out timed out; subscribers poll");
            }
        }
    });
    if futures::poll!(&mut announcing).is_pending() {
        tokio::spawn(announcing);
    }
}

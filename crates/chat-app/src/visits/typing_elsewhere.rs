//! Typing signals between nodes (R5): sent for those that the state in memory permits, and judged by the state of the
//! node that shows them. Best effort: a lost one is not missed.

use chat_ports::{Fanout, TypingSignal, VisitKey};
use futures::{FutureExt as _, StreamExt as _};
use std::{convert::Infallible, panic::AssertUnwindSafe, sync::Arc, time::Duration};

/// How long a fan-out may take to spread a signal.
const SIGNAL: Duration = Duration::from_secs(1);

/// Sends a signal to other nodes, in the background.
pub(super) fn send(fanout: Arc<dyn Fanout>, signal: TypingSignal) {
    tokio::spawn(async move {
        match tokio::time::timeout(SIGNAL, fanout.signal_typing(signal)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "a typing signal was lost"),
            Err(_) => tracing::debug!("the fan-out timed out; a typing signal was lost"),
        }
    });
}

/// Passes on the signals of a visit, until dropped. Subscribes again after a failure.
pub(super) async fn listen(
    fanout: Arc<dyn Fanout>,
    visit: VisitKey,
    again: Duration,
    pass_on: impl Fn(TypingSignal) + Send,
) -> Infallible {
    loop {
        let listening = async {
            let mut signals = fanout.subscribe_typing(visit).await?;
            while let Some(signal) = signals.next().await {
                pass_on(signal);
            }
            Ok::<_, chat_ports::PortError>(())
        };
        // A panic in an adapter must not end the hints, which share the task.
        match AssertUnwindSafe(listening).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "no typing signals of other nodes"),
            Err(_) => tracing::error!("listening for typing signals panicked"),
        }
        tokio::time::sleep(again).await;
    }
}

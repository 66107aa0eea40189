//! The hints of other nodes: one loop for followed visits and dashboards.

use crate::{error::AppError, meters::METERS};
use chat_ports::{Fanout, Hint, HintStream, Topic};
use futures::{FutureExt as _, StreamExt as _};
use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

/// What hints keep up to date.
pub(crate) trait Hinted: Send {
    /// Whether listening may end for lack of followers. If so, the next follower starts a new task.
    fn listening_ends(&self) -> bool;

    /// Makes up for missed hints: after each subscription, and at each poll.
    fn catch_up(&self, subscribed: bool) -> impl Future<Output = Result<(), AppError>> + Send;

    /// Takes a hint.
    fn hear(&self, hint: Hint) -> impl Future<Output = Result<(), AppError>> + Send;
}

/// Listens as long as there is something to keep up to date. Polls as well, in case a hint was lost.
pub(crate) async fn listen<H: Hinted>(
    fanout: Arc<dyn Fanout>,
    topic: Topic,
    poll_every: Duration,
    hinted: impl Fn() -> Option<H> + Send,
) {
    loop {
        let listening = listen_once(&*fanout, topic, poll_every, &hinted);
        // A panic in an adapter must not leave the followers without hints for good.
        match AssertUnwindSafe(listening).catch_unwind().await {
            Ok(()) => return,
            Err(_) => tracing::error!("listening for hints panicked"),
        }
        tokio::time::sleep(poll_every).await;
    }
}

async fn listen_once<H: Hinted>(
    fanout: &dyn Fanout,
    topic: Topic,
    poll_every: Duration,
    hinted: &(impl Fn() -> Option<H> + Send),
) {
    let followed = || hinted().filter(|hinted| !hinted.listening_ends());
    let mut hints: Option<HintStream> = None;
    while let Some(hinted) = followed() {
        let was_deaf = hints.is_none();
        if was_deaf {
            let subscribed = fanout.subscribe(topic).await;
            let subscribed = subscribed
                .inspect_err(|error| tracing::warn!(%error, "no hints; subscribers poll"));
            hints = subscribed.ok();
        }
        // Subscribe before reading, so that no change falls between the two.
        let caught_up = hinted.catch_up(was_deaf && hints.is_some());
        warn(caught_up.await);
        drop(hinted);
        let mut poll = pin!(tokio::time::sleep(poll_every));
        loop {
            let Some(stream) = &mut hints else {
                poll.as_mut().await;
                break;
            };
            let hint = tokio::select! {
                biased;
                () = poll.as_mut() => break,
                hint = stream.next() => hint,
            };
            let Some(hint) = hint else {
                hints = None;
                continue;
            };
            METERS.hints.add("received");
            let Some(hinted) = followed() else {
                return;
            };
            warn(hinted.hear(hint).await);
        }
    }
}

fn warn(result: Result<(), AppError>) {
    if let Err(error) = result {
        tracing::warn!(%error, "a followed visit is read again later");
    }
}

//! Following a visit: one subscription to the appends of other nodes for all its followers here.

use super::live_visit::LiveVisit;
use crate::{live::signal::Signal, settings::Nodes};
use chat_ports::{HintStream, Topic};
use futures::StreamExt as _;
use std::sync::{Arc, Weak};

/// A follower of a visit, until dropped.
pub(crate) struct Watching {
    visit: Arc<LiveVisit>,
    signal: Arc<Signal>,
}

impl Watching {
    /// Raises `signal` at every change of the visit from now on.
    pub(crate) fn begin(visit: Arc<LiveVisit>, signal: &Arc<Signal>) -> Self {
        let first = visit.watchers.add(Arc::clone(signal));
        if first && visit.nodes == Nodes::Several {
            tokio::spawn(listen(Arc::downgrade(&visit)));
        }
        Self {
            visit,
            signal: Arc::clone(signal),
        }
    }

    /// The visit that is watched.
    pub(crate) fn visit(&self) -> &Arc<LiveVisit> {
        &self.visit
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.visit.watchers.remove(&self.signal);
    }
}

/// Keeps the state of a visit up to date while it has followers. Polls as well, in case a hint was
/// lost.
async fn listen(visit: Weak<LiveVisit>) {
    let mut hints: Option<HintStream> = None;
    while let Some(current) = visit.upgrade() {
        if current.watchers.listening_ends() {
            return;
        }
        let poll_every = current.poll_every;
        if hints.is_none() {
            let topic = Topic::Visit(current.visit);
            hints = match current.ports.fanout.subscribe(topic).await {
                Ok(hints) => Some(hints),
                Err(error) => {
                    tracing::warn!(%error, "no hints; the log is polled");
                    None
                }
            };
        }
        // Subscribe before reading, so that no change falls between the two.
        if let Err(error) = current.refresh().await {
            tracing::warn!(%error, "a followed visit is read again later");
        }
        drop(current);
        let poll = tokio::time::sleep(poll_every);
        tokio::pin!(poll);
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
            let Some(current) = visit.upgrade() else {
                return;
            };
            if let Err(error) = current.heard(&hint).await {
                tracing::warn!(%error, "a followed visit is read again later");
            }
        }
    }
}

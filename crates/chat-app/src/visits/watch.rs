//! Following a visit: one subscription to the appends of other nodes for all its followers here.

use super::live_visit::LiveVisit;
use crate::{
    error::AppError,
    hints::{Hinted, listen},
    live::signal::Signal,
    settings::Nodes,
};
use chat_ports::{Hint, Topic};
use std::sync::Arc;

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
            let (fanout, topic) = (Arc::clone(&visit.ports.fanout), Topic::Visit(visit.visit));
            let weak = Arc::downgrade(&visit);
            tokio::spawn(listen(fanout, topic, visit.poll_every, move || {
                weak.upgrade()
            }));
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

impl Hinted for Arc<LiveVisit> {
    fn listening_ends(&self) -> bool {
        self.watchers.listening_ends()
    }

    async fn catch_up(&self, _: bool) -> Result<(), AppError> {
        self.refresh().await.map(drop)
    }

    async fn hear(&self, hint: Hint) -> Result<(), AppError> {
        self.heard(&hint).await.map(drop)
    }
}

//! Following a visit: one subscription to the appends of other nodes for all its followers here.

use super::{leases::Connected, live_visit::LiveVisit, typing_elsewhere};
use crate::{
    error::AppError,
    hints::{Hinted, listen},
    live::signal::Signal,
    settings::Nodes,
};
use chat_domain::PersonId;
use chat_ports::{Hint, Topic};
use std::sync::{Arc, Weak};

/// A follower of a visit, until dropped.
pub(crate) struct Watching {
    /// Declared first: when it ends, the visit's state is still in memory.
    _connected: Connected,
    visit: Arc<LiveVisit>,
    signal: Arc<Signal>,
}

impl Watching {
    /// Raises `signal` at every change of the visit from now on, and keeps the lease of the person's presence
    /// (V9).
    pub(crate) fn begin(visit: Arc<LiveVisit>, signal: &Arc<Signal>, person: PersonId) -> Self {
        let first = visit.watchers.add(Arc::clone(signal));
        if first && visit.nodes == Nodes::Several {
            let (fanout, topic) = (Arc::clone(&visit.ports.fanout), Topic::Visit(visit.visit));
            let (weak, every) = (Arc::downgrade(&visit), visit.poll_every);
            let show = {
                let weak = Weak::clone(&weak);
                move |signal| {
                    if let Some(live) = weak.upgrade() {
                        live.show_typing_of_others(signal);
                    }
                }
            };
            let typing = typing_elsewhere::listen(Arc::clone(&fanout), visit.visit, every, show);
            let hints = listen(fanout, topic, every, move || weak.upgrade());
            tokio::spawn(async move {
                tokio::select! {
                    () = hints => {}
                    never = typing => match never {},
                }
            });
        }
        Self {
            _connected: visit.leases.connect(visit.visit, person),
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
        self.at_least(hint.version).await.map(drop)
    }
}

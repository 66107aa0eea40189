//! Dashboards and other nodes: one subscription for all open dashboards of a clinic.

use super::{boards::OpenBoard, signal::Signal};
use crate::{
    engine::Engine,
    error::AppError,
    hints::{Hinted, listen},
};
use chat_domain::{ClinicId, PersonId};
use chat_ports::{Hint, Topic};
use std::sync::Arc;

/// Opens a person's dashboard until the answer is dropped.
pub(super) fn open(
    engine: &Arc<Engine>,
    who: (ClinicId, PersonId),
    signal: &Arc<Signal>,
) -> OpenBoard {
    let (open, first) = engine.boards.open(who, signal);
    if first {
        let (fanout, clinic) = (Arc::clone(&engine.ports.fanout), who.0);
        let weak = Arc::downgrade(engine);
        let dashboards = move || Some(Dashboards(weak.upgrade()?, clinic));
        let poll_every = engine.settings.poll_every;
        tokio::spawn(listen(
            fanout,
            Topic::Clinic(clinic),
            poll_every,
            dashboards,
        ));
    }
    open
}

/// The open dashboards of a clinic.
struct Dashboards(Arc<Engine>, ClinicId);

impl Hinted for Dashboards {
    fn listening_ends(&self) -> bool {
        self.0.boards.listening_ends(self.1)
    }

    /// Dashboards poll by themselves. Changes before a subscription were missed.
    async fn catch_up(&self, subscribed: bool) -> Result<(), AppError> {
        if subscribed {
            self.0.boards.all_changed(self.1);
        }
        Ok(())
    }

    /// Ignores visits in which only messages are new.
    async fn hear(&self, hint: Hint) -> Result<(), AppError> {
        let visits = &self.0.visits;
        let live = visits.get(hint.visit);
        let known = live.cached();
        if known.is_some_and(|known| known.views_changed >= hint.views_changed) {
            return Ok(());
        }
        let received = live.at_least(hint.version).await;
        visits.keep(&live);
        received.map(drop)
    }
}

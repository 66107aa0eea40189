//! Dashboards and other nodes: one subscription for all open dashboards of a clinic.

use super::{
    boards::{Boards, OpenBoard},
    signal::Signal,
};
use crate::{engine::Engine, settings::Ports, visits::cache::VisitCache};
use chat_domain::{ClinicId, PersonId};
use chat_ports::{HintStream, Topic};
use futures::StreamExt as _;
use std::{
    sync::{Arc, Weak},
    time::Duration,
};

/// Opens a person's dashboard until the answer is dropped.
pub(super) fn open(engine: &Engine, who: (ClinicId, PersonId), signal: &Arc<Signal>) -> OpenBoard {
    let (open, first) = engine.boards.open(who, signal);
    if first {
        let (boards, visits) = (
            Arc::downgrade(&engine.boards),
            Arc::downgrade(&engine.visits),
        );
        tokio::spawn(listen(who.0, boards, visits, engine.ports.clone()));
    }
    open
}

/// Listens for the changes of other nodes in a clinic while a dashboard of it is open here. Ignores
/// visits in which only messages are new.
async fn listen(clinic: ClinicId, boards: Weak<Boards>, visits: Weak<VisitCache>, ports: Ports) {
    let mut hints: Option<HintStream> = None;
    while let Some(poll_every) = open_still(clinic, &boards) {
        let Some(stream) = &mut hints else {
            match ports.fanout.subscribe(Topic::Clinic(clinic)).await {
                Ok(stream) => {
                    hints = Some(stream);
                    // Changes before the subscription were missed.
                    if let Some(boards) = boards.upgrade() {
                        boards.all_changed(clinic);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "no hints; dashboards poll");
                    tokio::time::sleep(poll_every).await;
                }
            }
            continue;
        };
        let hint = match tokio::time::timeout(poll_every, stream.next()).await {
            Err(_) => continue,
            Ok(None) => {
                hints = None;
                tokio::time::sleep(poll_every).await;
                continue;
            }
            Ok(Some(hint)) => hint,
        };
        let Some(visits) = visits.upgrade() else {
            return;
        };
        let live = visits.get(hint.visit);
        if live
            .cached()
            .is_some_and(|known| known.views_changed >= hint.views_changed)
        {
            continue;
        }
        if let Err(error) = live.heard(&hint).await {
            tracing::warn!(%error, "a dashboard's visit is read again later");
        }
        visits.keep(&live);
    }
}

fn open_still(clinic: ClinicId, boards: &Weak<Boards>) -> Option<Duration> {
    let boards = boards.upgrade()?;
    (!boards.listening_ends(clinic)).then_some(boards.poll_every)
}

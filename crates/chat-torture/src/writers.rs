//! Those who use the chat while it is tortured.

mod clinician;
mod comers;
mod live;
mod send;
mod unstarted;

pub(crate) use clinician::Clinician;
pub(crate) use comers::Comers;
pub(crate) use live::Live;
pub(crate) use send::{Sent, first, send};
pub(crate) use unstarted::Unstarted;

use crate::{
    client::Client,
    finding::{Finding, Kind},
    ledger::{Ledger, lock},
};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::RwLock, task::JoinHandle, time::sleep};

/// How long to wait after an answer did not come.
pub(crate) const AGAIN: Duration = Duration::from_millis(25);

/// What all writers of a round share.
pub(crate) struct Desk {
    /// Where requests go.
    pub(crate) client: Client,
    /// What was asked and answered.
    pub(crate) ledger: Ledger,
    /// Held for reading during a request. Who holds it for writing has silence.
    pub(crate) gate: RwLock<()>,
    stopping: AtomicBool,
    findings: Mutex<Vec<Finding>>,
}

/// Somebody who does one thing after the other.
pub(crate) trait Writer: Send + 'static {
    /// Does one thing, and says how long to wait before the next.
    fn step(&mut self) -> impl Future<Output = Duration> + Send;

    /// Whether everything that was asked for was answered.
    fn is_settled(&self) -> bool;
}

impl Desk {
    /// A new one.
    pub(crate) fn new(client: Client, ledger: Ledger) -> Self {
        Self {
            client,
            ledger,
            gate: RwLock::default(),
            stopping: AtomicBool::new(false),
            findings: Mutex::default(),
        }
    }

    /// Lets all writers end, once each has its last answer.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Something is wrong with an answer.
    pub(crate) fn found(&self, kind: Kind, what: impl Into<String>) {
        lock(&self.findings).push(Finding::new(kind, what));
    }

    /// What was wrong with answers so far.
    pub(crate) fn take_findings(&self) -> Vec<Finding> {
        std::mem::take(&mut *lock(&self.findings))
    }
}

/// Lets a writer write until the round stops.
pub(crate) fn start<W: Writer>(desk: &Arc<Desk>, mut writer: W) -> JoinHandle<()> {
    let desk = Arc::clone(desk);
    tokio::spawn(async move {
        loop {
            let wait = {
                let _pass = desk.gate.read().await;
                if desk.stopping.load(Ordering::Relaxed) && writer.is_settled() {
                    return;
                }
                writer.step().await
            };
            sleep(wait).await;
        }
    })
}

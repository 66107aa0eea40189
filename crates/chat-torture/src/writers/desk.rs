//! State shared by all writers, and the task that runs one.

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

/// How long to wait after a missing answer.
pub(crate) const RETRY_DELAY: Duration = Duration::from_millis(25);

/// State shared by all writers of a round.
pub(crate) struct Desk {
    /// The client for all requests.
    pub(crate) client: Client,
    /// The record of requests and answers.
    pub(crate) ledger: Ledger,
    /// Held for reading during each request. Holding it for writing silences all writers.
    pub(crate) gate: RwLock<()>,
    stopping: AtomicBool,
    findings: Mutex<Vec<Finding>>,
}

/// A writer that performs one action after another.
pub(crate) trait Writer: Send + 'static {
    /// Performs one action. Returns how long to wait before the next.
    fn step(&mut self) -> impl Future<Output = Duration> + Send;

    /// Whether every request was answered.
    fn is_settled(&self) -> bool;
}

impl Desk {
    /// Creates the shared state.
    pub(crate) fn new(client: Client, ledger: Ledger) -> Self {
        Self {
            client,
            ledger,
            gate: RwLock::default(),
            stopping: AtomicBool::new(false),
            findings: Mutex::default(),
        }
    }

    /// Tells all writers to stop, once each has its last answer.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Records a finding about an answer.
    pub(crate) fn found(&self, kind: Kind, what: impl Into<String>) {
        lock(&self.findings).push(Finding::new(kind, what));
    }

    /// Takes the findings so far.
    pub(crate) fn take_findings(&self) -> Vec<Finding> {
        std::mem::take(&mut *lock(&self.findings))
    }
}

/// Runs a writer until the round stops.
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

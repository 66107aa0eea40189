//! A round: a fresh clinic with a data folder, visits and writers, for several disturbances.

mod setup;

use crate::{
    cast::Visit,
    check::{self, Moment},
    client::Client,
    finding::{Finding, Kind},
    ledger::{Book, Ledger},
    outcome::Outcome,
    report::Report,
    server::{Launch, Server},
    writers::{self, Churn, Clinician, Desk, Live, Sent, Unstarted},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{RwLockWriteGuard, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};

/// Number of visits.
const VISITS: usize = 6;

/// Timeout for the writers' last answers.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

/// Timeout for the service to recover after a fault.
const RECOVERED_WITHIN: Duration = Duration::from_secs(30);

/// A server under load.
pub(crate) struct Round {
    launch: Launch,
    data: PathBuf,
    url: watch::Sender<String>,
    server: Option<Server>,
    desk: Arc<Desk>,
    visits: Vec<Visit>,
    writers: Vec<JoinHandle<()>>,
}

impl Round {
    /// Starts the server on a new data folder, and the writers.
    ///
    /// # Errors
    /// If the server doesn't start or rejects the visits.
    pub(crate) async fn begin(launch: &Launch, data: &Path, ledger: &Path) -> Outcome<Self> {
        let server = launch.start(data)?;
        let (url, url_changes) = watch::channel(server.url().to_owned());
        let ledger = Ledger::new(ledger)?;
        let desk = Arc::new(Desk::new(Client::new(url_changes)?, ledger));
        let visits = setup::visits(&desk, VISITS).await?;
        let mut writers = Vec::new();
        for visit in &visits {
            writers.push(writers::start(&desk, Clinician::new(&desk, visit)));
            writers.push(writers::start(&desk, Live::new(&desk, visit)));
            writers.push(writers::start(&desk, Churn::new(&desk, visit)));
            writers.push(writers::start(&desk, Unstarted::new(&desk, visit)));
        }
        Ok(Self {
            launch: launch.clone(),
            data: data.to_owned(),
            url,
            server: Some(server),
            desk,
            visits,
            writers,
        })
    }

    /// The server's process id.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.server.as_ref().map(Server::pid)
    }

    /// Whether the server has exited unexpectedly.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.server.as_mut().is_some_and(Server::has_ended)
    }

    /// The current book.
    pub(crate) fn snapshot(&self) -> Book {
        self.desk.ledger.snapshot()
    }

    /// Freezes the server: from now on it acknowledges nothing.
    ///
    /// # Errors
    /// If it can't be stopped.
    pub(crate) fn freeze(&self) -> Outcome {
        self.server.as_ref().map_or(Ok(()), Server::freeze)
    }

    /// Kills the server with `kill -9` under load.
    pub(crate) fn kill(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill();
        }
    }

    /// Waits until no request is in progress, and blocks new ones.
    pub(crate) async fn silence(&self) -> RwLockWriteGuard<'_, ()> {
        self.desk.gate.write().await
    }

    /// Restarts the server on the same data.
    ///
    /// # Errors
    /// If it doesn't start.
    pub(crate) fn restart(&mut self) -> Outcome {
        let server = self.launch.start(&self.data)?;
        // The clients hold receivers for the whole round, so this can't fail.
        let _ = self.url.send(server.url().to_owned());
        self.server = Some(server);
        Ok(())
    }

    /// Kills the server, runs `disk`, restarts it, and checks everything before
    /// the writers continue.
    ///
    /// # Errors
    /// If the disk operation fails. A server that does not start is a finding.
    pub(crate) async fn crash(
        &mut self,
        report: &mut Report,
        disk: impl FnOnce() -> Outcome,
    ) -> Outcome {
        self.kill();
        let desk = Arc::clone(&self.desk);
        let _silence = desk.gate.write().await;
        disk()?;
        if let Err(problem) = self.restart() {
            report.found(Finding::new(Kind::Down, problem.clone()));
            return Err(problem);
        }
        self.check(report).await;
        Ok(())
    }

    /// Waits until the server accepts messages again after a fault.
    ///
    /// # Errors
    /// If it does not within `RECOVERED_WITHIN`.
    pub(crate) async fn recover(&self) -> Outcome {
        let Some(visit) = self.visits.first() else {
            return Ok(());
        };
        let probe = writers::first(&self.desk, visit);
        let again = async {
            loop {
                match writers::send(&self.desk, visit, &visit.provider, probe).await {
                    Sent::Stored => return Ok(()),
                    Sent::Later(wait) => sleep(wait).await,
                    Sent::Refused(code) => return Err(code),
                }
            }
        };
        timeout(RECOVERED_WITHIN, again)
            .await
            .unwrap_or_else(|_| Err(format!("no message was accepted for {RECOVERED_WITHIN:?}")))
    }

    /// Checks everything on the running server. The caller must hold the silence.
    pub(crate) async fn check(&self, report: &mut Report) {
        let book = self.snapshot();
        let moment = Moment {
            before: &book,
            after: &book,
            visits: &self.visits,
        };
        report.checked(check::check(&self.desk.client, moment).await);
        report.found_all(self.desk.take_findings());
    }

    /// Checks everything in a copy of the data that was made between two moments.
    ///
    /// # Errors
    /// None: a server that does not start on the copy is a finding.
    pub(crate) async fn check_copy(
        &self,
        report: &mut Report,
        data: &Path,
        (before, after): (&Book, &Book),
    ) {
        let server = match self.launch.start(data) {
            Ok(server) => server,
            Err(problem) => return report.found(Finding::new(Kind::Down, problem)),
        };
        let (_url, url_changes) = watch::channel(server.url().to_owned());
        let moment = Moment {
            before,
            after,
            visits: &self.visits,
        };
        match Client::new(url_changes) {
            Ok(client) => report.checked(check::check(&client, moment).await),
            Err(problem) => report.found(Finding::new(Kind::Down, problem)),
        }
        if let Err(problem) = server.terminate() {
            report.found(Finding::new(Kind::Down, problem));
        }
        report.verified(self.launch.verify(data));
    }

    /// Waits for all answers, checks everything, ends the server and runs `verify`.
    pub(crate) async fn end(mut self, report: &mut Report) {
        self.desk.stop();
        for writer in self.writers.drain(..) {
            if timeout(SETTLED_WITHIN, writer).await.is_err() {
                let what = "a writer got no answer after the last disturbance";
                report.found(Finding::new(Kind::Down, what));
                break;
            }
        }
        self.check(report).await;
        if let Some(Err(problem)) = self.server.take().map(Server::terminate) {
            report.found(Finding::new(Kind::Down, problem));
        }
        report.verified(self.launch.verify(&self.data));
        report.book(&self.snapshot());
        self.desk.ledger.flush();
    }
}

impl Drop for Round {
    fn drop(&mut self) {
        for writer in &self.writers {
            writer.abort();
        }
        self.desk.ledger.flush();
    }
}

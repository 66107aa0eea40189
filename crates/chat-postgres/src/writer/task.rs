//! The task: it gathers what is queued into batches, and replaces a session that was lost.

use super::{
    batch::{Batch, Lost},
    job::{Answer, Job},
};
use crate::{connect::Config, error::Failed, session::Session};
use chat_ports::{
    PortError, VisitKey,
    sql::{AppendRows, Health, Share, WriteFailed},
};
use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};
use tokio::sync::{mpsc, oneshot};

type Append = (Box<AppendRows>, oneshot::Sender<Answer>, Share);

pub(super) struct Task {
    config: Config,
    /// `None` after a loss, until the next one begins.
    session: Option<Session>,
    health: Arc<Health>,
    max_batch: usize,
    /// Appends for the next batch, since one to the same visit is in this one.
    held: VecDeque<Append>,
}

/// What comes next.
enum Next {
    Appends(Vec<Append>),
    Probe(oneshot::Sender<Answer>),
    Stop(Option<oneshot::Sender<()>>),
}

impl Task {
    pub(super) fn new(
        config: Config,
        session: Session,
        health: Arc<Health>,
        max_batch: usize,
    ) -> Self {
        Self {
            config,
            session: Some(session),
            health,
            max_batch,
            held: VecDeque::new(),
        }
    }

    pub(super) async fn run(mut self, mut waiting: mpsc::Receiver<Job>) {
        let mut asked = None;
        loop {
            let next = match asked.take() {
                Some(next) => next,
                None => self.next(&mut waiting, &mut asked).await,
            };
            match next {
                Next::Appends(mut appends) => {
                    // In the order in which rows are locked.
                    appends.sort_by_key(|(rows, ..)| (rows.visit.visit, rows.visit.clinic));
                    self.store(appends).await;
                }
                Next::Probe(answer) => {
                    let proven = self.probe().await;
                    drop(answer.send(proven));
                }
                Next::Stop(answer) => {
                    waiting.close();
                    if let Some(session) = self.session.take() {
                        session.end().await;
                    }
                    if let Some(answer) = answer {
                        let _gone = answer.send(());
                    }
                    return;
                }
            }
        }
    }

    /// Gathers the queued appends; the next batch gathers while this one is stored. What else is asked for in between
    /// comes after them.
    async fn next(&mut self, waiting: &mut mpsc::Receiver<Job>, asked: &mut Option<Next>) -> Next {
        let mut appends = Vec::new();
        let mut visits = HashSet::new();
        for append in std::mem::take(&mut self.held) {
            self.gather(append, &mut appends, &mut visits);
        }
        let mut job = if appends.is_empty() {
            match waiting.recv().await {
                Some(job) => Some(job),
                None => return Next::Stop(None),
            }
        } else {
            waiting.try_recv().ok()
        };
        while let Some(next) = job {
            let other = match next {
                Job::Append(rows, answer, share) => {
                    self.gather((rows, answer, share), &mut appends, &mut visits);
                    let has_room = appends.len().max(self.held.len()) < self.max_batch;
                    job = has_room.then(|| waiting.try_recv().ok()).flatten();
                    continue;
                }
                Job::Probe(answer) => Next::Probe(answer),
                Job::Stop(answer) => Next::Stop(Some(answer)),
            };
            if appends.is_empty() {
                return other;
            }
            *asked = Some(other);
            break;
        }
        Next::Appends(appends)
    }

    /// Takes an append into the batch, which has one of each visit.
    fn gather(&mut self, append: Append, batch: &mut Vec<Append>, visits: &mut HashSet<VisitKey>) {
        if batch.len() < self.max_batch && visits.insert(append.0.visit) {
            batch.push(append);
        } else {
            self.held.push_back(append);
        }
    }

    async fn store(&mut self, appends: Vec<Append>) {
        let (rows, answers): (Vec<_>, Vec<_>) = appends
            .into_iter()
            .map(|(rows, answer, share)| (rows, (answer, share)))
            .unzip();
        self.health.begins();
        let results = self.answers(&rows).await;
        self.health.ends();
        drop(rows);
        for ((answer, share), result) in answers.into_iter().zip(results) {
            // Before the answer, so that the caller's next append has room.
            drop(share);
            // The caller may be gone; stored entries stay stored.
            drop(answer.send(result));
        }
    }

    /// An answer for each append. Nothing of them is in progress any more.
    async fn answers(&mut self, rows: &[Box<AppendRows>]) -> Vec<Answer> {
        let mut batch = Batch::new(rows);
        let stored = match self.begun().await {
            Ok(session) => batch.store(session).await,
            // Nothing was sent.
            Err(error) => Err(Lost::Ended(error)),
        };
        let error = match stored {
            Ok(()) => {
                if batch.has_stored() {
                    self.health.succeeded();
                }
                None
            }
            Err(Lost::Ended(error)) => {
                // What the session prepared may be what fails.
                self.session = None;
                Some(error)
            }
            Err(Lost::InProgress(error)) => {
                if let Some(lost) = self.session.take() {
                    lost.fence(&self.config).await;
                }
                Some(error)
            }
        };
        let error = error.map(|error| {
            tracing::warn!(%error, "appends failed");
            let error = WriteFailed::new(error);
            self.health.failed(error.clone());
            error
        });
        batch.answers(|| match &error {
            Some(error) => PortError::unavailable(error.clone()),
            None => PortError::unavailable("the append was not tried"),
        })
    }

    async fn probe(&mut self) -> Answer {
        self.health.begins();
        let proven = self.try_probe().await;
        self.health.ends();
        match proven {
            Ok(()) => {
                self.health.succeeded();
                Ok(())
            }
            Err(error) => {
                let error = WriteFailed::new(error);
                self.health.failed(error.clone());
                Err(PortError::unavailable(error))
            }
        }
    }

    async fn try_probe(&mut self) -> Result<(), Failed> {
        let session = self.begun().await?;
        let proven = session.touch().await;
        if matches!(proven, Ok(true)) {
            return Ok(());
        }
        // A probe that is in progress does no harm, so nothing needs to be fenced off.
        self.session = None;
        proven?;
        self.begun().await.map(drop)
    }

    /// The session; a new one if there is none.
    async fn begun(&mut self) -> Result<&mut Session, Failed> {
        if let Some(session) = &mut self.session {
            let is_lost = session.client.is_closed()
                || (session.is_due() && !matches!(session.touch().await, Ok(true)));
            if is_lost {
                self.session = None; // lost while nothing was in progress
            }
        }
        let session = match self.session.take() {
            Some(session) => session,
            None => Session::begin(&self.config).await?,
        };
        Ok(self.session.insert(session))
    }
}

//! Grouped reads of the logs: those asked for while queries run go out together as the next query.
//!
//! A read never joins a query that has begun, so its answer is at least as new as the request. A visit that can't be read
//! fails alone, and so does one at which the adapter panics.

use crate::error::AppError;
use chat_domain::Seq;
use chat_ports::{LogPart, PortError, VisitEntries, VisitKey, VisitLog};
use futures::{
    FutureExt as _,
    future::{join_all, poll_immediate},
};
use std::{
    collections::VecDeque,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::oneshot, task::unconstrained};

/// The most queries at a time.
const QUERIES: usize = 4;

/// The most visits of a query.
const BATCH: usize = 256;

/// The most entries of a query, of all its visits.
const ENTRIES: usize = 16 * 1_024;

/// The most entries of one visit in a query.
const ENTRIES_OF_ONE: usize = 1_000;

/// The reads of a node.
pub(crate) struct Reads {
    log: Arc<dyn VisitLog>,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    reads: VecDeque<Read>,
    /// How many tasks query.
    querying: usize,
    /// While there are any, no query begins.
    holds: usize,
}

struct Read {
    visit: VisitKey,
    after: Seq,
    reply: oneshot::Sender<Result<Answer, AppError>>,
}

/// The entries after a version.
pub(super) struct Answer {
    pub(super) part: LogPart,
    /// How many were asked for. Fewer are the last.
    pub(super) asked: usize,
}

impl Reads {
    pub(super) fn new(log: Arc<dyn VisitLog>) -> Arc<Self> {
        let waiting = Mutex::default();
        Arc::new(Self { log, waiting })
    }

    /// The entries of a visit after a version; none if it does not exist.
    ///
    /// # Errors
    /// [`AppError::Unavailable`], [`AppError::Corrupt`] or [`AppError::Newer`].
    pub(super) async fn read(
        self: &Arc<Self>,
        visit: VisitKey,
        after: Seq,
    ) -> Result<Answer, AppError> {
        let (reply, answer) = oneshot::channel();
        self.push(Read {
            visit,
            after,
            reply,
        });
        let lost = |_| AppError::unavailable("reading the log panicked");
        answer.await.map_err(lost)?
    }

    /// Runs futures concurrently. The reads that they begin with share queries.
    pub(crate) async fn together<F: Future>(
        self: &Arc<Self>,
        futures: impl IntoIterator<Item = F>,
    ) -> Vec<F::Output> {
        let mut all = join_all(futures);
        let hold = Hold::of(self);
        // Unconstrained, so that each of them comes to its read.
        let done = unconstrained(poll_immediate(&mut all)).await;
        drop(hold);
        match done {
            Some(done) => done,
            None => all.await,
        }
    }

    fn push(self: &Arc<Self>, read: Read) {
        let mut waiting = self.lock();
        waiting.reads.push_back(read);
        self.begin(waiting);
    }

    /// Begins a query if there is something to read. Spawned, so that a dropped caller does not stop it.
    fn begin(self: &Arc<Self>, mut waiting: MutexGuard<'_, Waiting>) {
        if waiting.holds > 0 || waiting.querying >= QUERIES || waiting.reads.is_empty() {
            return;
        }
        waiting.querying += 1;
        drop(waiting);
        let reads = Arc::clone(self);
        tokio::spawn(async move {
            while let Some(batch) = reads.next_batch() {
                reads.answer(batch).await;
            }
        });
    }

    /// The reads of the next query, without those that no one waits for. If there are none, the caller no longer queries.
    fn next_batch(self: &Arc<Self>) -> Option<Vec<Read>> {
        let mut waiting = self.lock();
        waiting.reads.retain(|read| !read.reply.is_closed());
        if waiting.holds > 0 || waiting.reads.is_empty() {
            waiting.querying -= 1;
            return None;
        }
        let count = waiting.reads.len().min(BATCH);
        let batch = waiting.reads.drain(..count).collect();
        self.begin(waiting);
        Some(batch)
    }

    async fn answer(&self, batch: Vec<Read>) {
        let Err(batch) = self.query(batch).await else {
            return;
        };
        tracing::error!("reading the log panicked");
        if batch.len() > 1 {
            for read in batch {
                // The second panic is that of this visit, whose reply is dropped.
                drop(self.query(vec![read]).await);
            }
        }
    }

    /// Queries the log and answers.
    ///
    /// # Errors
    /// The reads, if the adapter panicked.
    async fn query(&self, batch: Vec<Read>) -> Result<(), Vec<Read>> {
        let limit = (ENTRIES / batch.len().max(1)).min(ENTRIES_OF_ONE);
        let visits: Vec<_> = batch.iter().map(|read| (read.visit, read.after)).collect();
        let query = AssertUnwindSafe(self.log.read_many(&visits, limit));
        match query.catch_unwind().await {
            Ok(Ok(answers)) => {
                for (read, answer) in batch.into_iter().zip(answers) {
                    let _ = read.reply.send(answer_of(answer, limit));
                }
            }
            Ok(Err(error)) => {
                let error = AppError::from(error);
                for read in batch {
                    let _ = read.reply.send(Err(error.clone()));
                }
            }
            Err(_) => return Err(batch),
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer_of(answer: VisitEntries, asked: usize) -> Result<Answer, AppError> {
    let part = match answer {
        Err(PortError::NotFound) => LogPart::default(),
        answer => answer?,
    };
    Ok(Answer { part, asked })
}

/// Lets no query begin until it is dropped.
struct Hold<'a>(&'a Arc<Reads>);

impl<'a> Hold<'a> {
    fn of(reads: &'a Arc<Reads>) -> Self {
        reads.lock().holds += 1;
        Self(reads)
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        let mut waiting = self.0.lock();
        waiting.holds -= 1;
        self.0.begin(waiting);
    }
}

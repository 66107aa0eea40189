//! The one thread that writes.

mod batch;
mod store;
mod took_part;
mod uploads;

use crate::{file_lock::FileLock, rows::AppendRows, upload_rows::UploadChange};
use batch::Batches;
use chat_domain::Seq;
use chat_ports::PortError;
use rusqlite::Connection;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
};
use tokio::sync::{mpsc, oneshot};

/// What is to be written.
enum Change {
    Append(AppendRows),
    Upload(UploadChange),
}

/// An answer to whoever asked for a change.
type Answer = Result<(), PortError>;

enum Job {
    Write(Box<Change>, oneshot::Sender<Answer>),
    Ping(oneshot::Sender<()>),
}

/// The writer's thread. Dropping it finishes what was taken in, checkpoints and waits for the thread.
#[derive(Debug)]
pub(crate) struct Writer {
    /// `None` only while dropping.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    commits: Arc<AtomicU64>,
}

impl Writer {
    pub(crate) fn start(
        connection: Connection,
        lock: FileLock,
        queue: usize,
        max_batch: usize,
    ) -> io::Result<Self> {
        let (jobs, waiting) = mpsc::channel(queue.max(1));
        let commits = Arc::new(AtomicU64::new(0));
        let batches = Batches::new(connection, Arc::clone(&commits));
        let thread = thread::Builder::new()
            .name("visit-log-writer".to_owned())
            .spawn(move || {
                write(batches, waiting, max_batch.max(1));
                drop(lock); // the connection is closed by now
            })?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            commits,
        })
    }

    pub(crate) async fn append(&self, rows: AppendRows) -> Result<Seq, PortError> {
        let version = rows.version;
        self.write(Change::Append(rows)).await?;
        Ok(version)
    }

    pub(crate) async fn change_upload(&self, change: UploadChange) -> Result<(), PortError> {
        self.write(Change::Upload(change)).await
    }

    async fn write(&self, change: Change) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Write(Box::new(change), answer)).await?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }

    pub(crate) async fn ping(&self) -> Result<(), PortError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Ping(answer)).await?;
        answered.await.map_err(|_| stopped())
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    async fn send(&self, job: Job) -> Result<(), PortError> {
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.send(job).await.map_err(|_| stopped())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the visit log's writer has panicked");
        }
    }
}

fn stopped() -> PortError {
    PortError::unavailable("the writer has stopped")
}

/// Takes whatever waits into one batch, appends and uploads alike; while that is being synced, the next one gathers.
fn write(mut batches: Batches, mut waiting: mpsc::Receiver<Job>, max_batch: usize) {
    while let Some(first) = waiting.blocking_recv() {
        let mut changes = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                Job::Write(change, answer) => changes.push((*change, answer)),
                // Nobody is told that all is well while a batch hangs.
                Job::Ping(answer) => drop(answer.send(())),
            }
            next = if changes.len() < max_batch {
                waiting.try_recv().ok()
            } else {
                None
            };
        }
        if changes.is_empty() {
            continue;
        }
        let (changes, answers): (Vec<_>, Vec<_>) = changes.into_iter().unzip();
        for (answer, result) in answers.into_iter().zip(batches.store(&changes)) {
            // Whoever asked may have gone; what was stored stays stored.
            drop(answer.send(result));
        }
    }
    batches.close();
}

//! The writer thread.

mod accesses;
mod batch;
mod feed;
mod invitations;
mod nodes;
pub(crate) mod probe;
mod store;
mod took_part;
mod uploads;
mod webhooks;

use crate::{
    access_change::AccessChange, feed_rows::FeedChange, file_lock::FileLock,
    invitation_change::InvitationChange, node_leases::NodeChange, options::SqliteOptions,
    rows::AppendRows, upload_rows::UploadChange, webhook_rows::WebhookChange,
};
use batch::Batches;
use chat_domain::Seq;
use chat_ports::{
    PortError,
    sql::{Budget, Health, Share, Standing},
};
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

/// A requested write.
enum Change {
    Append(AppendRows),
    Upload(UploadChange),
    Nodes(NodeChange),
    Feed(FeedChange),
    Webhook(WebhookChange),
    Invitations(InvitationChange),
    Accesses(AccessChange),
    /// A durable write without meaning.
    Probe,
}

/// The answer to the caller of a change.
type Answer = Result<(), PortError>;

/// A change, its reply channel, and its share of the queue's byte budget.
type Job = (Box<Change>, oneshot::Sender<Answer>, Share);

impl Change {
    /// Approximate size in bytes.
    fn bytes(&self) -> usize {
        match self {
            Self::Append(rows) => size_of::<Self>() + rows.bytes(),
            Self::Upload(change) => size_of::<Self>() + change.bytes(),
            Self::Nodes(change) => size_of::<Self>() + change.bytes(),
            Self::Feed(change) => size_of::<Self>() + change.bytes(),
            Self::Webhook(change) => size_of::<Self>() + change.bytes(),
            Self::Invitations(_) => size_of::<Self>(),
            Self::Accesses(change) => size_of::<Self>() + change.bytes(),
            Self::Probe => 0,
        }
    }
}

/// A handle to the writer thread. Dropping it finishes the queued changes, checkpoints, and joins the
/// thread.
#[derive(Debug)]
pub(crate) struct Writer {
    /// `None` only during drop.
    jobs: Option<mpsc::Sender<Job>>,
    budget: Arc<Budget>,
    thread: Option<JoinHandle<()>>,
    commits: Arc<AtomicU64>,
    health: Arc<Health>,
}

impl Writer {
    pub(crate) fn start(
        connection: Connection,
        lock: FileLock,
        options: &SqliteOptions,
    ) -> io::Result<Self> {
        let (jobs, waiting) = mpsc::channel(options.queue.max(1));
        let max_batch = options.max_batch.max(1);
        let commits = Arc::new(AtomicU64::new(0));
        let health = Arc::new(Health::default());
        let batches = Batches::new(connection, Arc::clone(&commits), Arc::clone(&health));
        let thread = thread::Builder::new()
            .name("visit-log-writer".to_owned())
            .spawn(move || {
                write(batches, waiting, max_batch);
                drop(lock); // the connection is closed
            })?;
        Ok(Self {
            jobs: Some(jobs),
            budget: Budget::new(options.queue_bytes),
            thread: Some(thread),
            commits,
            health,
        })
    }

    pub(crate) async fn append(&self, rows: AppendRows) -> Result<Seq, PortError> {
        let version = rows.head.version;
        self.write(Change::Append(rows)).await?;
        Ok(version)
    }

    pub(crate) async fn change_upload(&self, change: UploadChange) -> Result<(), PortError> {
        self.write(Change::Upload(change)).await
    }

    pub(crate) async fn change_nodes(&self, change: NodeChange) -> Result<(), PortError> {
        self.write(Change::Nodes(change)).await
    }

    pub(crate) async fn change_feed(&self, change: FeedChange) -> Result<(), PortError> {
        self.write(Change::Feed(change)).await
    }

    pub(crate) async fn change_webhook(&self, change: WebhookChange) -> Result<(), PortError> {
        self.write(Change::Webhook(change)).await
    }

    pub(crate) async fn change_invitations(
        &self,
        change: InvitationChange,
    ) -> Result<(), PortError> {
        self.write(Change::Invitations(change)).await
    }

    pub(crate) async fn change_accesses(&self, change: AccessChange) -> Result<(), PortError> {
        self.write(Change::Accesses(change)).await
    }

    async fn write(&self, change: Change) -> Answer {
        let share = self.budget.take(change.bytes());
        let share = share.ok_or(PortError::Busy("the write queue is full"))?;
        let (answer, answered) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        let sent = jobs.send((Box::new(change), answer, share)).await;
        sent.map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Whether writes become durable. Probes only if the last write's outcome is stale.
    pub(crate) async fn check(&self) -> Result<(), PortError> {
        match self.health.standing() {
            Standing::Proven if self.is_running() => Ok(()),
            Standing::Proven => Err(stopped()),
            Standing::Unknown => self.write(Change::Probe).await,
            Standing::Failing(error) => Err(PortError::unavailable(error)),
            Standing::Stuck(running) => Err(PortError::unavailable(format!(
                "a transaction has been running for {} s",
                running.as_secs()
            ))),
        }
    }

    fn is_running(&self) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| !jobs.is_closed())
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
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

/// Stores all queued changes as one batch; the next batch accumulates during its sync.
fn write(mut batches: Batches, mut waiting: mpsc::Receiver<Job>, max_batch: usize) {
    while let Some(first) = waiting.blocking_recv() {
        let (mut changes, mut answers) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some((change, answer, share)) = next {
            changes.push(*change);
            answers.push((answer, share));
            next = if changes.len() < max_batch {
                waiting.try_recv().ok()
            } else {
                None
            };
        }
        let results = batches.store(&changes);
        drop(changes);
        for ((answer, share), result) in answers.into_iter().zip(results) {
            // Before the answer, so that the caller's next change has room.
            drop(share);
            // The caller may be gone; stored changes stay stored.
            drop(answer.send(result));
        }
    }
    batches.close();
}

//! The writer: one task and one session that append for this node.

mod batch;
mod columns;
mod job;
mod statement;
mod task;

use crate::{connect::Config, error::OpenError, options::PostgresOptions, session::Session};
use chat_domain::Seq;
use chat_ports::{
    PortError,
    sql::{AppendRows, Budget, Health, Standing},
};
use job::Job;
use std::sync::Arc;
use task::Task;
use tokio::sync::{mpsc, oneshot};

/// A handle to the writer's task. The task stores what is queued, also after the handle was dropped.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
    budget: Arc<Budget>,
    health: Arc<Health>,
}

impl Writer {
    pub(crate) async fn start(
        config: Config,
        options: &PostgresOptions,
    ) -> Result<Self, OpenError> {
        let (jobs, waiting) = mpsc::channel(options.queue.max(1));
        let health = Arc::new(Health::default());
        let session = Session::begin(&config).await?;
        let task = Task::new(
            config,
            session,
            Arc::clone(&health),
            options.max_batch.max(1),
        );
        tokio::spawn(task.run(waiting));
        Ok(Self {
            jobs,
            budget: Budget::new(options.queue_bytes),
            health,
        })
    }

    pub(crate) async fn append(&self, rows: AppendRows) -> Result<Seq, PortError> {
        let version = rows.head.version;
        let share = self.budget.take(size_of::<AppendRows>() + rows.bytes());
        let share = share.ok_or(PortError::Busy("the write queue is full"))?;
        let ask = |answer| Job::Append(Box::new(rows), answer, share);
        self.ask(ask).await??;
        Ok(version)
    }

    /// Whether writes become durable. Probes only if the last write's outcome is stale.
    pub(crate) async fn check(&self) -> Result<(), PortError> {
        match self.health.standing() {
            Standing::Proven if !self.jobs.is_closed() => Ok(()),
            Standing::Proven => Err(stopped()),
            Standing::Unknown => self.ask(Job::Probe).await?,
            Standing::Failing(error) => Err(PortError::unavailable(error)),
            Standing::Stuck(running) => Err(PortError::unavailable(format!(
                "a transaction has been running for {} s",
                running.as_secs()
            ))),
        }
    }

    pub(crate) async fn close(&self) {
        // An error says that it has stopped already.
        let _stopped = self.ask(Job::Stop).await;
    }

    async fn ask<T>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Result<T, PortError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.send(job(answer)).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())
    }
}

fn stopped() -> PortError {
    PortError::unavailable("the writer has stopped")
}

//! A batch of changes in one transaction.

use super::{Answer, Change, store::Store};
use chat_ports::{
    PortError,
    sql::{Health, WriteFailed},
};
use rusqlite::{Connection, ErrorCode};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Size at which the write-ahead log is checkpointed and truncated explicitly, because readers kept SQLite
/// from resetting it. If a long reader such as an audit blocks that, the next attempt is this much later.
const WAL_LIMIT_BYTES: u64 = 512 * 1024 * 1024;
/// Number of commits between checks of its size.
const WAL_CHECK: u64 = 256;

pub(super) struct Batches {
    store: Store,
    commits: Arc<AtomicU64>,
    health: Arc<Health>,
    /// Size in bytes at which the write-ahead log is next truncated.
    wal_limit: u64,
}

/// How a batch is protected against a failing statement.
#[derive(Clone, Copy)]
enum Attempt {
    /// Not at all: a failure rolls the batch back, and it is retried with savepoints. Rarely needed.
    Plain,
    /// With a savepoint per change.
    Savepoints,
}

impl Batches {
    pub(super) fn new(
        connection: Connection,
        commits: Arc<AtomicU64>,
        health: Arc<Health>,
    ) -> Self {
        Self {
            store: Store::new(connection),
            commits,
            health,
            wal_limit: WAL_LIMIT_BYTES,
        }
    }

    /// Stores all valid changes, and returns an answer for each change.
    pub(super) fn store(&mut self, batch: &[Change]) -> Vec<Answer> {
        self.health.begins();
        let answers = match self.attempt(batch, Attempt::Plain) {
            Err(error) if is_constraint(&error) => self.attempt(batch, Attempt::Savepoints),
            attempted => attempted,
        };
        let answers = answers.unwrap_or_else(|error| {
            let error = WriteFailed::new(error);
            self.health.failed(error.clone());
            failed(batch, &error)
        });
        self.health.ends();
        answers
    }

    /// One transaction. On error nothing was acknowledged, and the transaction was rolled back as far as
    /// is known.
    fn attempt(
        &mut self,
        batch: &[Change],
        attempt: Attempt,
    ) -> Result<Vec<Answer>, rusqlite::Error> {
        let result = self.transaction(batch, attempt);
        if result.is_err() {
            self.store.roll_back();
        }
        result
    }

    fn transaction(
        &mut self,
        batch: &[Change],
        attempt: Attempt,
    ) -> Result<Vec<Answer>, rusqlite::Error> {
        self.store.execute("BEGIN IMMEDIATE")?;
        let mut answers = Vec::with_capacity(batch.len());
        for change in batch {
            answers.push(match attempt {
                Attempt::Plain => self.store.change(change)?,
                Attempt::Savepoints => self.change_alone(change)?,
            });
        }
        if answers.iter().any(Result::is_ok) {
            self.store.execute("COMMIT")?;
            self.health.succeeded();
            self.committed();
        } else {
            self.store.execute("ROLLBACK")?; // nothing was written, so no sync
        }
        Ok(answers)
    }

    fn change_alone(&mut self, change: &Change) -> Result<Answer, rusqlite::Error> {
        self.store.execute("SAVEPOINT one")?;
        match self.store.change(change) {
            Ok(answer) => {
                self.store.execute("RELEASE one")?;
                Ok(answer)
            }
            Err(error) if is_constraint(&error) => {
                self.store.execute("ROLLBACK TO one")?;
                self.store.execute("RELEASE one")?;
                Ok(Err(match change {
                    // For example entries whose visit's row is gone: its key was given to a new visit.
                    Change::Append(_) => {
                        PortError::corrupt("stored rows are in the way of an append")
                    }
                    // None of them violates a constraint.
                    Change::Upload(_)
                    | Change::Nodes(_)
                    | Change::Feed(_)
                    | Change::Webhook(_)
                    | Change::Invitations(_)
                    | Change::Accesses(_)
                    | Change::Probe => PortError::unavailable(error),
                }))
            }
            Err(error) => Err(error),
        }
    }

    fn committed(&mut self) {
        let commits = self.commits.fetch_add(1, Ordering::Relaxed) + 1;
        if commits.is_multiple_of(WAL_CHECK) && self.store.wal_bytes() > self.wal_limit {
            self.store.checkpoint();
            self.wal_limit = self.store.wal_bytes().saturating_add(WAL_LIMIT_BYTES);
        }
    }

    /// Checkpoints and closes the file.
    pub(super) fn close(self) {
        self.store.checkpoint();
    }
}

fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

/// Every change is in doubt, even one that conflicted: it may have conflicted with an append in this
/// same batch.
fn failed(batch: &[Change], error: &WriteFailed) -> Vec<Answer> {
    tracing::error!(%error, changes = batch.len(), "a transaction of the visit log failed");
    batch
        .iter()
        .map(|_| Err(PortError::unavailable(error.clone())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{connection, migrations};

    #[test]
    fn write_ahead_log_beyond_its_limit_is_truncated() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("visits.db");
        std::fs::write(&file, b"").unwrap();
        let mut writer = connection::writer(&file).unwrap();
        migrations::migrate(&mut writer).unwrap();
        let mut batches = Batches::new(writer, Arc::default(), Arc::default());
        batches.store(&[Change::Probe]);
        let grown = batches.store.wal_bytes();
        assert!(grown > 0);
        // The size is checked only every `WAL_CHECK` commits.
        batches.commits.store(WAL_CHECK - 1, Ordering::Relaxed);
        batches.wal_limit = grown + 1_000_000;
        batches.store(&[Change::Probe]);
        assert!(batches.store.wal_bytes() >= grown);
        batches.commits.store(WAL_CHECK - 1, Ordering::Relaxed);
        batches.wal_limit = grown - 1;
        batches.store(&[Change::Probe]);
        assert_eq!(batches.store.wal_bytes(), 0);
        assert_eq!(batches.wal_limit, WAL_LIMIT_BYTES);
    }
}

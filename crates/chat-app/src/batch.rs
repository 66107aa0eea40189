//! Group commit per visit: commands queued during an append are decided and appended as one batch.

mod queue;

pub(crate) use queue::Queue;

use crate::{
    error::AppError,
    room::{Effect, Room, Snapshot},
    service::Outcome,
};
use chat_domain::{Actor, Command, Entry, Refusal, VisitState, VisitSummary, commit};
use chat_ports::{Append, Hint, PortError};
use queue::Pending;
use std::{sync::Arc, time::Duration};
use tokio::{sync::oneshot, time::Instant};

/// How long a fan-out may take to spread a hint.
const ANNOUNCE: Duration = Duration::from_secs(5);

/// For how long a batch is decided again because another node appended first. Each time that
/// happens somebody's entries were stored, so the visit as a whole goes on.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest wait before it is decided again.
const LONGEST_WAIT: Duration = Duration::from_millis(32);

/// A batch as decided: all entries, and for each command which of them are its own.
struct Decided {
    state: Arc<VisitState>,
    entries: Vec<Entry>,
    answers: Vec<Result<std::ops::Range<usize>, Refusal>>,
}

/// The answer to a command that has its place in a visit's queue.
pub(crate) type Answer = oneshot::Receiver<Result<Outcome, AppError>>;

impl Room {
    /// Gives a command its place in the visit's queue.
    pub(crate) fn enqueue(self: Arc<Self>, actor: Actor, command: Command) -> Answer {
        let (reply, answer) = oneshot::channel();
        let pending = Pending {
            actor,
            command,
            reply,
        };
        let leads = self.queue.push(pending).unwrap_or_else(|reply| {
            let full = "too much waits for the visit; try again later";
            let _ = reply.send(Err(AppError::unavailable(full)));
            false
        });
        if leads {
            // Spawned: a client that disconnects or stops reading must not block the other commands.
            tokio::spawn(self.lead());
        }
        answer
    }

    async fn lead(self: Arc<Self>) {
        let mut lead = Lead {
            room: &self,
            done: false,
        };
        loop {
            let batch = self.queue.next_batch();
            if batch.is_empty() {
                lead.done = true;
                return;
            }
            self.run(batch).await;
        }
    }

    async fn run(self: &Arc<Self>, batch: Vec<Pending>) {
        match self.decide_and_append(&batch).await {
            Err(error) => {
                for pending in batch {
                    let _ = pending.reply.send(Err(error.clone()));
                }
            }
            Ok((decided, snapshot)) => {
                let state = &snapshot.state;
                for (pending, answer) in batch.into_iter().zip(&decided.answers) {
                    let outcome = answer.clone().map_err(AppError::from).map(|own| Outcome {
                        entries: decided.entries.get(own).unwrap_or_default().to_vec(),
                        state: Arc::clone(state),
                    });
                    // A caller that stopped waiting retries with the same ids (F7).
                    let _ = pending.reply.send(outcome);
                }
                if !decided.entries.is_empty() {
                    self.announce(&snapshot).await;
                }
            }
        }
    }

    async fn decide_and_append(
        self: &Arc<Self>,
        batch: &[Pending],
    ) -> Result<(Decided, Snapshot), AppError> {
        let deadline = Instant::now() + PATIENCE;
        let mut wait = Duration::from_millis(1);
        let mut known = self.snapshot().await?;
        loop {
            let before = &known.state;
            let decided = self.decide_all(before, batch);
            if decided.entries.is_empty() {
                return Ok((decided, known));
            }
            let append = Append {
                visit: self.visit,
                expected: before.version,
                entries: decided.entries.clone(),
                summary: changed_summary(&decided),
            };
            match self.ports.log.append(append).await {
                Ok(_) => {
                    let views_changed = self.publish(before, &decided.state, &decided.entries);
                    let state = Arc::clone(&decided.state);
                    let snapshot = Snapshot {
                        state,
                        views_changed,
                    };
                    return Ok((decided, snapshot));
                }
                Err(conflict @ PortError::Conflict { expected, actual }) => {
                    if actual < expected {
                        tracing::error!(%expected, %actual, "the log ends before its own state");
                        self.forget();
                    }
                    if Instant::now() >= deadline {
                        return Err(AppError::unavailable(conflict));
                    }
                    // By chance: two nodes in step would get in each other's way again and again.
                    tokio::time::sleep(wait.mul_f64(fastrand::f64())).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                    known = self.refresh().await?;
                }
                // Nothing of it was stored.
                Err(busy @ PortError::Busy(_)) => return Err(busy.into()),
                Err(error) => {
                    // It may have been stored all the same: only the log knows.
                    self.doubt();
                    return Err(error.into());
                }
            }
        }
    }

    fn decide_all(&self, before: &VisitState, batch: &[Pending]) -> Decided {
        let mut state = before.clone();
        let mut entries = Vec::new();
        let now = self.ports.clock.now();
        let answers = batch
            .iter()
            .map(|pending| {
                let own = commit(&mut state, pending.actor, &pending.command, now)?;
                let start = entries.len();
                entries.extend(own);
                Ok(start..entries.len())
            })
            .collect();
        Decided {
            state: Arc::new(state),
            entries,
            answers,
        }
    }

    /// Tells other nodes. A fan-out that hangs is not waited for.
    pub(crate) async fn announce(&self, snapshot: &Snapshot) {
        let hint = Hint {
            visit: self.visit,
            version: snapshot.state.version,
            views_changed: snapshot.views_changed,
        };
        let fanout = Arc::clone(&self.ports.fanout);
        let mut announcing = Box::pin(async move {
            match tokio::time::timeout(ANNOUNCE, fanout.announce(hint)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::warn!(%error, "a hint was lost; subscribers will look by themselves");
                }
                Err(_) => tracing::warn!("the fan-out hangs; subscribers will look by themselves"),
            }
        });
        if futures::poll!(&mut announcing).is_pending() {
            tokio::spawn(announcing);
        }
    }
}

/// Hands the queue back if the leading task ends by a panic in an adapter.
struct Lead<'a> {
    room: &'a Arc<Room>,
    done: bool,
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.room.queue.abandon();
            self.room.doubt();
        }
    }
}

/// The visit's line on dashboards, if these entries may have changed it.
fn changed_summary(decided: &Decided) -> Option<VisitSummary> {
    let mut effects = decided.entries.iter().map(|entry| Effect::of(&entry.event));
    let changed = effects.any(Effect::changes_dashboards);
    changed.then(|| VisitSummary::of(&decided.state)).flatten()
}

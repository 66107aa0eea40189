//! Group commit per visit: commands queued during an append are decided and appended as one batch.

use super::{
    effect::Effect,
    live_visit::LiveVisit,
    queue::{Answer, Pending},
};
use crate::{error::AppError, meters::METERS, settings::Nodes};
use chat_domain::{
    Actor, Command, Entry, Refusal, Seq, VisitState, VisitSummary,
    access::{due, reminders_due},
    commit,
};
use chat_ports::{Append, LogHead, PortError};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;
use tokio::{sync::oneshot, time::Instant};

/// How long a batch is retried after version conflicts. Each conflict means that another node's
/// entries were stored, so the visit as a whole makes progress.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest wait before a retry.
const LONGEST_WAIT: Duration = Duration::from_millis(32);

/// A decided batch: all its entries, and for each command whether it was refused.
struct Decided {
    state: Arc<VisitState>,
    entries: Vec<Entry>,
    answers: Vec<Result<(), Refusal>>,
}

impl LiveVisit {
    /// Queues a command. Commands are decided in the order of these calls.
    pub(crate) fn enqueue(
        self: Arc<Self>,
        actor: Actor,
        command: Command,
    ) -> oneshot::Receiver<Answer> {
        let (reply, answer) = oneshot::channel();
        let pending = Pending {
            marks: self.marks.before(actor, &command), // R3, R4
            actor,
            command,
            reply,
        };
        let leads = self.queue.push(pending).unwrap_or_else(|reply| {
            let full = "the visit's queue is full; try again later";
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
            live: &self,
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
            Ok((decided, views_changed)) => {
                let state = &decided.state;
                for (pending, answer) in batch.into_iter().zip(decided.answers) {
                    let answer = answer.map(|()| Arc::clone(state));
                    // A caller that stopped waiting retries with the same ids (F7).
                    let _ = pending.reply.send(answer.map_err(AppError::from));
                }
                if !decided.entries.is_empty() {
                    self.announce(state.version, views_changed).await;
                }
            }
        }
    }

    /// Decides and stores a batch. Also returns the newest version at which views may have changed.
    async fn decide_and_append(
        self: &Arc<Self>,
        batch: &[Pending],
    ) -> Result<(Decided, Seq), AppError> {
        let deadline = Instant::now() + PATIENCE;
        let mut wait = Duration::from_millis(1);
        // Optimistic: that the append succeeds proves the state in memory to be the newest, also for the refusals of the
        // batch.
        let (mut known, mut newest) = match self.cached() {
            Some(known) => (known, self.nodes == Nodes::Single),
            None => (self.snapshot().await?, true),
        };
        loop {
            let before = &known.state;
            let decided = self.decide_all(before, batch);
            if decided.entries.is_empty() {
                if newest {
                    return Ok((decided, known.views_changed));
                }
                // Nothing to append: refusals and repeats are answered by the log.
                (known, newest) = (self.refresh().await?, true);
                continue;
            }
            let base = known.head.unwrap_or(LogHead::start(self.visit));
            let summary = changed_summary(before, &decided);
            let append = Append::new(self.visit, base, decided.entries.clone(), summary)?;
            let head = append.head();
            let begun = std::time::Instant::now();
            let appended = self.ports.log.append(append).await;
            match appended {
                Ok(_) => {
                    METERS.append_seconds.record(begun.elapsed());
                    METERS.append_entries.record(decided.entries.len() as f64);
                    let (state, entries) = (&decided.state, &decided.entries);
                    let views_changed = self.publish(before, state, head, entries);
                    self.leases.reported(self.visit, state, entries); // V9
                    self.notifying.appended(self.visit, entries); // R6
                    return Ok((decided, views_changed));
                }
                Err(conflict @ PortError::Conflict { expected, actual }) => {
                    METERS.port_failed(&conflict);
                    if actual <= expected {
                        tracing::error!(%expected, %actual, "the log is not the one that was read");
                        self.forget();
                    }
                    if Instant::now() >= deadline {
                        return Err(AppError::unavailable(conflict));
                    }
                    // Jitter, so that two nodes do not keep colliding.
                    tokio::time::sleep(wait.mul_f64(fastrand::f64())).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                    (known, newest) = (self.refresh().await?, true);
                }
                // Nothing was stored.
                Err(busy @ PortError::Busy(_)) => return Err(busy.into()),
                Err(error) => {
                    // It may have been stored; only the log can tell.
                    self.doubt();
                    return Err(error.into());
                }
            }
        }
    }

    /// Whether what the service was to do is no longer due: the person of a lease has reconnected (V9), or
    /// something happened in a visit that was to be closed (W8), or in which people were to be reminded (R6).
    fn is_overtaken(&self, pending: &Pending, state: &VisitState, now: OffsetDateTime) -> bool {
        match (pending.actor, &pending.command) {
            (Actor::Service, Command::Drop { person }) => {
                self.leases.is_connected(self.visit, *person)
            }
            (Actor::Service, command @ (Command::CompleteVisit | Command::EndFollowUp)) => {
                due(state).is_none_or(|due| due.command != *command || due.at > now)
            }
            (Actor::Service, Command::RemindPeople { of, reminder, .. }) => {
                let is_due = |due: &Command| {
                    matches!(due, Command::RemindPeople { of: it, reminder: number, .. }
                        if it == of && number == reminder)
                };
                !reminders_due(state, now).iter().any(is_due)
            }
            (Actor::Service, command @ Command::EscalateWait { .. }) => {
                !reminders_due(state, now).contains(command)
            }
            _ => false,
        }
    }

    fn decide_all(&self, before: &VisitState, batch: &[Pending]) -> Decided {
        let mut state = before.clone();
        let mut entries = Vec::new();
        let now = self.ports.clock.now();
        let answers = batch
            .iter()
            .map(|pending| {
                if self.is_overtaken(pending, &state, now) {
                    return Ok(());
                }
                for &((person, chat), through) in &pending.marks {
                    let mark = Command::MarkRead { chat, through };
                    // A no-op if it is stored by now. A refused mark is answered by the task that stores it.
                    let marked = commit(&mut state, Actor::Person(person), &mark, now);
                    entries.extend(marked.unwrap_or_default());
                }
                entries.extend(commit(&mut state, pending.actor, &pending.command, now)?);
                Ok(())
            })
            .collect();
        Decided {
            state: Arc::new(state),
            entries,
            answers,
        }
    }
}

/// Fails the queued commands if the leading task ends by a panic in an adapter.
struct Lead<'a> {
    live: &'a Arc<LiveVisit>,
    done: bool,
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.live.queue.abandon();
            self.live.doubt();
        }
    }
}

/// The visit's dashboard row, if these entries may have changed it.
fn changed_summary(before: &VisitState, decided: &Decided) -> Option<VisitSummary> {
    let waiting = decided.state.waiting.changed() != before.waiting.changed(); // R4
    let due = decided.state.reminders.due() != before.reminders.due(); // R6
    let mut effects = decided.entries.iter().map(|entry| Effect::of(&entry.event));
    let changed = waiting || due || effects.any(Effect::changes_dashboards);
    changed.then(|| VisitSummary::of(&decided.state)).flatten()
}

//! The queued commands of one visit, bounded in number and bytes.

use crate::{error::AppError, meters::METERS};
use chat_domain::{Actor, ChatKey, ChatNumber, Command, NewParticipant, PersonId, VisitState};
use std::{
    collections::VecDeque,
    mem::{replace, size_of},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// Maximum number of queued commands.
const MAX_WAITING: usize = 16_384;

/// Approximate maximum bytes of queued commands. An empty queue accepts a command of any size.
const MAX_WAITING_BYTES: usize = 8 * 1024 * 1024;

/// Maximum number of commands that share one append.
const BATCH: usize = 256;

/// Approximate maximum bytes of commands that share one append; a single command may be larger.
const BATCH_BYTES: usize = 1024 * 1024;

/// The queued commands of one visit.
#[derive(Default)]
pub(super) struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    commands: VecDeque<Pending>,
    /// Their total size.
    bytes: usize,
    /// Whether a task is draining the queue.
    led: bool,
}

/// A queued command and its reply channel.
pub(super) struct Pending {
    /// Marks that are stored with the command and before it (R3, R4).
    pub(super) marks: Vec<(Maker, ChatNumber)>,
    pub(super) actor: Actor,
    pub(super) command: Command,
    pub(super) reply: Reply,
}

/// A person and the chat that they marked as read.
pub(super) type Maker = (PersonId, ChatKey);

/// The reply channel of a command.
pub(super) type Reply = oneshot::Sender<Answer>;

/// The answer to a command: the state after it and after the commands of the same batch.
pub(crate) type Answer = Result<Arc<VisitState>, AppError>;

impl Queue {
    /// Queues a command. Returns whether the caller must start the leading task.
    ///
    /// # Errors
    /// The reply channel, if the queue is full.
    pub(super) fn push(&self, pending: Pending) -> Result<bool, Reply> {
        let mut waiting = self.lock();
        let bytes = waiting.bytes.saturating_add(pending.bytes());
        let full = waiting.commands.len() >= MAX_WAITING || bytes > MAX_WAITING_BYTES;
        if full && !waiting.commands.is_empty() {
            return Err(pending.reply);
        }
        waiting.bytes = bytes;
        waiting.commands.push_back(pending);
        METERS.queued.increment(1.0);
        Ok(!replace(&mut waiting.led, true))
    }

    /// Takes the next batch. If it is empty, the caller no longer leads.
    pub(super) fn next_batch(&self) -> Vec<Pending> {
        let mut waiting = self.lock();
        let (mut batch, mut bytes) = (Vec::new(), 0_usize);
        while batch.len() < BATCH
            && let Some(next) = waiting.commands.pop_front_if(|next| {
                bytes = bytes.saturating_add(next.bytes());
                batch.is_empty() || bytes <= BATCH_BYTES
            })
        {
            waiting.bytes = waiting.bytes.saturating_sub(next.bytes());
            batch.push(next);
        }
        METERS.queued.decrement(batch.len() as f64);
        waiting.led = !batch.is_empty();
        batch
    }

    /// Drops all queued commands after the leading task has failed.
    pub(super) fn abandon(&self) {
        let mut waiting = self.lock();
        METERS.queued.decrement(waiting.commands.len() as f64);
        *waiting = Waiting::default();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    /// Approximate size in bytes. Commands that are not listed own no heap memory worth counting.
    fn bytes(&self) -> usize {
        let parts = match &self.command {
            Command::SendMessage(send) => {
                let text = send.text.as_ref().map_or(0, |text| text.as_str().len());
                text + size_of_val(send.files.as_slice())
            }
            Command::CorrectMessage { text, .. } => text.as_str().len(),
            Command::RetractMessage { reason, .. }
            | Command::RemoveParticipant { reason, .. }
            | Command::UndoRemoval { reason, .. }
            | Command::BreakGlass { reason, .. } => reason.as_str().len(),
            Command::ScheduleVisit(new) => new.participants.iter().map(participant).sum(),
            Command::AddParticipant(new) => participant(new),
            Command::EditParticipant(edit) => {
                let second = edit.second_identifier.as_ref().and_then(Option::as_ref);
                edit.name.as_ref().map_or(0, |name| name.as_str().len())
                    + second.map_or(0, |second| second.as_str().len())
            }
            Command::StageFile { file, .. } => {
                file.name.as_str().len() + size_of_val(file.media_type.as_bytes())
            }
            _ => 0,
        };
        size_of::<Self>() + size_of_val(self.marks.as_slice()) + parts
    }
}

fn participant(new: &NewParticipant) -> usize {
    let second = new.second_identifier.as_ref();
    size_of_val(new) + new.name.as_str().len() + second.map_or(0, |second| second.as_str().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::{MessageId, MessageText};
    use uuid::Uuid;

    fn small() -> Pending {
        Pending {
            marks: Vec::new(),
            actor: Actor::Host,
            command: Command::EndCall,
            reply: oneshot::channel().0,
        }
    }

    fn large() -> Pending {
        Pending {
            command: Command::CorrectMessage {
                message: MessageId::new(Uuid::nil()),
                text: MessageText::new(&"💊".repeat(MessageText::MAX_CHARS)).unwrap(),
            },
            ..small()
        }
    }

    fn fill(queue: &Queue, pending: impl Fn() -> Pending) -> usize {
        (0..).take_while(|_| queue.push(pending()).is_ok()).count()
    }

    #[test]
    fn small_commands_are_refused_by_their_number() {
        assert_eq!(fill(&Queue::default(), small), MAX_WAITING);
    }

    #[test]
    fn large_commands_are_refused_by_their_bytes() {
        let queue = Queue::default();
        let count = fill(&queue, large);
        assert_eq!(count, MAX_WAITING_BYTES / large().bytes());
        assert!(large().bytes() > 4 * MessageText::MAX_CHARS);
        // Smaller commands still fit.
        assert!(fill(&queue, small) > 0);
    }

    #[test]
    fn full_queue_drains_in_batches_and_can_be_filled_again() {
        let queue = Queue::default();
        let count = fill(&queue, large);
        let mut drained = 0;
        loop {
            let batch = queue.next_batch();
            let bytes: usize = batch.iter().map(Pending::bytes).sum();
            assert!(bytes <= BATCH_BYTES);
            drained += batch.len();
            if batch.is_empty() {
                break;
            }
        }
        assert_eq!(drained, count);
        assert!(queue.push(large()).is_ok_and(|leads| leads));
        assert_eq!(fill(&queue, large), count - 1);
    }

    #[test]
    fn batch_has_a_bounded_number_of_small_commands() {
        let queue = Queue::default();
        fill(&queue, small);
        assert_eq!(queue.next_batch().len(), BATCH);
    }
}

//! Storing read marks: at most one entry in two seconds for each person and chat, and the newest mark always
//! (R1).

use super::{
    live_visit::LiveVisit,
    marks::{Maker, PendingMark},
    queue::Answer,
};
use crate::error::AppError;
use chat_domain::{Actor, ChatKey, ChatNumber, Command, PersonId};
use std::{sync::Arc, time::Duration};
use tokio::sync::oneshot;

/// The minimum time between two stored marks of one person in one chat.
const EVERY: Duration = Duration::from_secs(2);

/// How often a mark that could not be stored is tried again.
const RETRIES: usize = 5;

impl LiveVisit {
    /// Stores a mark that the rules permit; the answer comes once it, or a newer one, is stored.
    pub(crate) fn mark_read(
        self: &Arc<Self>,
        person: PersonId,
        chat: ChatKey,
        through: ChatNumber,
    ) -> oneshot::Receiver<Answer> {
        let (reply, answer) = oneshot::channel();
        let mark = PendingMark {
            through,
            waiting: vec![reply],
        };
        let maker = (person, chat);
        if let Some(first) = self.marks.add(maker, mark) {
            // Spawned: the last mark is stored even if its maker is gone.
            tokio::spawn(Arc::clone(self).store_marks(maker, first));
        }
        answer
    }

    /// Queues pending marks. Called before a message is corrected or retracted, so that the log has who had
    /// read it by then (R3), and before a message is sent, so that the log has what it answers (R4).
    pub(super) fn queue_marks(
        self: &Arc<Self>,
        pending: impl IntoIterator<Item = (Maker, PendingMark)>,
    ) {
        for (maker, mark) in pending {
            let stored = self.queue_mark(maker, mark.through);
            let live = Arc::clone(self);
            tokio::spawn(async move {
                let answer = stored.await.map_err(AppError::unavailable);
                match answer.and_then(|answer| answer) {
                    // Left to the task that stores this maker's marks.
                    Err(AppError::Unavailable(_)) => live.marks.put_back(maker, mark),
                    answer => mark.answer(&answer),
                }
            });
        }
    }

    fn queue_mark(
        self: &Arc<Self>,
        (person, chat): Maker,
        through: ChatNumber,
    ) -> oneshot::Receiver<Answer> {
        let command = Command::MarkRead { chat, through };
        Arc::clone(self).enqueue(Actor::Person(person), command)
    }

    async fn store_marks(self: Arc<Self>, maker: Maker, first: PendingMark) {
        let mut turn = Turn {
            live: &self,
            maker,
            done: false,
        };
        let (mut mark, mut tries) = (first, 0);
        loop {
            let stored = self.queue_mark(maker, mark.through).await;
            let answer = stored.map_err(AppError::unavailable);
            let failed = match answer.and_then(|answer| answer) {
                Err(AppError::Unavailable(_)) if tries < RETRIES => Some(mark),
                answer => {
                    mark.answer(&answer);
                    None
                }
            };
            tries = failed.as_ref().map_or(0, |_| tries + 1);
            tokio::time::sleep(EVERY).await;
            let next = match failed {
                Some(mut failed) => {
                    failed.merge(self.marks.take(maker));
                    Some(failed)
                }
                None => self.marks.next(maker),
            };
            match next {
                Some(next) => mark = next,
                None => {
                    turn.done = true;
                    return;
                }
            }
        }
    }
}

/// Lets the maker's next mark begin a new task if this one ends by a panic in an adapter.
struct Turn<'a> {
    live: &'a LiveVisit,
    maker: Maker,
    done: bool,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.live.marks.forget(self.maker);
        }
    }
}

//! Storing read marks: at most one entry in two seconds for each person and chat, and the newest mark always
//! (R1). What waits is stored earlier with its maker's next message, and before corrections and retractions.

use super::{
    live_visit::LiveVisit,
    queue::{Answer, Maker},
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
        let maker = (person, chat);
        if self.marks.add(maker, through, reply) {
            // Spawned: the last mark is stored even if its maker is gone.
            tokio::spawn(Arc::clone(self).store_marks(maker));
        }
        answer
    }

    async fn store_marks(self: Arc<Self>, maker: Maker) {
        let mut turn = Turn {
            live: &self,
            maker,
            done: false,
        };
        let (person, chat) = maker;
        let mut tries = 0;
        while let Some(through) = self.marks.next(maker) {
            let command = Command::MarkRead { chat, through };
            let stored = Arc::clone(&self).enqueue(Actor::Person(person), command);
            let answer = stored.await.map_err(AppError::unavailable);
            match answer.and_then(|answer| answer) {
                Err(AppError::Unavailable(_)) if tries < RETRIES => tries += 1,
                answer => {
                    self.marks.settle(maker, through, &answer);
                    tries = 0;
                }
            }
            tokio::time::sleep(EVERY).await;
        }
        turn.done = true;
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

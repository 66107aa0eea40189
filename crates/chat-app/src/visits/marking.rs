//! Storing read marks: for each person and chat at most one entry in two seconds, and always the last one
//! (R1).

use super::{
    live_visit::LiveVisit,
    marks::{Maker, Pending},
    queue::Answer,
};
use crate::error::AppError;
use chat_domain::{Actor, ChatKey, ChatNumber, Command, PersonId};
use std::{sync::Arc, time::Duration};
use tokio::sync::oneshot;

/// The minimum time between two stored marks of one person in one chat.
const EVERY: Duration = Duration::from_secs(2);

impl LiveVisit {
    /// Stores a mark that the rules permit; the answer comes once it, or a newer one, is stored.
    pub(crate) fn mark_read(
        self: &Arc<Self>,
        person: PersonId,
        chat: ChatKey,
        through: ChatNumber,
    ) -> oneshot::Receiver<Answer> {
        let (reply, answer) = oneshot::channel();
        let mark = Pending {
            through,
            waiting: vec![reply],
        };
        if let Some(first) = self.marks.add((person, chat), mark) {
            // Spawned: the last mark is stored even if its maker is gone.
            tokio::spawn(Arc::clone(self).store_marks((person, chat), first));
        }
        answer
    }

    async fn store_marks(self: Arc<Self>, maker: Maker, first: Pending) {
        let (person, chat) = maker;
        let mut mark = first;
        loop {
            let through = mark.through;
            let command = Command::MarkRead { chat, through };
            let stored = Arc::clone(&self).enqueue(Actor::Person(person), command);
            let stored = stored.await.map_err(AppError::unavailable);
            let answer = stored.and_then(|answer| answer);
            for waiting in mark.waiting {
                let _ = waiting.send(answer.clone());
            }
            tokio::time::sleep(EVERY).await;
            match self.marks.next(maker) {
                Some(next) => mark = next,
                None => return,
            }
        }
    }
}

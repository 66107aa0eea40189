//! Read marks that are not stored yet.

use super::queue::{Answer, Maker};
use chat_domain::{Actor, ChatNumber, Command};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// The newest mark of each person in each chat until it is stored, whether it waits, is being stored or is to be
/// retried. Without one for two seconds after a stored one.
#[derive(Default)]
pub(super) struct Marks(Mutex<BTreeMap<Maker, Unstored>>);

/// A person's newest mark, and the marks that it covers.
#[derive(Default)]
struct Unstored {
    through: Option<ChatNumber>,
    waiting: Vec<(ChatNumber, oneshot::Sender<Answer>)>,
}

impl Marks {
    /// Adds a mark. Returns whether the caller must start the task that stores this maker's marks.
    pub(super) fn add(
        &self,
        maker: Maker,
        through: ChatNumber,
        reply: oneshot::Sender<Answer>,
    ) -> bool {
        let mut marks = self.lock();
        let entry = marks.entry(maker);
        let starts = matches!(entry, Entry::Vacant(_));
        let unstored = entry.or_default();
        unstored.through = unstored.through.max(Some(through));
        unstored.waiting.retain(|(_, reply)| !reply.is_closed());
        unstored.waiting.push((through, reply));
        starts
    }

    /// The mark to store next. Without one, the maker's next mark starts a task.
    pub(super) fn next(&self, maker: Maker) -> Option<ChatNumber> {
        let mut marks = self.lock();
        let through = marks.get(&maker).and_then(|unstored| unstored.through);
        if through.is_none() {
            marks.remove(&maker);
        }
        through
    }

    /// Answers a mark and all older ones of its maker, and forgets them.
    pub(super) fn settle(&self, maker: Maker, through: ChatNumber, answer: &Answer) {
        let mut marks = self.lock();
        let Some(unstored) = marks.get_mut(&maker) else {
            return;
        };
        unstored.through = unstored.through.filter(|newest| *newest > through);
        for (_, reply) in unstored
            .waiting
            .extract_if(.., |(mark, _)| *mark <= through)
        {
            let _ = reply.send(answer.clone());
        }
    }

    /// The marks that must be in the log before a command: of its author in this chat, so that the log has what
    /// a message answers (R4); of everyone, so that it has who had read what is corrected or retracted (R3).
    pub(super) fn before(&self, actor: Actor, command: &Command) -> Vec<(Maker, ChatNumber)> {
        match (command, actor) {
            (Command::CorrectMessage { .. } | Command::RetractMessage { .. }, _) => {
                let marks = self.lock();
                let marks = marks.iter();
                marks
                    .filter_map(|(maker, unstored)| Some((*maker, unstored.through?)))
                    .collect()
            }
            (Command::SendMessage(send), Actor::Person(author)) => {
                let maker = (author, send.chat);
                let marks = self.lock();
                let through = marks.get(&maker).and_then(|unstored| unstored.through);
                through
                    .map(|through| (maker, through))
                    .into_iter()
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Forgets a maker whose marks are no longer stored by a task.
    pub(super) fn forget(&self, maker: Maker) {
        self.lock().remove(&maker);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Maker, Unstored>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

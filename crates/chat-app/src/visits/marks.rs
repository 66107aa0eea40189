//! Read marks that are not stored yet.

use super::queue::Answer;
use chat_domain::{ChatKey, ChatNumber, PersonId};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    mem::take,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// The marks that a visit's readers made within two seconds of a stored one.
#[derive(Default)]
pub(super) struct Marks(Mutex<BTreeMap<Maker, PendingMark>>);

/// A person and the chat that they marked.
pub(super) type Maker = (PersonId, ChatKey);

/// The newest mark to store next, and all who wait for it.
#[derive(Default)]
pub(super) struct PendingMark {
    pub(super) through: ChatNumber,
    pub(super) waiting: Vec<oneshot::Sender<Answer>>,
}

impl Marks {
    /// Adds a mark. Returns it if it is to be stored immediately.
    pub(super) fn add(&self, maker: Maker, mark: PendingMark) -> Option<PendingMark> {
        match self.lock().entry(maker) {
            Entry::Vacant(vacant) => {
                vacant.insert(PendingMark::default());
                Some(mark)
            }
            Entry::Occupied(mut pending) => {
                pending.get_mut().merge(mark);
                None
            }
        }
    }

    /// Takes the mark that came since the last one was stored. Without one, the maker's next mark is stored
    /// immediately.
    pub(super) fn next(&self, maker: Maker) -> Option<PendingMark> {
        let mut marks = self.lock();
        let next = marks.get_mut(&maker).map(take);
        let next = next.filter(PendingMark::exists);
        if next.is_none() {
            marks.remove(&maker);
        }
        next
    }

    /// Takes the mark that came since the last one was stored, if any; the maker's marks still wait.
    pub(super) fn take(&self, maker: Maker) -> PendingMark {
        self.lock().get_mut(&maker).map(take).unwrap_or_default()
    }

    /// Adds a mark that could not be stored, if its maker's marks still wait; otherwise its answers are dropped.
    pub(super) fn put_back(&self, maker: Maker, mark: PendingMark) {
        if let Some(pending) = self.lock().get_mut(&maker) {
            pending.merge(mark);
        }
    }

    /// Takes all marks that came since the last ones were stored.
    pub(super) fn take_all(&self) -> Vec<(Maker, PendingMark)> {
        let mut marks = self.lock();
        let all = marks.iter_mut().map(|(maker, mark)| (*maker, take(mark)));
        all.filter(|(_, mark)| mark.exists()).collect()
    }

    /// Takes the mark of one maker that came since the last one was stored.
    pub(super) fn take_of(&self, maker: Maker) -> Option<(Maker, PendingMark)> {
        let mark = self.lock().get_mut(&maker).map(take);
        Some((maker, mark.filter(PendingMark::exists)?))
    }

    /// Forgets a maker whose marks are no longer stored by a task.
    pub(super) fn forget(&self, maker: Maker) {
        self.lock().remove(&maker);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Maker, PendingMark>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PendingMark {
    /// Whether a mark was made.
    fn exists(&self) -> bool {
        self.through > ChatNumber::default()
    }

    /// Combines two marks of one maker: the newer one stands for both.
    pub(super) fn merge(&mut self, other: Self) {
        self.through = self.through.max(other.through);
        self.waiting.retain(|waiting| !waiting.is_closed());
        self.waiting.extend(other.waiting);
    }

    /// Answers all who wait.
    pub(super) fn answer(self, answer: &Answer) {
        for waiting in self.waiting {
            let _ = waiting.send(answer.clone());
        }
    }
}

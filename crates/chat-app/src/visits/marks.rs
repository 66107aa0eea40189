//! Read marks that wait for their turn.

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
pub(super) struct Marks(Mutex<BTreeMap<Maker, Pending>>);

/// A person and the chat that they marked.
pub(super) type Maker = (PersonId, ChatKey);

/// The newest mark to store next, and all who wait for it.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) through: ChatNumber,
    pub(super) waiting: Vec<oneshot::Sender<Answer>>,
}

impl Marks {
    /// Adds a mark. Returns it if it is to be stored immediately.
    pub(super) fn add(&self, maker: Maker, mark: Pending) -> Option<Pending> {
        match self.lock().entry(maker) {
            Entry::Vacant(vacant) => {
                vacant.insert(Pending::default());
                Some(mark)
            }
            Entry::Occupied(mut pending) => {
                let pending = pending.get_mut();
                pending.through = pending.through.max(mark.through);
                pending.waiting.extend(mark.waiting);
                None
            }
        }
    }

    /// The mark that came since the last one was stored; without one, the next is stored immediately.
    pub(super) fn next(&self, maker: Maker) -> Option<Pending> {
        let mut marks = self.lock();
        let next = marks.get_mut(&maker).map(take);
        let next = next.filter(|mark| !mark.waiting.is_empty());
        if next.is_none() {
            marks.remove(&maker);
        }
        next
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Maker, Pending>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

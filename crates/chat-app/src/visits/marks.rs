//! Read marks on their way to the log: for each person and chat at most one entry in two seconds, and
//! always the last one (R1).

use super::{live_visit::LiveVisit, queue::Answer};
use crate::error::AppError;
use chat_domain::{Actor, ChatKey, ChatNumber, Command, PersonId};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    mem::take,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::oneshot;

/// The minimum time between two stored marks of one person in one chat.
const EVERY: Duration = Duration::from_secs(2);

/// The marks that a visit's readers made within two seconds of a stored one.
#[derive(Default)]
pub(super) struct Marks(Mutex<BTreeMap<Maker, Pending>>);

type Maker = (PersonId, ChatKey);

/// The newest mark to store next, and all who wait for it.
#[derive(Default)]
struct Pending {
    through: ChatNumber,
    waiting: Vec<oneshot::Sender<Answer>>,
}

impl Marks {
    /// Adds a mark. Returns it if it is to be stored immediately.
    fn add(&self, maker: Maker, mark: Pending) -> Option<Pending> {
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
    fn next(&self, maker: Maker) -> Option<Pending> {
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

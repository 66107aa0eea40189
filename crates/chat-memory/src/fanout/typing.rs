//! Typing signals within one process.

use chat_ports::{TypingSignal, TypingStream, VisitKey};
use futures::{StreamExt as _, stream};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast::{Receiver, Sender, channel, error::RecvError};

/// The most signals that wait for a subscriber. Beyond it, the oldest are lost.
const CAPACITY: usize = 64;

/// The subscribers of each visit.
#[derive(Clone, Debug, Default)]
pub(super) struct Typing(Arc<Mutex<Visits>>);

type Visits = HashMap<VisitKey, Sender<TypingSignal>>;

impl Typing {
    pub(super) fn send(&self, signal: TypingSignal) {
        if let Some(visit) = self.lock().get(&signal.visit) {
            // An error only means that the last subscriber is about to leave.
            let _ = visit.send(signal);
        }
    }

    pub(super) fn subscribe(&self, visit: VisitKey) -> TypingStream {
        let mut visits = self.lock();
        let sender = visits.entry(visit).or_insert_with(|| channel(CAPACITY).0);
        let subscription = Subscription {
            receiver: sender.subscribe(),
            _leaves: Leaves(self.clone(), visit),
        };
        let next = async |mut subscription: Subscription| loop {
            match subscription.receiver.recv().await {
                Ok(signal) => return Some((signal, subscription)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        };
        stream::unfold(subscription, next).boxed()
    }

    fn lock(&self) -> MutexGuard<'_, Visits> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Subscription {
    /// Declared first: it is gone when the visit's subscribers are counted.
    receiver: Receiver<TypingSignal>,
    _leaves: Leaves,
}

/// Forgets a visit when its last subscriber leaves.
struct Leaves(Typing, VisitKey);

impl Drop for Leaves {
    fn drop(&mut self) {
        let Self(typing, visit) = self;
        let mut visits = typing.lock();
        if visits
            .get(visit)
            .is_some_and(|sender| sender.receiver_count() == 0)
        {
            visits.remove(visit);
        }
    }
}

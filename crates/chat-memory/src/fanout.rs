//! In-process fan-out.

mod queue;
mod sign_outs;
mod typing;

use crate::lock::lock;
use async_trait::async_trait;
use chat_ports::{
    Fanout, Hint, HintStream, PortError, SignOut, SignOutStream, Topic, TypingSignal, TypingStream,
    VisitKey,
};
use futures::{StreamExt, stream};
use queue::Queue;
use sign_outs::SignOuts;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Weak},
};
use typing::Typing;

/// Default queue capacity, in visits per subscriber.
const DEFAULT_CAPACITY: usize = 4_096;

/// Broadcasts hints, typing signals and sign-outs within one process.
///
/// Each subscriber has a bounded queue that coalesces hints per visit, so a busy visit can't crowd
/// out others. A full queue drops the hint of the visit that has been queued longest. Announcing
/// never blocks.
#[derive(Clone, Debug)]
pub struct LocalFanout {
    inner: Arc<Inner>,
    typing: Typing,
    sign_outs: SignOuts,
}

#[derive(Debug)]
struct Inner {
    capacity: usize,
    subscribers: Mutex<Subscribers>,
}

#[derive(Debug, Default)]
struct Subscribers {
    last_id: u64,
    topics: HashMap<Topic, Vec<(u64, Arc<Queue>)>>,
}

impl LocalFanout {
    /// Queues 4,096 visits per subscriber.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// Queues up to `capacity` visits per subscriber, at least 1.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            inner: Arc::new(Inner {
                capacity: capacity.max(1),
                subscribers: Mutex::default(),
            }),
            typing: Typing::default(),
            sign_outs: SignOuts::default(),
        }
    }

    /// The number of open streams.
    #[must_use]
    pub fn subscribers(&self) -> usize {
        let subscribers = lock(&self.inner.subscribers);
        subscribers.topics.values().map(Vec::len).sum()
    }
}

impl Default for LocalFanout {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Fanout for LocalFanout {
    async fn announce(&self, hint: Hint) -> Result<(), PortError> {
        let subscribers = lock(&self.inner.subscribers);
        for topic in [Topic::Visit(hint.visit), Topic::Clinic(hint.visit.clinic)] {
            for (_, queue) in subscribers.topics.get(&topic).into_iter().flatten() {
                queue.push(hint, self.inner.capacity);
            }
        }
        Ok(())
    }

    async fn subscribe(&self, topic: Topic) -> Result<HintStream, PortError> {
        let queue = Arc::new(Queue::default());
        let mut subscribers = lock(&self.inner.subscribers);
        subscribers.last_id += 1;
        let id = subscribers.last_id;
        let of_topic = subscribers.topics.entry(topic).or_default();
        of_topic.push((id, Arc::clone(&queue)));
        let subscription = Subscription {
            fanout: Arc::downgrade(&self.inner),
            topic,
            id,
            queue,
        };
        Ok(stream::unfold(subscription, |subscription| async move {
            let hint = subscription.queue.pop().await?;
            Some((hint, subscription))
        })
        .boxed())
    }

    async fn signal_typing(&self, signal: TypingSignal) -> Result<(), PortError> {
        self.typing.send(signal);
        Ok(())
    }

    async fn subscribe_typing(&self, visit: VisitKey) -> Result<TypingStream, PortError> {
        Ok(self.typing.subscribe(visit))
    }

    async fn sign_out(&self, person: SignOut) -> Result<(), PortError> {
        self.sign_outs.send(person);
        Ok(())
    }

    async fn subscribe_sign_outs(&self) -> Result<SignOutStream, PortError> {
        Ok(self.sign_outs.subscribe())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for (_, queue) in lock(&self.subscribers).topics.values().flatten() {
            queue.close();
        }
    }
}

/// A stream's subscription. Unsubscribes when the stream is dropped.
struct Subscription {
    fanout: Weak<Inner>,
    topic: Topic,
    id: u64,
    queue: Arc<Queue>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let Some(fanout) = self.fanout.upgrade() else {
            return;
        };
        let mut subscribers = lock(&fanout.subscribers);
        let Some(of_topic) = subscribers.topics.get_mut(&self.topic) else {
            return;
        };
        of_topic.retain(|(id, _)| *id != self.id);
        if of_topic.is_empty() {
            subscribers.topics.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests;

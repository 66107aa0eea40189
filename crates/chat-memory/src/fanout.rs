//! Hints within one process.

mod queue;

use crate::lock;
use async_trait::async_trait;
use chat_ports::{Fanout, Hint, HintStream, PortError, Topic};
use futures::{StreamExt, stream};
use queue::Queue;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Weak},
};

/// For how many visits hints wait for a subscriber unless told otherwise.
const DEFAULT_CAPACITY: usize = 4_096;

/// Spreads hints within one process.
///
/// Every subscriber has a bounded queue of its own, in which each visit stands once, with its highest
/// version: a busy visit displaces no other. When more visits wait than the queue holds, the hint of
/// the one that waits longest is lost. The announcer never waits.
#[derive(Clone, Debug)]
pub struct LocalFanout {
    inner: Arc<Inner>,
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
    /// With a queue of 4,096 visits a subscriber.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// With a queue of `capacity` visits a subscriber, at least 1.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            inner: Arc::new(Inner {
                capacity: capacity.max(1),
                subscribers: Mutex::default(),
            }),
        }
    }

    /// How many streams are being listened to.
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
}

impl Drop for Inner {
    fn drop(&mut self) {
        for (_, queue) in lock(&self.subscribers).topics.values().flatten() {
            queue.close();
        }
    }
}

/// A stream's end of a subscription: leaves the table when the stream is dropped.
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

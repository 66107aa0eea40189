//! A receiver in this process.

use async_trait::async_trait;
use chat_webhooks::{Answer, Delivery, Transport};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

pub(crate) const OK: Answer = status(200);

pub(crate) const fn status(status: u16) -> Answer {
    Answer::Status {
        status,
        retry_after: None,
    }
}

type Script = dyn Fn(&Delivery, usize) -> Option<Answer> + Send + Sync;

/// Receives deliveries and answers as its script says. Clones are the same receiver.
#[derive(Clone)]
pub(crate) struct Receiver {
    got: Arc<Mutex<Vec<(Delivery, Instant)>>>,
    count: watch::Sender<usize>,
    script: Arc<Script>,
}

impl Receiver {
    /// `script` gets the delivery and the number of those before it. `None` hangs.
    pub(crate) fn new(
        script: impl Fn(&Delivery, usize) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        Self {
            got: Arc::default(),
            count: watch::Sender::new(0),
            script: Arc::new(script),
        }
    }

    pub(crate) fn willing() -> Self {
        Self::new(|_, _| Some(OK))
    }

    pub(crate) fn got(&self) -> Vec<(Delivery, Instant)> {
        self.got.lock().unwrap().clone()
    }

    /// The ids of all deliveries, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.got().into_iter().map(|(got, _)| got.id).collect()
    }

    /// The ids as a consumer handles them that ignores repeated ones.
    pub(crate) fn handled(&self) -> Vec<String> {
        let mut handled = Vec::new();
        for id in self.ids() {
            if !handled.contains(&id) {
                handled.push(id);
            }
        }
        handled
    }

    /// The times between the deliveries.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        let got = self.got();
        let pairs = got.iter().zip(got.iter().skip(1));
        pairs.map(|((_, one), (_, next))| *next - *one).collect()
    }

    /// Waits for this number of deliveries.
    pub(crate) async fn wait_for(&self, count: usize) {
        let mut counted = self.count.subscribe();
        counted.wait_for(|it| *it >= count).await.unwrap();
    }

    /// Waits until a consumer has handled this number of events.
    pub(crate) async fn wait_for_handled(&self, count: usize) {
        let mut counted = self.count.subscribe();
        while self.handled().len() < count {
            counted.changed().await.unwrap();
        }
    }
}

#[async_trait]
impl Transport for Receiver {
    async fn send(&self, delivery: &Delivery) -> Answer {
        let before = {
            let mut got = self.got.lock().unwrap();
            got.push((delivery.clone(), Instant::now()));
            got.len() - 1
        };
        self.count.send_modify(|count| *count += 1);
        match (self.script)(delivery, before) {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

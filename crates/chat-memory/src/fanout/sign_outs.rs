//! Sign-outs within one process.

use chat_ports::{SignOut, SignOutStream};
use futures::{StreamExt as _, stream};
use tokio::sync::broadcast::{Sender, channel, error::RecvError};

/// The most sign-outs that wait for a subscriber. Beyond it, the oldest are lost.
const CAPACITY: usize = 1_024;

/// The subscribers.
#[derive(Clone, Debug)]
pub(super) struct SignOuts(Sender<SignOut>);

impl SignOuts {
    pub(super) fn send(&self, person: SignOut) {
        // An error only means that there are no subscribers.
        let _ = self.0.send(person);
    }

    pub(super) fn subscribe(&self) -> SignOutStream {
        stream::unfold(self.0.subscribe(), |mut receiver| async move {
            loop {
                match receiver.recv().await {
                    Ok(person) => return Some((person, receiver)),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            }
        })
        .boxed()
    }
}

impl Default for SignOuts {
    fn default() -> Self {
        Self(channel(CAPACITY).0)
    }
}

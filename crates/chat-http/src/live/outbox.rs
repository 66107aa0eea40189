//! Frames on their way to the client, from whoever follows on its behalf.

use crate::wire::ServerFrame;
use axum::extract::ws::Utf8Bytes;
use chat_domain::VisitId;
use tokio::sync::mpsc;

/// What a frame is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// A visit that is followed.
    Visit(VisitId),
    /// The dashboard.
    Dashboard,
}

/// One following: a topic followed anew is another one, and what the former left in the queue is
/// not delivered any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Following {
    pub(super) topic: Topic,
    pub(super) generation: u64,
}

/// A frame of a following.
pub(super) struct Outgoing {
    pub(super) following: Following,
    pub(super) text: Utf8Bytes,
    /// Whether it is the following's last.
    pub(super) last: bool,
}

/// Where a following puts its frames. Waits while the queue is full.
pub(super) struct Outbox {
    pub(super) following: Following,
    pub(super) queue: mpsc::Sender<Outgoing>,
}

impl Outbox {
    /// Puts a frame into the queue; `None` once the connection is gone.
    pub(super) async fn put(&self, frame: ServerFrame<'_>) -> Option<()> {
        self.send(frame, false).await
    }

    /// Puts the last frame into the queue.
    pub(super) async fn end(&self, frame: ServerFrame<'_>) -> Option<()> {
        self.send(frame, true).await
    }

    async fn send(&self, frame: ServerFrame<'_>, last: bool) -> Option<()> {
        let outgoing = Outgoing {
            following: self.following,
            text: text(&frame),
            last,
        };
        self.queue.send(outgoing).await.ok()
    }
}

/// A frame as JSON.
pub(super) fn text(frame: &ServerFrame<'_>) -> Utf8Bytes {
    // Nothing in a frame fails to serialize: its times were checked when they came in.
    serde_json::to_string(frame).unwrap_or_default().into()
}

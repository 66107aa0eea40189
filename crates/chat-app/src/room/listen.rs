//! Hearing of what other nodes append to a visit that is followed here.

use super::Room;
use chat_ports::{HintStream, Topic};
use futures::StreamExt as _;
use std::sync::Weak;

/// Keeps the state of a visit up to date while it has followers: one subscription for all of its
/// followers on this node. It looks by itself from time to time, in case a hint was lost.
pub(super) async fn to_other_nodes(room: Weak<Room>) {
    let mut hints: Option<HintStream> = None;
    while let Some(current) = room.upgrade() {
        if current.watchers.listening_ends() {
            return;
        }
        let poll_every = current.poll_every;
        if hints.is_none() {
            let topic = Topic::Visit(current.visit);
            hints = match current.ports.fanout.subscribe(topic).await {
                Ok(hints) => Some(hints),
                Err(error) => {
                    tracing::warn!(%error, "no hints; the log is looked at from time to time");
                    None
                }
            };
        }
        // Subscribe before reading, so that no change falls between the two.
        if let Err(error) = current.refresh().await {
            tracing::warn!(%error, "a followed visit is looked at again later");
        }
        drop(current);
        let looks_again = tokio::time::sleep(poll_every);
        tokio::pin!(looks_again);
        loop {
            let Some(stream) = &mut hints else {
                looks_again.as_mut().await;
                break;
            };
            let hint = tokio::select! {
                biased;
                () = looks_again.as_mut() => break,
                hint = stream.next() => hint,
            };
            let Some(hint) = hint else {
                hints = None;
                continue;
            };
            let Some(current) = room.upgrade() else {
                return;
            };
            if let Err(error) = current.heard(&hint).await {
                tracing::warn!(%error, "a followed visit is looked at again later");
            }
        }
    }
}

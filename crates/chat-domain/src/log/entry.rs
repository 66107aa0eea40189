//! The entries of a visit's log.

use super::{actor::Actor, seq::Seq};
use crate::{
    command::Command, decide::decide, event::Event, evolve::evolve, refusal::Refusal,
    visit::VisitState,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One entry of a visit's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its position.
    pub seq: Seq,
    /// When it was decided, by the deciding node's clock. Only `seq` defines the order.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The actor.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
}

/// Decides a command, numbers its events and folds them into the state.
///
/// Append the returned entries at the version that the state had before. Empty if the command is a
/// no-op.
///
/// # Errors
/// The [`Refusal`] of [`decide`]; the state is then unchanged.
pub fn commit(
    state: &mut VisitState,
    actor: Actor,
    command: &Command,
    now: OffsetDateTime,
) -> Result<Vec<Entry>, Refusal> {
    let events = decide(state, actor, command)?;
    let mut entries = Vec::with_capacity(events.len());
    for event in events {
        let entry = Entry {
            seq: state.version.next(),
            at: now,
            actor,
            event,
        };
        evolve(state, &entry);
        entries.push(entry);
    }
    Ok(entries)
}

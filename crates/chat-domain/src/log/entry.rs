//! The entries of a visit's log.

use super::seq::Seq;
use crate::{
    command::Command, decide::decide, event::Event, evolve::evolve, id::PersonId, refusal::Refusal,
    visit::VisitState,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The actor behind a command or an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person, as a participant of the visit.
    Person(PersonId),
    /// The embedding service, such as its scheduler or video system. Manages visits and presence
    /// (V1); neither reads nor writes messages.
    Host,
    /// A person to whom the host granted oversight permission (M5). Reads only the chats for which
    /// they broke the glass.
    Overseer(PersonId),
}

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

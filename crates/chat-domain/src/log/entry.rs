//! One entry of a visit's log.

use crate::{
    command::Command, decide::decide, event::Event, evolve::evolve, id::PersonId, refusal::Refusal,
    visit::VisitState,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use time::OffsetDateTime;

/// A place in a visit's log: 1, 2, 3 … without gaps; 0 stands before the first entry.
///
/// Stays on the server: an attendee who saw it could count other people's direct messages (M7).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first entry.
    pub const ZERO: Self = Self(0);

    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person, as a participant of the visit.
    Person(PersonId),
    /// The embedding service: its scheduler, its video system. Manages visits and presence (V1),
    /// and neither reads nor writes messages.
    Host,
    /// A person whom the host gave the permission to oversee (M5). Reads what they broke the glass
    /// for, and nothing else.
    Overseer(PersonId),
}

/// One entry of a visit's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place.
    pub seq: Seq,
    /// When it was decided, by the deciding node's clock. Order is by `seq` alone.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
}

/// Decides a command, gives its events their places and folds them into the state.
///
/// The entries are to be appended at the version that the state had before. An empty answer means
/// that all is as asked already.
///
/// # Errors
/// The [`Refusal`] of [`decide`]; the state is unchanged then.
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

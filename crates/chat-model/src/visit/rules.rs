//! The rules of a model: the product's, or deliberately wrong ones.

use super::words::NOW;
use chat_domain::{Actor, Command, Entry, Event, Refusal, VisitState};

/// A decide function.
pub type Decide = fn(&VisitState, Actor, &Command) -> Result<Vec<Event>, Refusal>;

/// A fold function.
pub type Evolve = fn(&mut VisitState, &Entry);

/// The rules of a model.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Decides a command.
    pub decide: Decide,
    /// Folds an entry into the state.
    pub evolve: Evolve,
}

impl Rules {
    /// The product's rules.
    pub const PRODUCT: Self = Self {
        decide: chat_domain::decide,
        evolve: chat_domain::evolve,
    };

    /// The product's rules with a different decide function.
    #[must_use]
    pub const fn deciding(decide: Decide) -> Self {
        Self {
            decide,
            ..Self::PRODUCT
        }
    }

    /// The product's rules with a different fold.
    #[must_use]
    pub const fn evolving(evolve: Evolve) -> Self {
        Self {
            evolve,
            ..Self::PRODUCT
        }
    }

    /// Numbers the events and folds them into the state, as [`chat_domain::commit`] does.
    #[must_use]
    pub fn fold(&self, state: &mut VisitState, actor: Actor, events: Vec<Event>) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(events.len());
        for event in events {
            let entry = Entry {
                seq: state.version.next(),
                at: NOW,
                actor,
                event,
            };
            (self.evolve)(state, &entry);
            entries.push(entry);
        }
        entries
    }
}

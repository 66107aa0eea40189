//! A moment in a visit's life.

use chat_domain::{Actor, Command, Entry, Refusal, VisitState};

/// A command, the state and log around it, and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The state that the command met.
    pub before: &'a VisitState,
    /// The state after it.
    pub after: &'a VisitState,
    /// The log with what the command added.
    pub log: &'a [Entry],
    /// Who commanded.
    pub actor: Actor,
    /// What.
    pub command: &'a Command,
    /// The entries that it added, or why it was refused.
    pub answer: &'a Result<Vec<Entry>, Refusal>,
}

impl Moment<'_> {
    /// The entries that the command added.
    #[must_use]
    pub fn added(&self) -> &[Entry] {
        self.answer.as_deref().unwrap_or_default()
    }

    /// The log before the command.
    #[must_use]
    pub fn log_before(&self) -> &[Entry] {
        let before = self.log.len().saturating_sub(self.added().len());
        self.log.get(..before).unwrap_or_default()
    }
}

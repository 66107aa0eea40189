//! The result of a command.

use chat_domain::{Entry, VisitState};
use std::sync::Arc;

/// The result of a command.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The appended entries; empty if the command is a no-op.
    pub entries: Vec<Entry>,
    /// The state after them and after the commands of the same batch.
    pub state: Arc<VisitState>,
}

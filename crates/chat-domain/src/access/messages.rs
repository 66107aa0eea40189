//! Retracting messages (F8).

use super::{closing::open_in, participant::participant, read::may_read};
use crate::{chat::ChatKey, id::PersonId, refusal::Refusal, visit::VisitState};

/// Whose messages of a chat a person may retract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Retracts {
    /// Only their own.
    Own,
    /// Everyone's that they may read.
    Any,
}

/// Whose messages `person` may retract in `chat`: readers their own, the care team all. Permitted
/// in a locked chat too, since a message to the wrong person must be recallable.
///
/// # Errors
/// The refusal, if they may retract none.
pub fn may_retract_in(
    state: &VisitState,
    person: PersonId,
    chat: &ChatKey,
) -> Result<Retracts, Refusal> {
    let me = participant(state, person)?;
    may_read(state, person, chat)?;
    open_in(state, chat)?;
    Ok(if me.role.is_care_team() {
        Retracts::Any
    } else {
        Retracts::Own // F8
    })
}

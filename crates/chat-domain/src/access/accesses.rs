//! Which accesses to a visit its patients may know of.

use super::{participant, read::may_read, sees};
use crate::{
    chat::ChatKey,
    id::PersonId,
    refusal::Refusal,
    visit::{Role, VisitState},
};

/// Whether `person` is a patient of the visit, who may know who looked at the chats that they read (M5).
///
/// # Errors
/// The refusal, if they don't take part (M7, W9).
pub fn may_list_accesses(state: &VisitState, person: PersonId) -> Result<bool, Refusal> {
    participant(state, person).map(|me| me.role == Role::Patient)
}

/// Whether `patient` may know that `reader` opened `chat`: they may read it now, and see the reader (M1, M7). `None` is an
/// overseer, of whom a patient may know for each chat that they may read (M5).
#[must_use]
pub fn may_know_of_access(
    state: &VisitState,
    patient: PersonId,
    chat: &ChatKey,
    reader: Option<PersonId>,
) -> bool {
    if may_read(state, patient, chat).is_err() {
        return false;
    }
    let (Ok(me), Some(reader)) = (participant(state, patient), reader) else {
        return reader.is_none();
    };
    let reader = state.participants.get(&reader);
    reader.is_some_and(|reader| sees(me, reader))
}

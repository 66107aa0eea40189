//! How much one person writes and does (V8).

use crate::{
    chat::MessageState, id::PersonId, log::Actor, refusal::Refusal, text::MessageText,
    visit::VisitState,
};

/// Whether what `person` has written, with one more entry of this text, stays within the limits of
/// the visit's policy. Depends on nothing that others do (M7).
///
/// # Errors
/// The limit that is reached.
pub(crate) fn may_add(
    state: &VisitState,
    person: PersonId,
    text: Option<&MessageText>,
) -> Result<(), Refusal> {
    let written = state.written.get(&person).copied().unwrap_or_default();
    let bytes = text.map_or(0, |text| text.as_str().len() as u64);
    let policy = &state.policy;
    match (
        policy.max_entries_per_person,
        policy.max_text_bytes_per_person,
    ) {
        (Some(max), _) if written.entries >= u64::from(max) => {
            Err(Refusal::EntryQuotaExceeded { max })
        }
        (_, Some(max)) if written.text_bytes.saturating_add(bytes) > max => {
            Err(Refusal::TextQuotaExceeded { max })
        }
        _ => Ok(()),
    }
}

/// Whether so many more entries of `actor`, who comes, goes or changes the visit, stay within
/// the limit of the visit's policy. The host has none. Depends on nothing that others do (M7).
///
/// Not asked of what protects people or takes something back: to leave, to remove somebody, to lock,
/// to end the call, to close the visit, to retract, to give up a file. Each of these undoes an entry
/// that was within a limit, so that none of them can be repeated for ever.
///
/// # Errors
/// [`Refusal::ActQuotaExceeded`].
pub(crate) fn may_act(state: &VisitState, actor: Actor, entries: u64) -> Result<(), Refusal> {
    if actor == Actor::Host {
        return Ok(());
    }
    let acts = state.acts.get(&actor).copied().unwrap_or_default();
    match state.policy.max_acts_per_person {
        Some(max) if acts.saturating_add(entries) > u64::from(max) => {
            Err(Refusal::ActQuotaExceeded { max })
        }
        _ => Ok(()),
    }
}

/// Whether a message can be corrected once more.
///
/// # Errors
/// [`Refusal::TooManyCorrections`].
pub(crate) const fn may_correct_again(
    state: &VisitState,
    message: &MessageState,
) -> Result<(), Refusal> {
    match state.policy.max_corrections_per_message {
        Some(max) if message.corrections() >= max as usize => {
            Err(Refusal::TooManyCorrections { max })
        }
        _ => Ok(()),
    }
}

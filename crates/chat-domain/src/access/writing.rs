//! Quotas on how much one person writes and does (V8).

use crate::{
    chat::MessageState, id::PersonId, log::actor::Actor, refusal::Refusal, text::MessageText,
    visit::VisitState,
};

/// Whether `person` may write one more entry with this text within the limits of the visit's
/// policy. Independent of what others do (M7).
///
/// # Errors
/// The refusal for the limit that is reached.
pub(crate) fn may_add(
    state: &VisitState,
    person: PersonId,
    text: Option<&MessageText>,
) -> Result<(), Refusal> {
    may_add_text(state, person, text.map_or("", MessageText::as_str))
}

/// As [`may_add`], with the text of an entry of any kind.
///
/// # Errors
/// The refusal for the limit that is reached.
pub(crate) fn may_add_text(
    state: &VisitState,
    person: PersonId,
    text: &str,
) -> Result<(), Refusal> {
    let written = state.written.get(&person).copied().unwrap_or_default();
    let bytes = text.len() as u64;
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

/// Whether `actor` may make `entries` more entries by coming, going or changing the visit, within
/// the limit of the visit's policy. The host and the service have no limit. Independent of what others do (M7).
///
/// Acts that protect people or undo something are exempt: leaving, removing a participant, locking,
/// ending the call, closing the visit, retracting, discarding a file. Each undoes an entry that
/// counted toward a limit, so none can be repeated without bound.
///
/// # Errors
/// [`Refusal::ActQuotaExceeded`].
pub(crate) fn may_act(state: &VisitState, actor: Actor, entries: u64) -> Result<(), Refusal> {
    if matches!(actor, Actor::Host | Actor::Service) {
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

/// Whether a message may be corrected once more.
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

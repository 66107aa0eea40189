//! How much one person writes (V8).

use crate::{
    chat::MessageState, id::PersonId, refusal::Refusal, text::MessageText, visit::VisitState,
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

//! Uploading files (W2, F6, V5).

use super::chat::may_write;
use crate::{chat::ChatKey, id::PersonId, refusal::Refusal, visit::VisitState};

/// Whether `person` may upload a file of `size` bytes for `chat` now: they may write there, and
/// stay within the limits per file, per person and per visit.
///
/// # Errors
/// The refusal.
pub fn may_upload(
    state: &VisitState,
    person: PersonId,
    chat: &ChatKey,
    size: u64,
) -> Result<(), Refusal> {
    may_write(state, person, chat)?; // W2
    let policy = &state.policy;
    let max = policy.max_file_bytes;
    if size > max {
        return Err(Refusal::FileTooLarge { max }); // F6
    }
    let bytes = policy.counted(size);
    let exceeds = |used: u128, max: u64| used + u128::from(bytes) > u128::from(max);
    let own = state.uploaded.get(&person).copied().unwrap_or_default();
    if let Some(max) = policy.max_upload_bytes_per_person
        && exceeds(own.bytes, max)
    {
        return Err(Refusal::PersonQuotaExceeded { max }); // V5
    }
    if let Some(max) = policy.max_uploads_per_person
        && own.files >= u64::from(max)
    {
        return Err(Refusal::PersonFileCountExceeded { max }); // V5
    }
    let all = || state.uploaded.values();
    if let Some(max) = policy.max_upload_bytes_per_visit
        && exceeds(all().map(|one| one.bytes).sum(), max)
    {
        return Err(Refusal::VisitQuotaExceeded { max }); // V5
    }
    match policy.max_uploads_per_visit {
        Some(max) if all().map(|one| one.files).sum::<u64>() >= u64::from(max) => {
            Err(Refusal::VisitFileCountExceeded { max }) // V5
        }
        _ => Ok(()),
    }
}

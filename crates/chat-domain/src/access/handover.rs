//! What a handover makes known and readable (V7).

use super::{direct::roles, participant::participant, read::may_read};
use crate::{
    chat::{ChatKey, ChatNumber},
    id::PersonId,
    refusal::Refusal,
    visit::{Participant, VisitState},
};
use std::collections::BTreeSet;

/// The newest entry of a direct chat of others that `person` may read because its provider has
/// handed over to them and the policy opens it (V7), while their role gives them direct chats. They read the messages
/// up to there, and nothing else.
///
/// # Errors
/// [`Refusal::ChatUnknown`] as for a chat that does not exist (M7); [`Refusal::Removed`] and
/// [`Refusal::VisitUnknown`] as for all reads.
pub fn may_read_handed_over(
    state: &VisitState,
    person: PersonId,
    chat: &ChatKey,
) -> Result<ChatNumber, Refusal> {
    let me = participant(state, person)?;
    let ChatKey::Direct(pair) = chat else {
        return Err(Refusal::ChatUnknown);
    };
    // V7: in a role in which they could have a direct chat with the attendee themselves.
    let attendee = state.participants.get(&pair.attendee);
    let role = attendee.ok_or(Refusal::ChatUnknown)?.role;
    roles(&state.policy, me.role, role).map_err(|_| Refusal::ChatUnknown)?; // M7
    state
        .handovers
        .iter()
        .find(|handover| (handover.from, handover.to) == (pair.care, person))
        .and_then(|handover| handover.opened.get(&pair.attendee).copied())
        .ok_or(Refusal::ChatUnknown) // V7, M7
}

/// Everyone who took over from a provider, and later from those in turn (V7).
pub(super) fn took_over_from(state: &VisitState, provider: PersonId) -> BTreeSet<PersonId> {
    let mut reached = BTreeSet::from([provider]);
    for handover in &state.handovers {
        if reached.contains(&handover.from) {
            reached.insert(handover.to);
        }
    }
    reached.remove(&provider);
    reached
}

/// Whether `viewer` is shown that `to` takes over from `from`: the care team, attendees who have
/// entered, and those who have a direct chat with either provider (V7, M7).
pub(crate) fn sees_handover(
    state: &VisitState,
    viewer: &Participant,
    (from, to): (PersonId, PersonId),
) -> bool {
    let shares_chat = |provider| {
        let chat = ChatKey::direct(provider, viewer.person);
        let has_entries = state.chat(&chat).last >= ChatNumber::FIRST;
        has_entries && may_read(state, viewer.person, &chat).is_ok()
    };
    viewer.has_entered() || shares_chat(from) || shares_chat(to)
}

//! The rules of the visit chat.

use super::participant::open;
use crate::{
    chat::{ChatKey, ChatNumber},
    refusal::Refusal,
    visit::{Participant, Presence, VisitState},
};

/// M1, M6: members are the care team and every attendee who has entered.
pub(super) fn may_read(me: &Participant) -> Result<ChatNumber, Refusal> {
    me.visit_chat_from.ok_or(Refusal::NotEntered) // M1
}

/// W1 to W10 for a member.
pub(super) fn gate(state: &VisitState, me: &Participant) -> Result<(), Refusal> {
    open(state)?;
    if me.role.is_care_team() {
        return Ok(()); // W1
    }
    let chat = state.chat(&ChatKey::Visit);
    if chat.locked {
        return Err(Refusal::Locked); // W6
    }
    let with_provider = || me.presence == Presence::InCall && state.provider_in_call(); // W3
    let by_policy =
        me.presence == Presence::Waiting && state.policy.waiting_attendees_start_visit_chat; // W10
    if chat.started || by_policy || with_provider() {
        Ok(())
    } else if me.presence == Presence::InCall && state.provider_was_dropped() {
        Err(Refusal::ProviderDropped) // W2, V9
    } else {
        Err(Refusal::NotStarted) // W2, W7
    }
}

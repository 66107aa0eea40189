//! The rules of the visit chat.

use super::participant::open;
use crate::{
    chat::{ChatKey, Readable},
    refusal::Refusal,
    rules::Rules,
    visit::{Participant, Presence, Role, VisitKind, VisitState},
};

/// M1, M6: members are the care team and every attendee who has entered.
pub(super) fn may_read(me: &Participant) -> Result<&Readable, Refusal> {
    me.visit_chat.as_ref().ok_or(Refusal::NotEntered) // M1
}

/// M6: whether an attendee reads the visit chat from its start, and not only from their first entry on.
pub(crate) fn reads_from_the_start(state: &VisitState, attendee: &Participant) -> bool {
    let by_choice = state.rules().history_is_shared_by_choice;
    let own_visit =
        state.kind == VisitKind::OneToOne && (!by_choice || attendee.role == Role::Patient);
    own_visit || attendee.shares_history || state.policy.open_history
}

/// M6: whether the earlier visit chat can be shared with a person who is added in this role. Everyone else
/// reads it anyway, or never does.
///
/// # Errors
/// [`Refusal::HistoryNotShared`].
pub(crate) const fn may_share_history(
    rules: &Rules,
    kind: VisitKind,
    role: Role,
) -> Result<(), Refusal> {
    match (role, kind) {
        (Role::Interpreter, _) | (Role::Guest, VisitKind::OneToOne)
            if rules.history_is_shared_by_choice =>
        {
            Ok(())
        }
        _ => Err(Refusal::HistoryNotShared), // M6
    }
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

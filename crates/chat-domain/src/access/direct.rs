//! The rules of direct chats.

use super::{closing::open_in, participant::sees};
use crate::{
    chat::{ChatKey, DirectPair},
    policy::Policy,
    refusal::Refusal,
    visit::{Participant, Presence, Role, VisitState},
};

/// M2 to M5: the two members read the whole chat. Returns the other member.
pub(super) fn membership<'a>(
    state: &'a VisitState,
    me: &Participant,
    pair: &DirectPair,
) -> Result<&'a Participant, Refusal> {
    // M5, M7: one answer for a chat of others, an outsider and an unseen participant.
    let other = pair.other(me.person).ok_or(Refusal::ChatUnknown)?;
    let other = state.participants.get(&other).ok_or(Refusal::ChatUnknown)?;
    if !sees(me, other) {
        return Err(Refusal::ChatUnknown);
    }
    let (care, attendee) = if me.person == pair.care {
        (me, other)
    } else {
        (other, me)
    };
    roles(&state.policy, care.role, attendee.role)?;
    Ok(other)
}

/// W1 to W8 and P8 for a member, given the other member.
pub(super) fn gate(
    state: &VisitState,
    me: &Participant,
    other: &Participant,
    pair: &DirectPair,
) -> Result<(), Refusal> {
    let key = ChatKey::Direct(*pair);
    open_in(state, &key)?; // W8
    if !other.is_active() {
        return Err(Refusal::RecipientRemoved); // P8
    }
    if me.person == pair.care {
        return Ok(()); // W1
    }
    let chat = state.chat(&key);
    if chat.locked {
        return Err(Refusal::Locked); // W6
    }
    let together = me.presence == Presence::InCall && other.presence == Presence::InCall; // W3
    if chat.started || together {
        Ok(())
    } else if me.presence == Presence::InCall && other.was_dropped() {
        Err(Refusal::ProviderDropped) // W2, V9
    } else {
        Err(Refusal::NotStarted) // W2, W7
    }
}

/// Which roles may be on which side (M2, M3, M4).
pub(crate) const fn roles(policy: &Policy, care: Role, attendee: Role) -> Result<(), Refusal> {
    match (care.is_care_team(), attendee.is_care_team()) {
        (true, true) => return Err(Refusal::TwoCareTeamMembers), // M3
        (false, false) => return Err(Refusal::TwoAttendees),     // M3
        (false, true) => return Err(Refusal::ChatUnknown),
        (true, false) => {}
    }
    match attendee {
        Role::Patient => {}
        Role::Guest if policy.guests_have_direct_chats => {}
        Role::Guest => return Err(Refusal::GuestsHaveNoDirectChats), // M4
        _ if policy.interpreters_have_direct_chats => {}
        _ => return Err(Refusal::RoleHasNoDirectChats), // M4
    }
    match care {
        Role::Provider => Ok(()),
        _ if policy.staff_have_direct_chats => Ok(()),
        _ => Err(Refusal::StaffHaveNoDirectChats), // M2, M4
    }
}

/// Why the viewer has no direct chat with another participant, by their roles (M2, M3, M4). `None` if they may have one, and
/// for the viewer themself.
pub(crate) fn no_direct_chat(
    policy: &Policy,
    me: &Participant,
    other: &Participant,
) -> Option<Refusal> {
    if me.person == other.person {
        return None;
    }
    let other_cares = other.role.is_care_team() && !me.role.is_care_team();
    let (care, attendee) = if other_cares {
        (other, me)
    } else {
        (me, other)
    };
    roles(policy, care.role, attendee.role).err()
}

/// Whether a participant in `role` can have direct chats in this visit, now or once someone for the other side
/// takes part (M3, M4).
pub(crate) fn may_have_direct_chats(policy: &Policy, role: Role) -> bool {
    if role.is_care_team() {
        roles(policy, role, Role::Patient).is_ok()
    } else {
        roles(policy, Role::Provider, role).is_ok()
    }
}

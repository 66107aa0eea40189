//! Maps a state, a person and a chat to a case.

use super::case::{At, Callers, Chat, Other, Subject};
use chat_domain::{ChatKey, DirectPair, PersonId, Presence, Role, VisitState};

/// The case of `me` and a chat; `None` if the grid has no such kind of chat.
pub fn case_of(state: &VisitState, me: PersonId, chat: &ChatKey) -> Option<At> {
    let mine = state.participants.get(&me);
    let role = mine.map(|mine| mine.role);
    let (kind, peer) = kind(state, me, role, chat)?;
    let seen = state.chat(chat);
    Some(At {
        subject: Subject { role, chat: kind },
        presence: mine.map(|mine| mine.presence),
        phase: state.phase,
        other: peer.map(|peer| other(state, me, peer)),
        callers: callers(state, me, peer),
        started: seen.started,
        locked: seen.locked,
    })
}

fn kind(
    state: &VisitState,
    me: PersonId,
    mine: Option<Role>,
    chat: &ChatKey,
) -> Option<(Chat, Option<PersonId>)> {
    let ChatKey::Direct(pair) = chat else {
        return Some((Chat::Visit, None));
    };
    let role = |person| state.participants.get(&person).map(|p| p.role);
    let Some(other) = pair.other(me) else {
        let roles = (role(pair.care), role(pair.attendee));
        let theirs = roles == (Some(Role::Provider), Some(Role::Patient));
        return theirs.then_some((Chat::Others, None));
    };
    if other == me {
        return Some((Chat::Myself, None));
    }
    // The name's sides, as the grid writes them.
    let as_named = |kind| {
        *chat
            == named(
                Subject {
                    role: mine,
                    chat: kind,
                },
                me,
                other,
            )
    };
    match role(other) {
        None => as_named(Chat::Stranger).then_some((Chat::Stranger, None)),
        Some(role) if as_named(Chat::With(role)) => Some((Chat::With(role), Some(other))),
        Some(role) => {
            let swapped = Subject {
                role: mine,
                chat: Chat::Swapped,
            };
            (swapped.peer() == Some(role)).then_some((Chat::Swapped, Some(other)))
        }
    }
}

/// The subject's chat, with its two people.
fn named(subject: Subject, me: PersonId, other: PersonId) -> ChatKey {
    let of = |person| if person == super::cast::ME { me } else { other };
    match subject.key() {
        ChatKey::Direct(DirectPair { care, attendee }) => ChatKey::direct(of(care), of(attendee)),
        visit => visit,
    }
}

fn other(state: &VisitState, me: PersonId, peer: PersonId) -> Other {
    let peer = &state.participants[&peer];
    let met = |removed| {
        let mine = state.participants.get(&me);
        mine.is_some_and(|me| me.has_entered() && peer.has_entered() && removed > me.knows_from)
    };
    match (
        peer.presence,
        peer.removal.as_ref().map(|removal| removal.at),
    ) {
        (Presence::Removed, Some(at)) if met(at) => Other::Removed,
        (Presence::Removed, _) => Other::Unmet,
        (Presence::InCall, _) => Other::InCall,
        (Presence::Expected, _) => Other::NotCome,
        (Presence::Waiting | Presence::Away, _) => Other::HasCome,
    }
}

fn callers(state: &VisitState, me: PersonId, peer: Option<PersonId>) -> Callers {
    let there = |role| {
        state.participants.values().any(|p| {
            let counts = p.person != me && Some(p.person) != peer;
            counts && p.role == role && p.presence == Presence::InCall
        })
    };
    if there(Role::Provider) {
        Callers::Provider
    } else if there(Role::Staff) {
        Callers::Staff
    } else {
        Callers::NoOne
    }
}

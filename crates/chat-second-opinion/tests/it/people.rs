//! The cast, and the chats they may refer to.

use crate::chance::Chance;
use chat_domain::{Actor, ChatKey, PersonId, Role};
use uuid::Uuid;

/// Everyone who may appear, with their most likely role. The last two are strangers.
pub const CAST: [Role; 12] = [
    Role::Provider,
    Role::Provider,
    Role::Staff,
    Role::Patient,
    Role::Patient,
    Role::Guest,
    Role::Interpreter,
    Role::Provider,
    Role::Patient,
    Role::Staff,
    Role::Guest,
    Role::Guest,
];

/// The first members of the cast, who may be participants from the start.
pub const FIRST: usize = 7;

pub fn person(of_cast: usize) -> PersonId {
    PersonId::new(Uuid::from_u128(0x100 + of_cast as u128))
}

pub fn any_person(chance: &mut Chance) -> PersonId {
    person(of_cast(chance))
}

/// Picks a person of the cast, mostly a likely participant.
fn of_cast(chance: &mut Chance) -> usize {
    let end = if chance.percent(75) {
        FIRST
    } else {
        CAST.len()
    };
    chance.below(end)
}

pub fn of_role(chance: &mut Chance, roles: &[Role]) -> PersonId {
    loop {
        let i = of_cast(chance);
        if roles.contains(&CAST[i]) {
            return person(i);
        }
    }
}

/// The overseers: a provider, a patient and a stranger.
pub fn overseers() -> [PersonId; 3] {
    [0, 3, CAST.len() - 1].map(person)
}

pub fn overseer(chance: &mut Chance) -> PersonId {
    chance.one_of(&overseers())
}

pub fn anyone(chance: &mut Chance) -> Actor {
    match chance.below(10) {
        0 => Actor::Host,
        1 => Actor::Overseer(overseer(chance)),
        2 => Actor::Service,
        _ => Actor::Person(any_person(chance)),
    }
}

/// Half the time the suitable actor, otherwise any.
pub fn or_anyone(chance: &mut Chance, suits: Actor) -> Actor {
    if chance.percent(50) {
        suits
    } else {
        anyone(chance)
    }
}

/// Picks the visit chat, a valid direct chat, or a direct chat of any two people.
pub fn chat(chance: &mut Chance) -> ChatKey {
    match chance.below(10) {
        0..4 => ChatKey::Visit,
        // The same pair often, so that their chat gets many entries.
        4..7 => ChatKey::direct(person(0), person(3)),
        7..9 => ChatKey::direct(
            of_role(chance, &[Role::Provider, Role::Staff]),
            of_role(chance, &[Role::Patient, Role::Guest, Role::Interpreter]),
        ),
        _ => ChatKey::direct(any_person(chance), any_person(chance)),
    }
}

/// Picks a chat and a likely member of it.
pub fn sender(chance: &mut Chance) -> (PersonId, ChatKey) {
    let chat = chat(chance);
    let sender = match chat {
        ChatKey::Visit if chance.percent(40) => {
            of_role(chance, &[Role::Patient, Role::Guest, Role::Interpreter])
        }
        ChatKey::Visit => any_person(chance),
        ChatKey::Direct(pair) => chance.one_of(&[pair.care, pair.attendee]),
    };
    (sender, chat)
}
